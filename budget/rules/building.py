"""What stands in the way of a winner being accepted, and what money comes back. Whole tenge, metres."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from math import cos, hypot, radians
from typing import Any

NO_CONTRACT = "no_contract"
# A photo counts as taken at the place when it is no farther away: a large yard and the error of a phone.
NEAR_M = 150
METRES_A_DEGREE = 111_320


def no_contract(work: Any, at: datetime) -> str | None:
    """Nothing is accepted that no contract was signed for."""
    return NO_CONTRACT if work.contract_tenge is None else None


def distance_m(first: tuple[float, float], second: tuple[float, float]) -> int:
    """Between two points (lon, lat) of one city: flat ground is exact to a metre there."""
    lat = radians((first[1] + second[1]) / 2)
    return round(METRES_A_DEGREE * hypot((first[0] - second[0]) * cos(lat), first[1] - second[1]))


@dataclass(frozen=True)
class Spending:
    """What one winner takes from the envelope. ``state``: ``failed``, ``built`` or ``open``. Whole tenge."""

    state: str
    planned: int
    paid: int = 0
    final: int | None = None


def left_of(envelope: int, spendings: Iterable[Spending]) -> int:
    """What of an envelope nobody will need: a failed winner keeps what was paid, an accepted one what it cost."""
    return envelope - sum(_needed(one) for one in spendings)


def _needed(one: Spending) -> int:
    if one.state == "failed":
        return one.paid
    if one.state == "built" and one.final is not None:
        return one.final
    return one.planned


def is_late(planned_end_on: date, accepted_on: date | None, today: date) -> bool:
    """The planned day has passed without acceptance."""
    return accepted_on is None and planned_end_on < today
