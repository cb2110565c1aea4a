"""Departments at work side by side: findings per criterion, corrected costs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from budget import policy
from budget.enums import Finding, FundingSource
from budget.models import CostCorrection, Criterion, CriterionFinding, Funding, Proposal, Review
from budget.rules import money
from budget.services import drafts, formal
from budget.services.editions import edition_of
from budget.workflow import PROPOSAL
from workflow import acts, calendar
from workflow.actor import SYSTEM, Actor
from workflow.models import Act
from workflow.refusals import Refused


def find(
    pk: int,
    *,
    organisation: str,
    findings: Mapping[str, tuple[str, str]],
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Give a body's findings: for each of its criteria (by code) what was found and in which words.

    The last body that answers sends the proposal on to the council. Refused: ``not_asked``: this body is not asked, or
    the actor is no expert of it; ``finding_needed``, ``words_needed`` (where a criterion is not met); ``own``; role,
    state, stale.
    """

    def change(proposal: Proposal) -> dict:
        formal.not_own(actor, proposal)
        review = _review(proposal, organisation, actor)
        _judge(review, findings)
        review.done_at, review.done_by_id = at, actor.user_id
        review.save(update_fields=["done_at", "done_by"])
        CriterionFinding.objects.filter(review=review).delete()
        CriterionFinding.objects.bulk_create(
            CriterionFinding(review=review, criterion=row, finding=findings[row.code][0], text=findings[row.code][1])
            for row in _criteria(review)
        )
        return {"organisation": organisation, "findings": {code: found for code, (found, _text) in findings.items()}}

    act = _perform(pk, "find", change=change, seq=seq, actor=actor, at=at)
    _send_on(pk, at=at)
    return act


def correct_cost(
    pk: int,
    *,
    lines: Sequence[Mapping[str, Any]],
    reason: str,
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Correct the cost lines; before and after are kept for everybody to compare.

    Refused: ``reason_needed``, ``costs_unclear``, ``costs_needed``; ``own``; ``not_asked``: an expert of a body that
    does not judge this proposal; role, state, stale.
    """
    if not reason.strip():
        raise Refused(_("Write why the cost changes."), code="reason_needed", field="reason")
    try:
        costs = money.lines(lines)
    except money.Unclear as unclear:
        sentence = _("Line %(n)d of the cost is not clear: give a year, what is done and whole tenge.")
        raise Refused(sentence % {"n": unclear.line}, code="costs_unclear", field="costs") from None
    if not costs:
        sentence = _("Say what it costs: at least one line with a year and tenge.")
        raise Refused(sentence, code="costs_needed", field="costs")

    def change(proposal: Proposal) -> dict:
        assert actor.user_id is not None  # noqa: S101 - for the reader of types: posts are held by persons
        formal.not_own(actor, proposal)
        if not policy.may_correct_cost(actor, proposal):
            raise _not_asked()
        old_lines, old = plain_lines(proposal), proposal.cost_tenge
        drafts.write_costs(proposal, costs)
        proposal.cost_tenge = city_cost(proposal, at=at)
        CostCorrection.objects.create(
            proposal=proposal,
            old_lines=old_lines,
            new_lines=plain_lines(proposal),
            old_cost_tenge=old,
            new_cost_tenge=proposal.cost_tenge,
            reason=reason.strip(),
            made_by_id=actor.user_id,
            made_at=at,
        )
        return {"old_cost": old, "new_cost": proposal.cost_tenge}

    return _perform(pk, "correct_cost", note=reason.strip(), change=change, seq=seq, actor=actor, at=at)


def ask_again(pk: int, *, note: str = "", seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Send a proposal from the council back to the departments. Refused: ``criteria``; role, state, stale."""

    def change(proposal: Proposal) -> dict:
        return {"asked": formal.ask(proposal, at=at), "due_on": proposal.due_on}

    return _perform(pk, "ask_departments", note=note.strip(), change=change, seq=seq, actor=actor, at=at)


def go_on_without(pk: int, *, note: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Take a proposal to the council though a department has not answered within its days.

    Refused: ``still_time``; ``reason_needed``; role, state, stale.
    """
    if not note.strip():
        raise Refused(_("Write why the council does not wait."), code="reason_needed", field="note")

    def change(proposal: Proposal) -> dict:
        if proposal.due_on and timezone.localdate(at) <= proposal.due_on:
            raise Refused(_("The departments still have time: wait for the last day."), code="still_time")
        return council_clock(proposal, at=at)

    return _perform(pk, "go_to_council", note=note.strip(), change=change, seq=seq, actor=actor, at=at)


def council_clock(proposal: Proposal, *, at: datetime) -> dict:
    """Set the last day of the council's step."""
    edition = edition_of(proposal)
    days = edition.council_days if proposal.round == 1 else edition.second_look_days
    proposal.due_on = calendar.current().add(timezone.localdate(at), days)
    return {"due_on": proposal.due_on}


def city_cost(proposal: Proposal, *, at: datetime) -> int:
    """What is left for the city of the present cost lines; its funding row is brought in line."""
    costs = list(proposal.costs.values_list("amount_tenge", flat=True))
    others = Funding.objects.filter(proposal=proposal).exclude(source=FundingSource.CITY).exclude(state="lapsed")
    city = max(money.city_part(costs, list(others.values_list("amount_tenge", flat=True))), 0)
    Funding.objects.update_or_create(
        proposal=proposal, source=FundingSource.CITY, defaults={"amount_tenge": city, "state_since": at}
    )
    return city


def plain_lines(proposal: Proposal) -> list[dict[str, Any]]:
    return [dict(row) for row in proposal.costs.values("year", "title", "amount_tenge")]


def _review(proposal: Proposal, organisation: str, actor: Actor) -> Review:
    rows = Review.objects.select_for_update(of=("self",)).select_related("organisation")
    review = rows.filter(proposal=proposal, round=proposal.round, organisation__code=organisation).first()
    if review is None or not policy.is_expert_of(actor, review.organisation_id):
        raise _not_asked()
    return review


def _not_asked() -> Refused:
    return Refused(_("Your department is not asked about this proposal."), code="not_asked")


def _criteria(review: Review) -> list[Criterion]:
    return list(Criterion.objects.filter(is_active=True, organisation_id=review.organisation_id))


def _judge(review: Review, findings: Mapping[str, tuple[str, str]]) -> None:
    for row in _criteria(review):
        found, words = findings.get(row.code, ("", ""))
        if found not in Finding.values:
            sentence = _("Choose what you found on “%(criterion)s”.")
            raise Refused(sentence % {"criterion": row.name}, code="finding_needed", field=row.code)
        if found != Finding.MET and not words.strip():
            sentence = _("Explain what is wrong with “%(criterion)s” and how it can be mended.")
            raise Refused(sentence % {"criterion": row.name}, code="words_needed", field=row.code)


def _send_on(pk: int, *, at: datetime) -> None:
    """To the council, once no body of this look is waited for."""
    proposal = Proposal.objects.get(pk=pk)
    if Review.objects.filter(proposal=proposal, round=proposal.round, done_at__isnull=True).exists():
        return
    change = lambda row: council_clock(row, at=at)  # noqa: E731
    _perform(pk, "go_to_council", change=change, actor=SYSTEM, at=at)


def _perform(pk: int, name: str, *, actor: Actor, **words) -> Act:
    return acts.perform(
        PROPOSAL, Proposal, pk, name, actor=actor, roles=lambda row: policy.roles_on(actor, row), **words
    )
