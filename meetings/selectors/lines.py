"""Lines of the protocol: for the sheet, for the screens that follow, for the plan."""

from django.db.models import Count, Q, QuerySet

from meetings.enums import TOOK_PLACE, LineResult
from meetings.models import Instruction, Line, Meeting


def lines_of(meeting: Meeting) -> QuerySet[Line]:
    """The lines that stand, in the order of their numbers, with what a row shows. One query."""
    shown = Line.objects.filter(meeting=meeting, struck_at__isnull=True)
    return shown.select_related("category", "district", "question").defer("district__outline").order_by("number")


def changed_since(meeting: Meeting, stamp: int) -> QuerySet[Line]:
    """All lines, struck ones too, whose ``stamp`` is above this: what an open sheet has not seen yet."""
    changed = Line.objects.filter(meeting=meeting, stamp__gt=stamp)
    return changed.select_related("category", "district", "question").defer("district__outline").order_by("stamp")


def results_of(meeting: Meeting) -> dict[str, int]:
    """How many lines got each result; ``""`` for those without one. One query."""
    found = Line.objects.filter(meeting=meeting, struck_at__isnull=True).order_by().values("result")
    counted = {row["result"]: row["n"] for row in found.annotate(n=Count("pk"))}
    return {result: counted.get(result, 0) for result in ("", *LineResult.values)}


def not_ready(meeting: Meeting) -> QuerySet[Line]:
    """The lines that keep the protocol from being signed: without a result, or waiting for the number of an appeal."""
    waits = Q(result="") | Q(result=LineResult.APPEAL, appeal_number="")
    return lines_of(meeting).filter(waits)


def promised(meeting_id: int) -> QuerySet[Line]:
    """The lines on which an instruction was promised, in their order."""
    found = Line.objects.filter(meeting_id=meeting_id, result=LineResult.INSTRUCTION, struck_at__isnull=True)
    return found.select_related("question", "category", "district").defer("district__outline").order_by("number")


def without_row(meeting_id: int) -> QuerySet[Line]:
    """Those of them that no row of the plan answers yet."""
    taken = Instruction.objects.filter(plan__meeting_id=meeting_id, lines__isnull=False).values("lines")
    return promised(meeting_id).exclude(pk__in=taken)


def rows_by_line(meeting_id: int) -> dict[int, Instruction]:
    """The row of the plan that answers each line, by the line's key. One query."""
    answers = Instruction.lines.through.objects.filter(instruction__plan__meeting_id=meeting_id)
    return {one.line_id: one.instruction for one in answers.select_related("instruction")}


def naming(number: str) -> QuerySet[Line]:
    """The lines read in public that became the appeal of this number, or that speak of it. One query."""
    named = Q(appeal_number=number) | Q(raises=number)
    found = Line.objects.filter(named, struck_at__isnull=True, meeting__status__in=TOOK_PLACE)
    return found.select_related("meeting").order_by("meeting__starts_at", "number")
