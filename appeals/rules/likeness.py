"""How much alike two appeals are: by place, category and words."""

import math
from dataclasses import dataclass

RADIUS_M = 300
DAYS = 60
ENOUGH = 0.45
# Signs of a text that are compared: the beginning says what it is about.
COMPARED = 300
_METRES_PER_DEGREE = 111_320.0
_PLACE, _CATEGORY, _WORDS = 0.35, 0.3, 0.35
_SAME_BRANCH = 0.5


@dataclass(frozen=True)
class Reach:
    """Half the sides, in degrees, of the box that holds everything within ``RADIUS_M``."""

    lon: float
    lat: float


def reach(lat: float) -> Reach:
    degrees = RADIUS_M / _METRES_PER_DEGREE
    return Reach(lon=degrees / max(math.cos(math.radians(lat)), 0.01), lat=degrees)


def distance_m(here: tuple[float, float], there: tuple[float, float]) -> int:
    """Metres between two points (lon, lat) a short way apart, on a plane."""
    middle = math.radians((here[1] + there[1]) / 2)
    east = (there[0] - here[0]) * math.cos(middle)
    return round(math.hypot(east, there[1] - here[1]) * _METRES_PER_DEGREE)


def likeness(*, distance_m: int, wordwise: float, same_leaf: bool, same_branch: bool) -> float:
    """0 (nothing in common) to 1 (same spot, same leaf, same words).

    Beyond ``RADIUS_M`` nothing is alike: two holes in two streets are two holes, whatever the words.
    """
    if distance_m > RADIUS_M:
        return 0.0
    place = 1 - distance_m / RADIUS_M
    category = 1.0 if same_leaf else _SAME_BRANCH if same_branch else 0.0
    return round(_PLACE * place + _CATEGORY * category + _WORDS * min(max(wordwise, 0.0), 1.0), 4)
