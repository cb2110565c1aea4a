"""The legal clock of an appeal: when the answer is due, how far that may be moved, who is warned as it runs out."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from workflow.workdays import DAY, Calendar

# Whose days the law counts.
CITY = ZoneInfo("Asia/Almaty")

COMPLAINT = "complaint"
NOT_FOR_COMPLAINTS, NOT_FOR_HOURS, TERM_OVER = "complaint_not_extended", "hours_not_extended", "term_over"


@dataclass(frozen=True)
class Allowed:
    """A term of law: so many days, ``working`` or ``calendar``, by this article."""

    days: int
    unit: str
    basis: str


# Where the table of terms has no row for a kind: the general term of the Code.
GENERAL = Allowed(15, "working", "APPC art. 76")


def due_on(registered_on: date, *, allowed: Allowed, calendar: Calendar) -> date:
    """The last day for the answer. Day 1 is the (working) day after registration.

    Calendar days that end on a day off are rolled to the next working day.
    Rule: Administrative Procedural and Process-Related Code, art. 76; Law 401-V for calendar days.
    """
    if allowed.unit == "calendar":
        return calendar.on_or_after(registered_on + timedelta(days=allowed.days))
    return calendar.add(registered_on, allowed.days)


def city_day(at: datetime) -> date:
    """The day of the city at this moment (aware)."""
    return at.astimezone(CITY).date()


def day_after(day: date) -> date:
    """The day on which a term with this last day has run out."""
    return day + DAY


def is_over(*, due_on: date, due_at: datetime | None, at: datetime) -> bool:
    """Whether the term has run out: after its last day, or after its very moment where it is counted in hours."""
    return at > due_at if due_at is not None else city_day(at) > due_on


def latest_extension(counted_from: date, *, months: int) -> date:
    """The last day to which an answer may be put off: so many months after the term began.

    The law does not say whether two months run from the decision or in all; in all is stricter, and is what is kept.
    A month later has the same number, or is the month's last day: 31 December + 2 months = 28 (29) February.
    Rule: Administrative Procedural and Process-Related Code, art. 76.
    """
    year, month = divmod(counted_from.year * 12 + counted_from.month - 1 + months, 12)
    return date(year, month + 1, min(counted_from.day, monthrange(year, month + 1)[1]))


def extended_due_on(until: date, *, cap_on: date, calendar: Calendar) -> date:
    """The last day of an extended term by the calendar as it stands: rolled on from a day off, back at the cap."""
    day = calendar.on_or_after(until)
    while day > cap_on:
        day -= DAY
        while not calendar.is_working(day):
            day -= DAY
    return day


def extension_obstacle(appeal: Any, at: datetime) -> str | None:
    """Why no head may extend this term: a complaint, a term in hours, a term that has run out."""
    if appeal.kind == COMPLAINT:
        return NOT_FOR_COMPLAINTS
    if appeal.due_at is not None:
        return NOT_FOR_HOURS
    if appeal.due_on is not None and city_day(at) > appeal.due_on:
        return TERM_OVER
    return None


def ladder_day(due_on: date, *, offset: int, calendar: Calendar) -> date:
    """The day of a step of the ladder: ``offset`` working days after the last day, or before it if negative."""
    if offset > 0:
        return calendar.add(due_on, offset)
    day = due_on
    for _step in range(-offset):
        day -= DAY
        while not calendar.is_working(day):
            day -= DAY
    return day


def due_days_reached(offset: int, *, on: date, calendar: Calendar) -> tuple[date | None, date]:
    """Which last days have come to a step of the ladder on this day: from (``None``: however long ago) to, both in.

    A step before the term is no longer climbed once the term is over.
    """
    if offset <= 0:
        return on, calendar.add(on, -offset) if offset else on
    day = on
    for _step in range(offset):
        while not calendar.is_working(day):
            day -= DAY
        day -= DAY
    return None, day


def still_missing(*, kind: str, operational: str, name: str, can_be_told: bool) -> tuple[str, ...]:
    """What a legal appeal must have and has not: ``name``, ``contact``. An operational report needs neither.

    Rule: Administrative Procedural and Process-Related Code, art. 63.
    """
    if kind == operational:
        return ()
    missing: Iterable[tuple[str, bool]] = (("name", not name), ("contact", not can_be_told))
    return tuple(code for code, absent in missing if absent)
