"""What the order of the check forbids: no refusal at first look, no third look, nothing moves on the ballot."""

from datetime import datetime
from typing import Any

FIRST_LOOK = "first_look"
SECOND_LOOK = "second_look"
ON_BALLOT = "on_ballot"
WINDOW_CLOSED = "window_closed"
APPEAL_LATE = "appeal_late"
APPEALED_ONCE = "appealed_once"


def first_look(proposal: Any, at: datetime) -> str | None:
    """Rule 32: a refusal takes a second look."""
    return FIRST_LOOK if proposal.round == 1 else None


def second_look(proposal: Any, at: datetime) -> str | None:
    """Rule 32: there is one rework window, so at second look the council decides."""
    return SECOND_LOOK if proposal.round == 2 else None


def on_the_ballot(proposal: Any, at: datetime) -> str | None:
    """Rule 34: what stands on the ballot stays as it is."""
    return ON_BALLOT if proposal.ballot_number is not None else None


def window_closed(proposal: Any, at: datetime) -> str | None:
    """The rework window is open through its last day."""
    return WINDOW_CLOSED if proposal.rework_until and at >= proposal.rework_until else None


def appeal_obstacle(proposal: Any, at: datetime) -> str | None:
    """A refusal may be appealed once, within the days that the edition gives."""
    if proposal.appealed:
        return APPEALED_ONCE
    return APPEAL_LATE if proposal.appeal_until and at >= proposal.appeal_until else None
