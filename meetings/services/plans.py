"""A plan of instructions: drawn up out of a protocol, filled in, given to the bodies."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.texts import one_line
from meetings import policy
from meetings.enums import InstructionStatus, MeetingStatus
from meetings.models import Instruction, Line, Meeting, Plan
from meetings.rules.disclosure import doubtful
from meetings.selectors import lines as lines_of_protocol
from meetings.services.plan_rows import Words, draft, set_lines
from meetings.services.plan_terms import Term
from meetings.services.steps import perform
from meetings.workflow import INSTRUCTION
from workflow import acts
from workflow.actor import Actor
from workflow.acts import Order
from workflow.refusals import Refused


def draw_up(meeting_id: int, *, actor: Actor, at: datetime) -> Plan:
    """Make the plan of a meeting out of the lines that got an instruction: a draft row for each, in their order.

    Run again it adds the lines written since, and doubles none. Refused: ``not_found``, ``role``; ``not_signed``: the
    akim has not signed the protocol yet; ``no_lines``.
    """
    with transaction.atomic():
        plan = _plan_of(meeting_id, actor=actor, at=at)
        lines = list(lines_of_protocol.without_row(plan.meeting_id or 0))
        if not lines and not plan.instructions.exists():
            raise Refused(_("No line of the protocol has the result “instruction”."), code="no_lines")
        for line in lines:
            _from_lines(plan, [line], actor=actor, at=at)
    return plan


def unite(meeting_id: int, numbers: Sequence[int], *, actor: Actor, at: datetime) -> Instruction:
    """Answer several lines of a protocol (by their numbers) with one row of the plan.

    Where some of them have draft rows, the first of these stays and takes in the words of the others, which go; the
    rows of the draft are numbered anew. Refused: ``not_found``, ``role``, ``not_signed``; ``lines_few``: fewer than
    two; ``line_unknown``: no such line, or its result is not "instruction"; ``given``: one belongs to an instruction
    that a body has been given.
    """
    wanted = sorted(set(numbers))
    if len(wanted) < 2:
        raise Refused(_("Mark at least two lines that one instruction is to answer."), code="lines_few", field="lines")
    with transaction.atomic():
        plan = _plan_of(meeting_id, actor=actor, at=at)
        lines = list(lines_of_protocol.promised(meeting_id).filter(number__in=wanted))
        if missing := [str(number) for number in wanted if number not in {line.number for line in lines}]:
            sentence = _("No instruction was promised on these lines: %(lines)s.") % {"lines": ", ".join(missing)}
            raise Refused(sentence, code="line_unknown", field="lines")
        answering = Instruction.lines.through.objects.filter(line__in=lines).values("instruction")
        rows = list(plan.instructions.select_for_update().filter(pk__in=answering).order_by("position"))
        if given := next((row for row in rows if row.status != InstructionStatus.DRAFT), None):
            sentence = _("The instruction %(ref)s is given already: it cannot be united with another.")
            raise Refused(sentence % {"ref": given.ref}, code="given", field="lines", conflict=True)
        if not rows:
            return _from_lines(plan, lines, actor=actor, at=at)
        return _take_in(rows[0], rows[1:], lines, actor=actor, at=at)


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


def _plan_of(meeting_id: int, *, actor: Actor, at: datetime) -> Plan:
    """The plan of a meeting whose protocol is signed, opened if there is none; the meeting is locked."""
    meeting = Meeting.objects.select_for_update(of=("self",)).filter(pk=meeting_id).first()
    if meeting is None:
        raise Refused(acts.NOT_FOUND, code="not_found")
    _check_keeper(actor, meeting.organisation_id)
    if meeting.status != MeetingStatus.CLOSED:
        sentence = _("The protocol of this meeting is not signed yet: the plan is drawn up out of the signed one.")
        raise Refused(sentence, code="not_signed", conflict=True)
    return Plan.objects.filter(meeting=meeting).first() or open_plan(
        meeting.organisation, given_on=timezone.localdate(meeting.starts_at), meeting=meeting, actor=actor, at=at
    )


def _from_lines(plan: Plan, lines: Sequence[Line], *, actor: Actor, at: datetime) -> Instruction:
    """A draft row that answers these lines; its place and category are those of the first."""
    first = lines[0]
    question = _asked(lines)
    place: dict[str, Any] = {"point": first.point, "address": first.public_address, "shown": _shown(question, lines)}
    if first.district_id:
        place["district"] = first.district
    words = Words(term=Term("", "none"), question=question, category=first.category, more=place)
    return draft(plan, words, lines=lines, actor=actor, at=at)


def _take_in(
    kept: Instruction, others: Sequence[Instruction], lines: Sequence[Line], *, actor: Actor, at: datetime
) -> Instruction:
    plan = kept.plan

    def change(row: Instruction) -> dict:
        answered = Instruction.lines.through.objects.filter(instruction__in=[row, *others]).values("line")
        both = Q(pk__in=answered) | Q(pk__in=[line.pk for line in lines])
        together = list(lines_of_protocol.promised(plan.meeting_id or 0).filter(both))
        row.question = _asked(together)
        row.shown = _shown(row.question, together)
        for name in ("text_kk", "text_ru"):
            said = [text for one in [row, *others] if (text := getattr(one, name))]
            setattr(row, name, "\n".join(dict.fromkeys(said)))
        set_lines(row, together, at=at)
        return {"lines": [line.number for line in together]}

    perform(kept.pk, "amend", change=change, actor=actor, at=at)
    # Drafts were given to nobody: only what was given stands for ever.
    plan.instructions.filter(pk__in=[row.pk for row in others], status=InstructionStatus.DRAFT).delete()
    _number_anew(plan)
    return Instruction.objects.get(pk=kept.pk)


def _number_anew(plan: Plan) -> None:
    """So that a draft out of which rows went counts from 1 without a hole."""
    if plan.published_at is not None:
        return
    for place, row in enumerate(plan.instructions.order_by("position"), 1):
        if row.number.isdecimal() and row.number != str(place):
            plan.instructions.filter(pk=row.pk).update(number=str(place))


def _asked(lines: Sequence[Line]) -> str:
    """What was asked, for the table of the plan: several lines stand one under the other, each with its number."""
    if len(lines) == 1:
        return lines[0].public_text
    return "\n".join(f"{line.number}. {line.public_text}" for line in lines)


def _shown(question: str, lines: Sequence[Line]) -> list[str]:
    """What the secretary let through in the lines is let through in what is drawn up out of them."""
    return [words for words in doubtful(question) if any(words in line.shown for line in lines)]


def _locked(plan_id: int, actor: Actor) -> Plan:
    plan = Plan.objects.select_for_update(of=("self",)).select_related("akimat").filter(pk=plan_id).first()
    if plan is None:
        raise Refused(acts.NOT_FOUND, code="not_found")
    _check_keeper(actor, plan.akimat_id)
    return plan


def _check_keeper(actor: Actor, akimat_id: int) -> None:
    if not actor.is_system and not policy.keeps_plans_of(actor, akimat_id):
        raise Refused(acts.NOT_YOURS, code="role")
