"""Rings of coordinates, checked number by number, into polygons."""

import math
from collections.abc import Sequence

from django.contrib.gis.geos import GEOSException, LinearRing, MultiPolygon, Polygon

from geo.points import LON_LAT, in_city_box, looks_swapped

Position = tuple[float, float]
Ring = list[Position]


class BadRing(ValueError):
    """A ring that is none; the message says why, fit to follow the district's code and a colon."""


def position(given: object) -> Position:
    """A GeoJSON position as (lon, lat); a height is dropped. Raises ``BadRing`` for what is no pair of degrees."""
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) < 2:
        raise BadRing(f"{given!r} is not a position; write [longitude, latitude]")
    lon, lat = given[0], given[1]
    for number in (lon, lat):
        if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
            raise BadRing(f"{number!r} is not a number of degrees")
    if looks_swapped(lon, lat):
        raise BadRing(f"latitude and longitude have changed places at [{lon}, {lat}]; write longitude first")
    if not in_city_box(lon, lat):
        raise BadRing(f"[{lon}, {lat}] is far from the city; coordinates must be degrees of WGS 84, longitude first")
    return float(lon), float(lat)


def ring(given: object) -> Ring:
    """A closed ring of at least four positions. Raises ``BadRing``."""
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise BadRing("a ring must be a list of positions")
    positions = [position(each) for each in given]
    if len(positions) < 4:
        raise BadRing(f"a ring has {len(positions)} positions, but needs at least four")
    if positions[0] != positions[-1]:
        raise BadRing(f"a ring that begins at {list(positions[0])} is not closed; repeat its first position at the end")
    return positions


def polygon(rings: Sequence[Ring]) -> Polygon:
    """A polygon of an outer ring and its holes. Raises ``BadRing``."""
    try:
        return Polygon(*(LinearRing(each) for each in rings), srid=LON_LAT)
    except (GEOSException, TypeError, ValueError) as error:
        raise BadRing(f"a ring that begins at {list(rings[0][0])} is not a polygon: {error}") from error


def outline(polygons: Sequence[Polygon]) -> MultiPolygon:
    """A valid outline of one or more polygons. Raises ``BadRing`` with the reason and its place if it is not valid."""
    if not polygons:
        raise BadRing("there is no polygon")
    whole = MultiPolygon(*polygons, srid=LON_LAT)
    if not whole.valid:
        raise BadRing(f"the outline is not valid: {whole.valid_reason}; mend it in a drawing program and try again")
    return whole
