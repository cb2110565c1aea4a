"""The author is heard before a decision against them (APPC art. 73; the protocol: art. 74)."""

from dataclasses import dataclass
from datetime import date

from appeals.rules.answers import ADVERSE, REFUSED
from workflow.workdays import Calendar

NEEDED, TOO_EARLY = "hearing_needed", "hearing_early"
# The fields of a protocol (art. 74), in the order of the law; ``added_facts`` may stay empty.
PROTOCOL = ("place", "begun_at", "ended_at", "body", "official", "secretary", "participants", "question", "said")

# Of the listed exceptions, the one that is for some kinds only (art. 87): the report of the portal tells of a fault, as
# a notification does.
SIMPLIFIED = "simplified"
SIMPLIFIED_KINDS = frozenset({"quick_report", "notification", "proposal", "response", "request"})


@dataclass(frozen=True)
class Clocks:
    """``object_until``: the last day for an objection; ``sign_from``: the first day on which one may sign."""

    object_until: date
    sign_from: date


def clocks(told_on: date, *, notice_days: int, objection_days: int, calendar: Calendar) -> Clocks:
    """Both clocks from the day on which the author got the preliminary decision; day 1 is the working day after it.

    The decision comes at least ``notice_days`` working days later, and after the last day for an objection.
    """
    object_until = calendar.add(told_on, objection_days)
    after_objection = calendar.next_working(object_until)
    return Clocks(object_until, max(calendar.add(told_on, notice_days), after_objection))


def fits(exception: str, kind: str) -> bool:
    """Whether the exception of this code may be one for an appeal of this kind."""
    return exception != SIMPLIFIED or kind in SIMPLIFIED_KINDS


def covers(heard: str, decision: str) -> bool:
    """Whether somebody heard on one decision was heard on another: a milder one needs no second hearing."""
    return heard == decision or (heard == REFUSED and decision in ADVERSE)


def obstacle(decision: str, *, heard: str | None, sign_from: date | None, excepted: bool, on: date) -> str | None:
    """What stands in the way of signing this decision on that day: ``hearing_needed``, ``hearing_early`` or nothing.

    ``heard``: the decision of the newest hearing of this round, if there is one; ``excepted``: it is an exception.
    """
    if decision not in ADVERSE:
        return None
    if heard is None or not covers(heard, decision):
        return NEEDED
    if excepted:
        return None
    return TOO_EARLY if sign_from is None or on < sign_from else None
