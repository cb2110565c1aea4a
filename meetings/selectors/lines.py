"""Lines of the protocol: for the sheet, for the screens that follow, for the plan."""

from django.db.models import Count, Q, QuerySet

from meetings.enums import LineResult
from meetings.models import Line, Meeting


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
