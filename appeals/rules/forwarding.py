"""Until when an appeal may be forwarded to the competent body."""

from datetime import date

from workflow.workdays import Calendar


def last_day(registered_on: date, *, days: int, calendar: Calendar) -> date:
    """The last day for forwarding: so many working days after registration (APPC art. 65)."""
    return calendar.add(registered_on, days)
