"""Where a proposal is: a point or an area, and the district that follows from it."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, Point, Polygon
from django.utils.translation import gettext as _

from geo.models import District
from geo.points import LON_LAT, point_of
from geo.refusals import PlaceRefused
from geo.selectors import district_at
from workflow.refusals import Refused

MOST_CORNERS = 200
MOST_AREA_M2 = 250_000
# A strip of a neighbouring district thinner than this share of the area is an unsteady hand, not a second district.
LEAST_SHARE = 0.02
METRES = 32643


@dataclass(frozen=True)
class Site:
    """A judged place. ``district`` is empty where ``districts`` are several: somebody has to decide."""

    point: Point
    area: Polygon | None = None
    district: str | None = None
    districts: tuple[str, ...] = field(default=())


def at_point(lon: Any, lat: Any) -> Site:
    """A single point. Refused on ``point``: ``place_outside``, ``place_swapped``, ``place_zero``, ``place_invalid``."""
    try:
        point = point_of(float(lon), float(lat))
        district = district_at(point.x, point.y)
    except PlaceRefused as refusal:
        raise Refused(refusal.sentence, code=f"place_{refusal.code}", field="point") from refusal
    except (TypeError, ValueError):
        raise _refused("place_invalid", _("Mark the place on the map once more: it could not be read.")) from None
    return Site(point, None, district.code, (district.code,))


def in_area(geojson: str) -> Site:
    """An area drawn on the map, as GeoJSON of one polygon.

    Refused on ``point``: ``area_unclear``, ``area_crossed`` (its border crosses itself), ``area_large``;
    ``place_outside``.
    """
    area = _polygon(geojson)
    point = area.point_on_surface
    # One query: how much of the area lies in which district.
    touching = District.objects.filter(outline__intersects=area).only("code", "outline").order_by("code")
    shares = {district.code: district.outline.intersection(area).area / area.area for district in touching}
    if sum(shares.values()) < 1 - LEAST_SHARE:
        raise _refused("place_outside", _("The area leaves the city. Move its corners into the city."))
    codes = tuple(code for code, share in shares.items() if share >= LEAST_SHARE)
    return Site(point, area, codes[0] if len(codes) == 1 else None, codes)


def _polygon(geojson: str) -> Polygon:
    unclear = _refused("area_unclear", _("The area could not be read. Draw it once more: at least three corners."))
    try:
        shape = json.loads(geojson)
        area = GEOSGeometry(json.dumps(shape), srid=LON_LAT)
    except (ValueError, TypeError, GEOSException, GDALException):
        raise unclear from None
    if not isinstance(area, Polygon) or area.empty or area.num_coords > MOST_CORNERS or area.num_interior_rings:
        raise unclear
    try:
        for lon, lat in area.exterior_ring.coords:
            point_of(lon, lat)
    except (PlaceRefused, ValueError):
        raise unclear from None
    if not area.valid:
        sentence = _("The border of the area crosses itself. Move its corners so that it does not.")
        raise _refused("area_crossed", sentence)
    if area.transform(METRES, clone=True).area > MOST_AREA_M2:
        sentence = _("The area is larger than 25 hectares. One application is one object: draw it closer.")
        raise _refused("area_large", sentence)
    return area


def _refused(code: str, sentence: str) -> Refused:
    return Refused(sentence, code=code, field="point")
