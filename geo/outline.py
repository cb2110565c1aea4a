"""Builds the outline of the districts from its hand-drawn source: corners, arcs and facts.

The outline is a planar graph. A *corner* is a named meeting of three territories (degrees, longitude first);
an *arc* runs from corner to corner along one street, river or ridge and knows the district on its left and on
its right (``null`` is the land outside the city). Each border is thus drawn once, and neither a gap nor an overlap
between neighbours can be expressed. ``python -m geo.outline`` writes ``geo/data/districts.geojson`` anew.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
ARCS = DATA / "outline" / "arcs.json"
FACTS = DATA / "outline" / "facts.csv"
GEOJSON = DATA / "districts.geojson"

Position = tuple[float, float]
Line = list[Position]


class BrokenOutline(ValueError):
    """The arcs do not close into rings; the message names the district and the corner."""


def arc_line(arc: dict[str, Any], corners: dict[str, Position]) -> Line:
    """The whole course of an arc, its two corners included."""
    through = [(lon, lat) for lon, lat in arc["through"]]
    return [tuple(corners[arc["from"]]), *through, tuple(corners[arc["to"]])]


def sides(arcs: Iterable[dict[str, Any]], corners: dict[str, Position]) -> dict[str, list[Line]]:
    """For every district its borders, each directed so that the district lies on the left hand."""
    borders: dict[str, list[Line]] = defaultdict(list)
    for arc in arcs:
        line = arc_line(arc, corners)
        if arc["left"]:
            borders[arc["left"]].append(line)
        if arc["right"]:
            borders[arc["right"]].append(line[::-1])
    return dict(borders)


def close_rings(code: str, lines: list[Line]) -> list[Line]:
    """Chain directed lines into closed rings. Raises ``BrokenOutline`` where no line goes on, or more than one."""
    onward: dict[Position, Line] = {}
    for line in lines:
        if line[0] in onward:
            raise BrokenOutline(f"{code}: two borders leave {line[0]}")
        onward[line[0]] = line
    rings = []
    while onward:
        start = next(iter(onward))
        ring = onward.pop(start)[:]
        while ring[-1] != start:
            if ring[-1] not in onward:
                raise BrokenOutline(f"{code}: no border goes on from {ring[-1]}")
            ring += onward.pop(ring[-1])[1:]
        rings.append(ring)
    return rings


def doubled_area(ring: Line) -> float:
    """Twice the signed area in square degrees; positive where the ring runs counterclockwise."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))


def multipolygon(code: str, lines: list[Line]) -> dict[str, Any]:
    """The district as a GeoJSON MultiPolygon, largest part first. Refuses a hole: no district of the city has one."""
    rings = sorted(close_rings(code, lines), key=doubled_area, reverse=True)
    if doubled_area(rings[-1]) <= 0:
        raise BrokenOutline(f"{code}: a ring runs clockwise from {rings[-1][0]}: left and right are mixed up")
    return {"type": "MultiPolygon", "coordinates": [[[list(position) for position in ring]] for ring in rings]}


def read_facts(path: Path = FACTS) -> list[dict[str, Any]]:
    """Names, official area in km², people and OpenStreetMap relation of every district; unknown people are ``None``."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            row
            | {
                "area_km2": float(row["area_km2"]),
                "population": int(row["population"]) if row["population"] else None,
                "osm_relation_id": int(row["osm_relation_id"]),
            }
            for row in csv.DictReader(lines)
        ]


def build(source: dict[str, Any], facts: list[dict[str, Any]]) -> dict[str, Any]:
    """The GeoJSON FeatureCollection (RFC 7946) of all districts, ordered by code."""
    corners = {name: tuple(position) for name, position in source["corners"].items()}
    borders = sides(source["arcs"], corners)
    features = [
        {"type": "Feature", "properties": row, "geometry": multipolygon(row["code"], borders[row["code"]])}
        for row in sorted(facts, key=lambda row: row["code"])
    ]
    return {"type": "FeatureCollection", "provenance": source["provenance"], "features": features}


def built_text() -> str:
    """What the file of districts must hold, one feature a line so that a change of the drawing reads well."""
    collection = build(json.loads(ARCS.read_text(encoding="utf-8")), read_facts())
    features = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in collection["features"])
    provenance = json.dumps(collection["provenance"], ensure_ascii=False)
    return f'{{"type": "FeatureCollection",\n"provenance": {provenance},\n"features": [\n{features}\n]}}\n'


if __name__ == "__main__":
    GEOJSON.write_text(built_text(), encoding="utf-8")
