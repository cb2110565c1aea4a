"""What stands in the way of an act on an instruction. Plain values of the thing itself."""

from typing import Any

CHILDREN_OPEN = "children_open"
HAS_CHILDREN = "has_children"
NOT_RECURRING = "not_recurring"
STILL_RECURS = "still_recurs"
DISPUTED_BEFORE = "disputed_before"


def report_obstacle(thing: Any, at: Any) -> str | None:
    """A whole is reported by its parts: nobody reports it over their heads while one is open."""
    return CHILDREN_OPEN if thing.open_children else None


def accept_obstacle(thing: Any, at: Any) -> str | None:
    """A whole is done when its parts are; what comes again is taken off control only after its last stage."""
    if thing.open_children:
        return CHILDREN_OPEN
    return STILL_RECURS if thing.has_next_stage else None


def stage_obstacle(thing: Any, at: Any) -> str | None:
    return None if thing.recurs and (thing.has_next_stage or thing.stage_months is None) else NOT_RECURRING


def close_obstacle(thing: Any, at: Any) -> str | None:
    return CHILDREN_OPEN if thing.open_children else None


def dispute_obstacle(thing: Any, at: Any) -> str | None:
    """The asker says "not done" once; the second word is the controller's."""
    return DISPUTED_BEFORE if thing.disputed_at else None
