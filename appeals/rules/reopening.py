"""Until when an answered appeal may be opened again."""

from datetime import date, datetime, timedelta
from typing import Any

TOO_LATE = "reopen_late"


def last_day(answered_on: date, *, days: int) -> date:
    """The last day on which the author may reopen; the day after the answer is day 1."""
    return answered_on + timedelta(days=days)


def obstacle(appeal: Any, at: datetime) -> str | None:
    """``reopen_late`` once the moment kept on the appeal has passed."""
    return TOO_LATE if appeal.reopen_until is not None and at >= appeal.reopen_until else None
