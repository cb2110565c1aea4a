"""A small map without scripts: the outline of a district and dots in it, as numbers of an SVG drawing."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from typing import Any

from budget.models import Proposal
from geo.models import District

WIDTH = 320
MARGIN = 8
# About thirty metres: finer lines than a drawing of this size can show only weigh.
TOLERANCE = 0.0003


@dataclass(frozen=True)
class Dot:
    """Whole units of the drawing. ``href`` and ``title`` for the one who points at it."""

    x: int
    y: int
    won: bool
    title: str
    href: str = ""


@dataclass(frozen=True)
class Plot:
    path: str
    width: int
    height: int
    dots: tuple[Dot, ...] = ()


@dataclass(frozen=True)
class _Frame:
    path: str
    height: int
    west: float
    north: float
    across: float
    up: float

    def place(self, lon: float, lat: float) -> tuple[int, int]:
        return round(MARGIN + (lon - self.west) * self.across), round(MARGIN + (self.north - lat) * self.up)


def of_district(district: District, projects: Iterable[Proposal], won: frozenset[str], names: dict[str, str]) -> Plot:
    """The projects of a district on its outline; winners are drawn last, so that they lie on top."""
    frame = _frame(district.code)
    dots = [
        Dot(*frame.place(project.point.x, project.point.y), project.number in won, names[project.number])
        for project in projects
        if project.point
    ]
    return Plot(frame.path, WIDTH, frame.height, tuple(sorted(dots, key=lambda dot: dot.won)))


@lru_cache(maxsize=32)
def _frame(code: str) -> _Frame:
    """One query the first time; districts change once in years, and a process lives for days."""
    outline: Any = District.objects.get(pk=code).outline.simplify(TOLERANCE, preserve_topology=True)
    west, south, east, north = outline.extent
    across = (WIDTH - 2 * MARGIN) / (east - west)
    up = across / cos(radians((north + south) / 2))
    height = round((north - south) * up) + 2 * MARGIN
    frame = _Frame("", height, west, north, across, up)
    polygons = outline if outline.geom_type == "MultiPolygon" else [outline]
    rings = [ring for polygon in polygons for ring in polygon.coords]
    path = "".join("M" + "L".join("{},{}".format(*frame.place(*point)) for point in ring) + "Z" for ring in rings)
    return _Frame(path, height, west, north, across, up)
