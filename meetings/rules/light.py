"""The traffic light of an instruction: red is late, amber is near, green has time, grey has no day to be late on."""

from datetime import date
from enum import StrEnum

NEAR_DAYS = 7


class Light(StrEnum):
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    GREY = "grey"
    DONE = "done"


def light(*, is_open: bool, due_to: date | None, on: date) -> Light:
    """``due_to``: the last day of the term in force; a day is late only when it has passed."""
    if not is_open:
        return Light.DONE
    if due_to is None:
        return Light.GREY
    if due_to < on:
        return Light.RED
    return Light.AMBER if (due_to - on).days <= NEAR_DAYS else Light.GREEN
