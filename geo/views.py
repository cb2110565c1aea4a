"""The map's own tiles: districts with their labels, and places by zoom."""

from django.contrib.gis.db.models import PointField
from django.db.models import Func
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from geo.models import City, District, Place, PlaceKind
from geo.tiles import Layer, tile_response

_DISTRICT_FIELDS = {"code": "code", "name_kk": "name_kk", "name_ru": "name_ru", "name_en": "name_en"}
_PLACE_FIELDS = {**_DISTRICT_FIELDS, "kind": "kind", "district": "district_id"}
_DISTRICTS_MAX_AGE_S = 3600
_PLACES_MAX_AGE_S = 3600
# From which zoom on a kind of place is on the map. Districts have labels of their own.
_FROM_ZOOM = {
    PlaceKind.STATION: 11,
    PlaceKind.METRO: 12,
    PlaceKind.MICRODISTRICT: 12,
    PlaceKind.PARK: 12,
    PlaceKind.LANDMARK: 13,
    PlaceKind.MARKET: 13,
    PlaceKind.STREET: 14,
}


@require_safe
def district_tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """Layers ``city`` and ``districts`` (outlines) and ``labels`` (a point surely inside each district).

    All carry code and names.
    """
    label = Func("outline", function="ST_PointOnSurface", output_field=PointField(srid=4326))
    layers = [
        Layer("city", City.objects.all(), "outline", _DISTRICT_FIELDS, simplify=True),
        Layer("districts", District.objects.all(), "outline", _DISTRICT_FIELDS, simplify=True),
        Layer("labels", District.objects.all(), "outline", _DISTRICT_FIELDS, shape=label),
    ]
    return tile_response(request, z, x, y, layers, max_age_s=_DISTRICTS_MAX_AGE_S)


@require_safe
def place_tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """Layer ``places``: code, names, kind and district of the gazetteer's places, more kinds the closer one looks."""
    kinds = [kind for kind, zoom in _FROM_ZOOM.items() if z >= zoom]
    places = Place.objects.filter(hidden=False, kind__in=kinds)
    return tile_response(
        request, z, x, y, [Layer("places", places, "point", _PLACE_FIELDS)], max_age_s=_PLACES_MAX_AGE_S
    )
