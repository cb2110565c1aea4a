"""When a person is asked to look at what a machine chose (Digital Code: decisions by algorithms)."""

from typing import Any

NOTHING_CHOSEN = "nothing_chosen_by_machine"
ASKED_ALREADY = "review_asked_already"
NOT_ASKED = "review_not_asked"


def obstacle_of_asking(appeal: Any, at: Any) -> str | None:
    """Only what a machine suggested or the routing table decided is looked at again, and by one request at a time."""
    if not (appeal.suggestion.get("suggestions") or appeal.routing.get("organisation")):
        return NOTHING_CHOSEN
    return ASKED_ALREADY if appeal.review_asked_at is not None else None


def obstacle_of_reviewing(appeal: Any, at: Any) -> str | None:
    """A request waits for its answer."""
    return NOT_ASKED if appeal.review_asked_at is None else None
