"""People who write a proposal together: invited by the author, free to say no, for a fortnight."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import person_by_email
from budget import policy
from budget.enums import CoAuthorState
from budget.models import CoAuthor, Proposal
from budget.rules import together
from budget.workflow import PROPOSAL
from workflow import acts
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused


def invite(pk: int, *, email: str, actor: Actor, at: datetime) -> CoAuthor:
    """Invite somebody by e-mail, who is told by a letter. Whether there is such an account is told to nobody.

    An invitation that nobody answered in its days may be made anew. Refused: ``email_wrong``, ``coauthors_many``,
    ``invited_already``, ``own_email``; role, state.
    """
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        sentence = _("Check the e-mail address: it should look like name@example.kz.")
        raise Refused(sentence, code="email_wrong", field="email") from None
    person = person_by_email(address)

    def change(proposal: Proposal) -> dict:
        return {"invitation": _invited(proposal, person, address, at).pk}

    act = acts.perform(
        PROPOSAL,
        Proposal,
        pk,
        "invite",
        actor=actor,
        roles=lambda row: policy.roles_on(actor, row),
        change=change,
        at=at,
    )
    return CoAuthor.objects.get(pk=act.data["invitation"])


def answer(invitation_id: int, *, accept: bool, actor: Actor, at: datetime) -> CoAuthor:
    """Accept an invitation or decline it. Refused: ``not_found``; ``invitation_expired``; ``state`` where the proposal
    is no draft any more."""
    found = CoAuthor.objects.filter(pk=invitation_id).first()
    if found is None or not _addressed_to(found, actor):
        raise Refused(acts.NOT_FOUND, code="not_found")

    def change(proposal: Proposal) -> dict:
        row = CoAuthor.objects.filter(pk=invitation_id).first()
        if row is None:
            raise Refused(acts.NOT_FOUND, code="not_found")
        if row.state == CoAuthorState.INVITED and at >= row.expires_at:
            sentence = _("This invitation is too old. Ask the author to invite you again.")
            raise Refused(sentence, code="invitation_expired")
        row.user_id = actor.user_id
        row.state = CoAuthorState.ACCEPTED if accept else CoAuthorState.DECLINED
        row.answered_at = at
        row.save(update_fields=["user", "state", "answered_at"])
        return {"invitation": row.pk}

    name = "accept_invitation" if accept else "decline_invitation"
    invited = frozenset({Role.INVITED})
    acts.perform(
        PROPOSAL, Proposal, found.proposal_id, name, actor=actor, roles=lambda _row: invited, change=change, at=at
    )
    return CoAuthor.objects.select_related("proposal").get(pk=invitation_id)


def remove(pk: int, *, invitation_id: int, actor: Actor, at: datetime) -> None:
    """Take an invitation or a co-author back; a second time is no fault. Refused: role, state."""
    if not CoAuthor.objects.filter(pk=invitation_id, proposal_id=pk).exists():
        return

    def change(proposal: Proposal) -> dict:
        proposal.coauthors.filter(pk=invitation_id).delete()
        return {"invitation": invitation_id}

    acts.perform(
        PROPOSAL,
        Proposal,
        pk,
        "uninvite",
        actor=actor,
        roles=lambda row: policy.roles_on(actor, row),
        change=change,
        at=at,
    )


def room_for(proposal: Proposal, more: int = 1) -> None:
    """Refused: ``coauthors_many``. The proposal is locked."""
    if proposal.coauthors.count() + more > together.MOST:
        sentence = _("A proposal has at most %(n)d co-authors.") % {"n": together.MOST}
        raise Refused(sentence, code="coauthors_many", field="email")


def _perform(pk: int, name: str, *, actor: Actor, **words) -> Act:
    return acts.perform(
        PROPOSAL, Proposal, pk, name, actor=actor, roles=lambda row: policy.roles_on(actor, row), **words
    )


def _invited(proposal: Proposal, person: User | None, address: str, at: datetime) -> CoAuthor:
    if person is not None and person.pk == proposal.author_id:
        raise Refused(_("You are the author already."), code="own_email", field="email")
    same = Q(email=address) if person is None else Q(email=address) | Q(user=person)
    earlier = proposal.coauthors.filter(same).first()
    if earlier is None:
        room_for(proposal)
        return CoAuthor.objects.create(proposal=proposal, user=person, email=address, invited_at=at)
    if earlier.state != CoAuthorState.INVITED or at < earlier.expires_at:
        raise Refused(_("This person is invited already."), code="invited_already", field="email")
    earlier.invited_at = at
    earlier.save(update_fields=["invited_at"])
    return earlier


def _addressed_to(row: CoAuthor, actor: Actor) -> bool:
    if actor.user_id is None:
        return False
    if row.user_id is not None:
        return row.user_id == actor.user_id
    # Invited before there was such an account: the address, once confirmed, is what tells the person.
    person = person_by_email(row.email)
    return person is not None and person.pk == actor.user_id
