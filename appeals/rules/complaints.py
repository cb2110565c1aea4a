"""The way of a complaint: in through the body complained of, then up."""

from datetime import date
from typing import Any

from workflow.workdays import Calendar

OFFICIAL_NAMED = "official_named"


def pass_up_by(lodged_on: date, *, days: int, calendar: Calendar) -> date:
    """The last day on which the body complained of passes the complaint up, or satisfies it in full (APPC art. 91)."""
    return calendar.add(lodged_on, days)


def obstacle(appeal: Any, at: Any) -> str | None:
    """A complaint that names an official is decided above his unit, which may only pass it up; nobody publishes it."""
    return OFFICIAL_NAMED if appeal.complained_official_id is not None else None
