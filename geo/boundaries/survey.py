"""What a set of outlines is like: areas, neighbours, overlaps, gaps. Measured by PostGIS on the spheroid."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.gis.geos import MultiPolygon
from django.db import connection

# What touches within this distance counts as a neighbour: hand-drawn borders seldom share their vertices.
NEIGHBOUR_M = 60


@dataclass(frozen=True)
class Flaw:
    """An overlap of two districts, or a gap between those that surround it. ``lon``, ``lat``: a point inside it.

    ``width_m`` is the diameter of the largest circle that fits in. A flaw wider than the tolerance of the look-up is
    grave: in it whole houses lie in no district, or in two. Narrower ones are slivers, which the look-up bridges.
    """

    codes: tuple[str, ...]
    area_m2: float
    width_m: float
    lon: float
    lat: float

    @property
    def is_grave(self) -> bool:
        return self.width_m > settings.DISTRICT_TOLERANCE_M


@dataclass(frozen=True)
class Survey:
    """``area_km2`` and ``neighbours`` by code; ``parts``: how many separate pieces; flaws, the largest first."""

    area_km2: dict[str, float]
    parts: dict[str, int]
    neighbours: dict[str, tuple[str, ...]]
    overlaps: list[Flaw] = field(default_factory=list)
    gaps: list[Flaw] = field(default_factory=list)

    @property
    def grave(self) -> list[Flaw]:
        return [flaw for flaw in [*self.overlaps, *self.gaps] if flaw.is_grave]


_GIVEN = """
    WITH given AS (
        SELECT code, shape::geometry AS outline FROM unnest(%(codes)s::text[], %(shapes)s::text[]) AS row (code, shape)
    )
"""
_AREAS = "SELECT code, ST_Area(outline::geography) / 1e6, ST_NumGeometries(outline) FROM given"
_NEIGHBOURS = """
    SELECT one.code, other.code FROM given one JOIN given other ON one.code < other.code
    WHERE ST_DWithin(one.outline, other.outline, %(near_degrees)s)
      AND ST_DWithin(one.outline::geography, other.outline::geography, %(near_m)s)
"""
_OVERLAPS = """
    , common AS (
        SELECT ARRAY[one.code, other.code] AS codes,
               (ST_Dump(ST_CollectionExtract(ST_Intersection(one.outline, other.outline), 3))).geom AS shape
        FROM given one JOIN given other ON one.code < other.code AND ST_Intersects(one.outline, other.outline)
    )
    , flaw AS (SELECT * FROM common)
"""
_GAPS = """
    , whole AS (SELECT (ST_Dump(ST_Union(outline))).geom AS part FROM given)
    , hole AS (
        SELECT ST_BuildArea(ST_InteriorRingN(part, number)) AS shape
        FROM whole, generate_series(1, ST_NumInteriorRings(part)) AS number
    )
    , flaw AS (
        SELECT ARRAY(SELECT code FROM given WHERE ST_DWithin(outline, shape, 1e-7) ORDER BY code) AS codes, shape
        FROM hole
    )
"""
# The projection of web maps stretches lengths by 1 / cos(latitude); the same factor takes it back.
_MEASURED = """
    SELECT codes, ST_Area(shape::geography) AS area_m2,
           2 * (ST_MaximumInscribedCircle(ST_Transform(shape, 3857))).radius * cos(radians(ST_Y(ST_Centroid(shape)))),
           ST_X(ST_PointOnSurface(shape)), ST_Y(ST_PointOnSurface(shape))
    FROM flaw WHERE ST_Area(shape::geography) >= 1 ORDER BY area_m2 DESC
"""


def survey(outlines: Mapping[str, MultiPolygon]) -> Survey:
    """Measure outlines (by code). A gap is a hole that districts enclose together; slivers under 1 m² are not told."""
    given = {
        "codes": list(outlines),
        "shapes": [outline.hexewkb.decode() for outline in outlines.values()],
        "near_m": NEIGHBOUR_M,
        "near_degrees": NEIGHBOUR_M / 50_000,
    }
    areas = _rows(_AREAS, given)
    neighbours: dict[str, list[str]] = {code: [] for code in outlines}
    for one, other in _rows(_NEIGHBOURS, given):
        neighbours[one].append(other)
        neighbours[other].append(one)
    return Survey(
        area_km2={code: area for code, area, _ in areas},
        parts={code: parts for code, _, parts in areas},
        neighbours={code: tuple(sorted(others)) for code, others in neighbours.items()},
        overlaps=[Flaw(tuple(codes), *measures) for codes, *measures in _rows(_OVERLAPS + _MEASURED, given)],
        gaps=[Flaw(tuple(codes), *measures) for codes, *measures in _rows(_GAPS + _MEASURED, given)],
    )


def _rows(sql: str, parameters: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"{_GIVEN} {sql}", parameters)
        return cursor.fetchall()
