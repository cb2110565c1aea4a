"""A plan of instructions: drawn up out of a protocol, filled in, given to the bodies."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from meetings import policy
from meetings.enums import InstructionStatus, LineResult, MeetingStatus
from meetings.models import Instruction, Line, Meeting, Plan
from meetings.rules.texts import one_line
from meetings.services.plan_rows import Words, draft
from meetings.services.plan_terms import Term
from meetings.workflow import INSTRUCTION
from workflow import acts
from workflow.actor import Actor
from workflow.acts import Order
from workflow.refusals import Refused


def draw_up(meeting_id: int, *, actor: Actor, at: datetime) -> Plan:
    """Make the plan of a meeting out of the lines that got an instruction: a draft row for each, in their order.

    Run again it adds the lines written since, and doubles none. Refused: ``not_found``, ``role``; ``not_held``: the
    meeting has yet to take place; ``no_lines``.
    """
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update(of=("self",)).filter(pk=meeting_id).first()
        if meeting is None:
            raise Refused(acts.NOT_FOUND, code="not_found")
        _check_keeper(actor, meeting.organisation_id)
        if meeting.status not in {MeetingStatus.HELD, MeetingStatus.CLOSED}:
            raise Refused(_("The meeting has not been held: its plan comes after it."), code="not_held")
        plan = Plan.objects.filter(meeting=meeting).first() or open_plan(
            meeting.organisation, given_on=timezone.localdate(meeting.starts_at), meeting=meeting, actor=actor, at=at
        )
        lines = _lines_without_instruction(meeting)
        if not lines and not plan.instructions.exists():
            raise Refused(_("No line of the protocol has the result “instruction”."), code="no_lines")
        for line in lines:
            _from_line(plan, line, actor=actor, at=at)
    return plan


def open_plan(
    akimat: Organisation,
    *,
    given_on: date,
    title: str = "",
    meeting: Meeting | None = None,
    actor: Actor,
    at: datetime,
) -> Plan:
    """An empty plan with the akimat's next number of the year. Refused: ``role``."""
    _check_keeper(actor, akimat.pk)
    with transaction.atomic():
        # Two plans opened at once wait for each other here and get two numbers.
        Organisation.objects.select_for_update().get(pk=akimat.pk)
        same = Plan.objects.filter(akimat=akimat, year=given_on.year)
        number = (same.aggregate(last=Max("number"))["last"] or 0) + 1
        return Plan.objects.create(
            code=f"{owner_code(akimat)}-{given_on.year}-{number}",
            akimat=akimat,
            district=akimat.district,
            meeting=meeting,
            year=given_on.year,
            number=number,
            title=one_line(title)[:300],
            given_on=given_on,
            created_at=at,
            created_by_id=actor.user_id,
        )


def owner_code(akimat: Organisation) -> str:
    """The first word of a plan's code: the district's, or ``city``."""
    return akimat.district_id or "city"


def add(plan_id: int, words: Words, *, actor: Actor, at: datetime) -> Instruction:
    """Add a row to a plan. In a published plan it is given at once. Refused: ``role``, ``not_ready``."""
    with transaction.atomic():
        plan = _locked(plan_id, actor)
        instruction = draft(plan, words, actor=actor, at=at)
        if plan.published_at is not None:
            give(instruction, actor=actor, at=at)
    return instruction


def publish(plan_id: int, *, actor: Actor, at: datetime) -> Plan:
    """Give all rows of a plan to their bodies, and show the plan to everybody.

    Refused, naming the rows: ``role``; ``plan_empty``; ``published``; ``not_ready``: a row without a text, a body or a
    term. Nothing is given unless all are.
    """
    with transaction.atomic():
        plan = _locked(plan_id, actor)
        if plan.published_at is not None:
            raise Refused(_("This plan is published already."), code="published", conflict=True)
        rows = list(plan.instructions.filter(status=InstructionStatus.DRAFT).select_related("lead", "plan"))
        if not rows:
            raise Refused(_("The plan has no rows yet."), code="plan_empty")
        check_ready(rows)
        plan.published_at = at
        plan.save(update_fields=["published_at"])
        give_all(rows, actor=actor, at=at)
    return plan


def check_ready(rows: Iterable[Instruction]) -> None:
    """Refused: ``not_ready``."""
    lacking = [row.number for row in rows if not (row.text and (row.lead_id or row.lead_text) and row.term_text)]
    if lacking:
        sentence = _("These rows lack the instruction, the responsible body or the term: %(rows)s. Fill them in first.")
        raise Refused(sentence % {"rows": ", ".join(lacking[:20])}, code="not_ready")


def give(instruction: Instruction, *, actor: Actor, at: datetime) -> None:
    check_ready([instruction])
    give_all([instruction], actor=actor, at=at)


def give_all(rows: Sequence[Instruction], *, actor: Actor, at: datetime) -> None:
    """Give drafts to their bodies. The journal keeps what the scoreboard is counted from."""
    orders = [Order(row.pk, data=facts(row)) for row in rows]
    outcomes = acts.perform_many(
        INSTRUCTION,
        Instruction,
        orders,
        "give",
        actor=actor,
        roles=lambda thing: policy.roles_on_instruction(actor, thing),
        at=at,
        related=("plan",),
    )
    refusal = next((outcome.refusal for outcome in outcomes if outcome.refusal), None)
    if refusal:
        raise refusal


def facts(row: Instruction) -> dict[str, Any]:
    """What an act of giving says: the body, the district and the days, as plain values."""
    return {
        "organisation": row.lead.code if row.lead else None,
        "district": row.district_id,
        "given_on": row.given_on.isoformat(),
        "due_to": row.due_to.isoformat() if row.due_to else None,
    }


def _lines_without_instruction(meeting: Meeting) -> list[Line]:
    taken = Instruction.objects.filter(plan__meeting=meeting, lines__isnull=False).values("lines")
    lines = Line.objects.filter(meeting=meeting, result=LineResult.INSTRUCTION, struck_at__isnull=True)
    return list(lines.exclude(pk__in=taken).select_related("question", "category", "district").order_by("number"))


def _from_line(plan: Plan, line: Line, *, actor: Actor, at: datetime) -> None:
    place: dict[str, Any] = {"point": line.point, "address": line.address}
    if line.district_id:
        place["district"] = line.district
    words = Words(term=Term("", "none"), question=line.text, category=line.category, more=place)
    draft(plan, words, lines=[line], actor=actor, at=at)


def _locked(plan_id: int, actor: Actor) -> Plan:
    plan = Plan.objects.select_for_update(of=("self",)).select_related("akimat").filter(pk=plan_id).first()
    if plan is None:
        raise Refused(acts.NOT_FOUND, code="not_found")
    _check_keeper(actor, plan.akimat_id)
    return plan


def _check_keeper(actor: Actor, akimat_id: int) -> None:
    if not actor.is_system and not policy.keeps_plans_of(actor, akimat_id):
        raise Refused(acts.NOT_YOURS, code="role")
