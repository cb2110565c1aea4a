"""What the council decided, carried out; what the clock does; and who decides on an appeal."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from budget import policy
from budget.enums import CouncilMotion, FundingSource, FundingState, ProposalStatus
from budget.models import CouncilItem, CouncilVote, Funding, Proposal, RefusalAppeal, Review, Sitting
from budget.rules import looks
from budget.services import formal, reviews
from budget.services.editions import edition_of
from budget.workflow import PROPOSAL
from workflow import acts, calendar
from workflow.actor import SYSTEM, Actor
from workflow.models import Act
from workflow.refusals import Refused


def check_look(motion: str, round_: int) -> None:
    """Refused: ``first_look``: no refusal yet; ``second_look``: no second rework (rule 32)."""
    if motion == CouncilMotion.REFUSE and round_ == 1:
        sentence = _("A proposal is not refused at first look: return it for rework and look again.")
        raise Refused(sentence, code=looks.FIRST_LOOK, field="motion")
    if motion == CouncilMotion.REWORK and round_ == 2:
        sentence = _("This proposal was returned once: at second look the council admits or refuses it.")
        raise Refused(sentence, code=looks.SECOND_LOOK, field="motion")


def carry_out(item: CouncilItem, sitting: Sitting, *, at: datetime) -> Act | None:
    """Do what a signed protocol says; nothing where the question was not decided."""
    facts = {
        "protocol": sitting.number,
        "held_on": sitting.held_on,
        "code": item.code,
        "text_kk": item.text_kk,
        "text_ru": item.text_ru,
    }

    def change(proposal: Proposal) -> dict:
        if item.outcome == CouncilMotion.ADMIT:
            proposal.admitted_at, proposal.due_on = at, None
            return facts
        if item.outcome == CouncilMotion.REWORK:
            return {**facts, **formal.rework_window(proposal, at=at)}
        return {**facts, **_appeal_window(proposal, at=at)}

    if not item.outcome:
        return None
    return _by_the_system(item.proposal_id, str(item.outcome), change=change, at=at)


def lapse(*, at: datetime) -> list[str]:
    """Bring before the council what was not reworked within its days: it decides on it as it is. Returns numbers."""
    due = Proposal.objects.filter(status=ProposalStatus.REWORK, rework_until__lte=at)
    done = []
    for pk, number in due.values_list("pk", "number"):

        def change(proposal: Proposal) -> dict:
            proposal.round = 2
            proposal.rework_until = None
            return reviews.council_clock(proposal, at=at)

        try:
            _by_the_system(pk, "lapse", change=change, at=at)
        except Refused as refusal:
            if refusal.code != "state":  # the author has sent it meanwhile, or another clock was first
                raise
            continue
        done.append(number)
    return done


def decide_appeal(
    pk: int,
    *,
    upheld: bool,
    text_kk: str,
    text_ru: str,
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Decide on an appeal against a refusal. ``upheld``: the refusal stands.

    Other people than those who had a part in the refusal decide. Refused: ``same_person``; ``text_kk_needed``,
    ``text_ru_needed``; role, state, stale.
    """
    if not text_kk.strip():
        raise Refused(_("Write the explanation in Kazakh."), code="text_kk_needed", field="text_kk")
    if not text_ru.strip():
        raise Refused(_("Write the explanation in Russian."), code="text_ru_needed", field="text_ru")

    def change(proposal: Proposal) -> dict:
        formal.not_own(actor, proposal)
        if had_a_part(proposal, actor):
            sentence = _("You had a part in the refusal: somebody else decides on the appeal against it.")
            raise Refused(sentence, code="same_person")
        RefusalAppeal.objects.filter(proposal=proposal).update(
            upheld=upheld,
            text_kk=text_kk.strip(),
            text_ru=text_ru.strip(),
            decided_by_id=actor.user_id,
            decided_at=at,
        )
        proposal.due_on = None
        if not upheld:
            proposal.admitted_at = at
        return {"text_kk": text_kk.strip(), "text_ru": text_ru.strip()}

    name = "uphold" if upheld else "overturn"
    return acts.perform(
        PROPOSAL,
        Proposal,
        pk,
        name,
        actor=actor,
        roles=lambda row: policy.roles_on(actor, row),
        change=change,
        seq=seq,
        at=at,
    )


def had_a_part(proposal: Proposal, actor: Actor) -> bool:
    """Whether the person checked, judged, recorded or voted on this proposal before."""
    who = actor.user_id
    return (
        CouncilVote.objects.filter(item__proposal=proposal, member_id=who).exists()
        or Review.objects.filter(proposal=proposal, done_by_id=who).exists()
        or _sat(proposal, who)
        or _acted(proposal, who)
    )


def lapse_pledge(funding_id: int, *, reason: str, actor: Actor, at: datetime) -> Act | None:
    """Enter that somebody does not pay what was pledged: the city would pay more, so an admission is decided anew.

    Returns the act that reopened the decision, or ``None`` where none had been taken. Refused: ``not_found``;
    ``reason_needed``; ``on_ballot``; role, state.
    """
    if not reason.strip():
        raise Refused(_("Write why the money does not come."), code="reason_needed", field="reason")
    row = Funding.objects.filter(pk=funding_id).exclude(source=FundingSource.CITY).first()
    if row is None:
        raise Refused(acts.NOT_FOUND, code="not_found")

    def change(proposal: Proposal) -> dict:
        old = proposal.cost_tenge
        Funding.objects.filter(pk=funding_id).update(state=FundingState.LAPSED, state_since=at)
        if proposal.ballot_number is None:
            proposal.cost_tenge = reviews.city_cost(proposal, at=at)
        return {"funding": funding_id, "state": "lapsed", "old_cost": old, "new_cost": proposal.cost_tenge}

    acts.perform(
        PROPOSAL,
        Proposal,
        row.proposal_id,
        "fund",
        actor=actor,
        roles=lambda each: policy.roles_on(actor, each),
        note=reason.strip(),
        change=change,
        at=at,
    )
    admitted = Proposal.objects.filter(pk=row.proposal_id, status=ProposalStatus.ADMITTED, ballot_number__isnull=True)
    if not admitted.exists():
        return None

    def reopened(proposal: Proposal) -> dict:
        proposal.admitted_at = None
        return reviews.council_clock(proposal, at=at)

    return _by_the_system(row.proposal_id, "reopen", change=reopened, at=at)


def _sat(proposal: Proposal, who: int | None) -> bool:
    for sitting in Sitting.objects.filter(items__proposal=proposal):
        if who in (sitting.chair_id, sitting.secretary_id) or who in sitting.members:
            return True
    return False


def _acted(proposal: Proposal, who: int | None) -> bool:
    return Act.objects.filter(kind=PROPOSAL.kind, subject_id=proposal.pk, actor_id=who).exists()


def _appeal_window(proposal: Proposal, *, at: datetime) -> dict:
    last = calendar.current().add(timezone.localdate(at), edition_of(proposal).appeal_days)
    proposal.due_on = None
    midnight = datetime.combine(last + timedelta(days=1), datetime.min.time())
    proposal.appeal_until = timezone.make_aware(midnight)
    return {"appeal_until": last}


def _by_the_system(pk: int, name: str, *, change, at: datetime) -> Act:
    def roles(_row: Proposal) -> frozenset[str]:
        return frozenset({Role.SYSTEM})

    return acts.perform(PROPOSAL, Proposal, pk, name, actor=SYSTEM, roles=roles, change=change, at=at)
