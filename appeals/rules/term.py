"""The legal clock of an appeal."""

from dataclasses import dataclass
from datetime import date, timedelta

from workflow.workdays import Calendar


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
