"""Near-duplicates made one: the author of the second draft asks, the author of the first proposal decides (rule 31)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.enums import Role
from budget import policy
from budget.enums import BEFORE_BALLOT, CoAuthorState, JoinState, ProposalStatus
from budget.models import CoAuthor, JoinRequest, Proposal
from budget.services import coauthors
from budget.workflow import PROPOSAL, WRITERS
from workflow import acts
from workflow.actor import SYSTEM, Actor
from workflow.models import Act
from workflow.refusals import Refused


def ask(pk: int, *, number: str, actor: Actor, at: datetime) -> Act:
    """Ask the author of a submitted proposal to be taken in, in place of sending this draft.

    Refused: ``join_target``: it is not of this edition, or it is too late; ``own``; ``asked_already``; ``declined``;
    role, state.
    """

    def change(draft: Proposal) -> dict:
        waiting = Proposal.objects.filter(edition_id=draft.edition_id, ballot_number__isnull=True)
        target = waiting.filter(number=number, status__in=BEFORE_BALLOT).first()
        if target is None:
            sentence = _("This proposal takes nobody in any more: it is withdrawn, refused or on the ballot.")
            raise Refused(sentence, code="join_target")
        if policy.roles_on(actor, target) & WRITERS:
            raise Refused(_("You write this proposal already."), code="own")
        return {"wish": _wished(draft, target, at).pk, "target": target.number}

    return acts.perform(
        PROPOSAL,
        Proposal,
        pk,
        "ask_to_join",
        actor=actor,
        roles=lambda row: policy.roles_on(actor, row),
        change=change,
        at=at,
    )


def answer(wish_id: int, *, accept: bool, actor: Actor, at: datetime) -> Act:
    """Take those who wrote the other draft in as co-authors, which closes their draft; or decline.

    Refused: ``not_found``; ``answered``: it was answered, or the draft is sent or gone; ``wish_expired``;
    ``coauthors_many``; ``on_ballot``; state.
    """
    found = JoinRequest.objects.filter(pk=wish_id).select_related("target").first()
    if found is None or Role.AUTHOR not in policy.roles_on(actor, found.target):
        raise Refused(acts.NOT_FOUND, code="not_found")

    def change(target: Proposal) -> dict:
        wish = _open_wish(wish_id, at)
        if accept:
            _take_in(target, wish.draft, at)
        wish.state = JoinState.JOINED if accept else JoinState.DECLINED
        wish.answered_at = at
        wish.save(update_fields=["state", "answered_at"])
        return {"wish": wish.pk}

    with transaction.atomic():
        act = acts.perform(
            PROPOSAL,
            Proposal,
            found.target_id,
            "join" if accept else "decline_to_join",
            actor=actor,
            roles=lambda row: policy.roles_on(actor, row),
            change=change,
            at=at,
        )
        if accept:
            _close(found, at)
    return act


def _wished(draft: Proposal, target: Proposal, at: datetime) -> JoinRequest:
    earlier = JoinRequest.objects.filter(draft=draft, target=target).first()
    if earlier is None:
        return JoinRequest.objects.create(draft=draft, target=target, asked_at=at)
    if earlier.state == JoinState.DECLINED:
        raise Refused(_("Its author has declined: send a proposal of your own."), code="declined")
    if at < earlier.expires_at:
        raise Refused(_("You have asked already: wait for the answer of its author."), code="asked_already")
    earlier.asked_at = at
    earlier.save(update_fields=["asked_at"])
    return earlier


def _open_wish(wish_id: int, at: datetime) -> JoinRequest:
    wish = JoinRequest.objects.select_for_update(of=("self",)).select_related("draft").get(pk=wish_id)
    if wish.state != JoinState.ASKED or wish.draft.status != ProposalStatus.DRAFT:
        sentence = _("This was answered already, or the other draft is sent or gone.")
        raise Refused(sentence, code="answered", conflict=True)
    if at >= wish.expires_at:
        raise Refused(_("The wish to join is too old: its author may ask again."), code="wish_expired")
    return wish


def _take_in(target: Proposal, draft: Proposal, at: datetime) -> None:
    helpers = draft.coauthors.filter(state=CoAuthorState.ACCEPTED).values_list("user_id", flat=True)
    writers = {target.author_id, *target.coauthors.filter(state=CoAuthorState.ACCEPTED).values_list("user", flat=True)}
    newcomers = [who for who in (draft.author_id, *helpers) if who is not None and who not in writers]
    coauthors.room_for(target, len(newcomers))
    for who in newcomers:
        taken = {"state": CoAuthorState.ACCEPTED, "answered_at": at}
        CoAuthor.objects.update_or_create(
            proposal=target, user_id=who, defaults=taken, create_defaults=taken | {"invited_at": at}
        )


def _close(wish: JoinRequest, at: datetime) -> None:
    acts.perform(
        PROPOSAL,
        Proposal,
        wish.draft_id,
        "merge",
        actor=SYSTEM,
        roles=lambda _row: frozenset({Role.SYSTEM}),
        change=lambda _row: {"into": wish.target.number},
        at=at,
    )
