"""Until when an answered appeal may be opened again."""

from datetime import date, datetime, timedelta
from typing import Any

TOO_LATE = "reopen_late"
HAS_PARTS = "has_parts"
NO_PARTS = "no_parts"


def last_day(answered_on: date, *, days: int) -> date:
    """The last day on which the author may reopen; the day after the answer is day 1."""
    return answered_on + timedelta(days=days)


def obstacle(appeal: Any, at: datetime) -> str | None:
    """``has_parts``: it is opened again part by part; ``reopen_late`` once the moment kept on the appeal has passed."""
    return HAS_PARTS if appeal.part_count else _too_late(appeal, at)


def obstacle_of_parts(appeal: Any, at: datetime) -> str | None:
    """``no_parts``: it was never split; ``reopen_late`` as above."""
    return _too_late(appeal, at) if appeal.part_count else NO_PARTS


def _too_late(appeal: Any, at: datetime) -> str | None:
    return TOO_LATE if appeal.reopen_until is not None and at >= appeal.reopen_until else None
