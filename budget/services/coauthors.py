"""People who write a proposal together: invited by the author, free to say no."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.selectors import person_by_email
from budget import policy
from budget.enums import CoAuthorState, ProposalStatus
from budget.models import CoAuthor, Proposal
from workflow import acts
from workflow.actor import Actor
from workflow.refusals import Refused

MOST = 10


def invite(pk: int, *, email: str, actor: Actor, at: datetime) -> CoAuthor:
    """Invite somebody by e-mail. Whether there is such an account is not told: the invitation waits for one.

    Refused: ``email_wrong``, ``coauthors_many``, ``invited_already``, ``own_email``; role, state.
    """
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        sentence = _("Check the e-mail address: it should look like name@example.kz.")
        raise Refused(sentence, code="email_wrong", field="email") from None
    proposal = _own(pk, actor)
    person = person_by_email(address)
    if person is not None and person.pk == proposal.author_id:
        raise Refused(_("You are the author already."), code="own_email", field="email")
    if proposal.coauthors.count() >= MOST:
        sentence = _("A proposal has at most %(n)d co-authors.") % {"n": MOST}
        raise Refused(sentence, code="coauthors_many", field="email")
    try:
        with transaction.atomic():
            return CoAuthor.objects.create(proposal=proposal, user=person, email=address, invited_at=at)
    except IntegrityError:
        sentence = _("This person is invited already.")
        raise Refused(sentence, code="invited_already", field="email") from None


def answer(invitation_id: int, *, accept: bool, actor: Actor, at: datetime) -> CoAuthor:
    """Accept an invitation or decline it. Refused: ``not_found``; ``state`` where the proposal is no draft any more."""
    with transaction.atomic():
        row = CoAuthor.objects.select_for_update(of=("self",)).filter(pk=invitation_id).first()
        if row is None or not _addressed_to(row, actor):
            raise Refused(acts.NOT_FOUND, code="not_found")
        if row.proposal.status != ProposalStatus.DRAFT:
            raise Refused(acts.NOT_NOW, code="state", conflict=True)
        row.user_id = actor.user_id
        row.state = CoAuthorState.ACCEPTED if accept else CoAuthorState.DECLINED
        row.answered_at = at
        row.save(update_fields=["user", "state", "answered_at"])
        return row


def remove(pk: int, *, invitation_id: int, actor: Actor, at: datetime) -> None:
    """Take an invitation or a co-author back; a second time is no fault. Refused: role, state."""
    _own(pk, actor).coauthors.filter(pk=invitation_id).delete()


def _own(pk: int, actor: Actor) -> Proposal:
    proposal = Proposal.objects.filter(pk=pk).first()
    if proposal is None:
        raise Refused(acts.NOT_FOUND, code="not_found")
    if Role.AUTHOR not in policy.roles_on(actor, proposal):
        raise Refused(acts.NOT_YOURS, code="role")
    if proposal.status != ProposalStatus.DRAFT:
        raise Refused(acts.NOT_NOW, code="state", conflict=True)
    return proposal


def _addressed_to(row: CoAuthor, actor: Actor) -> bool:
    if actor.user_id is None:
        return False
    if row.user_id is not None:
        return row.user_id == actor.user_id
    # Invited before there was such an account: the address, once confirmed, is what tells the person.
    person = person_by_email(row.email)
    return person is not None and person.pk == actor.user_id
