"""Vector tiles (Mapbox Vector Tile 2.1) cut by PostGIS out of any queryset, one query a tile.

Other rooms lend their things to the map by ``tile_response`` with a ``Layer`` of their own, which starts from the
queryset of what the viewer may see.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.gis.db.models.functions import GeoFunc
from django.contrib.gis.geos import Polygon
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BinaryField, Expression, F, Func, QuerySet, Value
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _

from geo.points import LON_LAT

CONTENT_TYPE = "application/vnd.mapbox-vector-tile"
DEEPEST_ZOOM = 22
EXTENT = 4096
# Drawn beyond the edge of a tile, in its units, so that lines and symbols join those of the next tile.
BUFFER = 128
_EQUATOR_M = 40_075_016.68


@dataclass(frozen=True)
class Layer:
    """A layer of a tile. ``things``: what may be seen. ``column``: its indexed geometry (lon/lat), by which the tile
    takes its share. ``fields``: what each thing carries, ``{name in the tile: column or expression}``. ``shape``: what
    is drawn in place of the column (lon/lat), for instance a label's point. ``simplify`` thins outlines out by zoom.
    """

    name: str
    things: QuerySet
    column: str
    fields: Mapping[str, str | Expression] = field(default_factory=dict)
    shape: Expression | None = None
    simplify: bool = False


class _MVTGeometry(Func):
    """Clip and scale a web-mercator geometry to a tile. Answers bytes to Django, which must not wrap it as EWKB."""

    function = "ST_AsMVTGeom"
    output_field = BinaryField()


class _Mercator(GeoFunc):
    function = "ST_Transform"
    geom_param_pos = (0,)
    output_field = BinaryField()


def refusal(z: int, x: int, y: int) -> str:
    """Why a tile does not exist (zoom is 0 to 22; columns and rows stay below 2 to the zoom), or an empty string."""
    if not 0 <= z <= DEEPEST_ZOOM:
        return _("There are tiles for zoom 0 to %(deepest)s only.") % {"deepest": DEEPEST_ZOOM}
    if not (0 <= x < 2**z and 0 <= y < 2**z):
        return _("At zoom %(zoom)s columns and rows go from 0 to %(last)s.") % {"zoom": z, "last": 2**z - 1}
    return ""


def envelope(z: int, x: int, y: int, *, buffer: int = BUFFER) -> Polygon:
    """The rectangle of a tile in degrees, widened by ``buffer`` units: a filter for an indexed lon/lat column."""
    margin = buffer / EXTENT
    west, east = (((x + step) / 2**z * 360 - 180) for step in (-margin, 1 + margin))
    north, south = (_latitude((y + step) / 2**z) for step in (-margin, 1 + margin))
    box = Polygon.from_bbox((max(west, -180), max(south, -85.06), min(east, 180), min(north, 85.06)))
    box.srid = LON_LAT
    return box


def tile_response(
    request: HttpRequest, z: int, x: int, y: int, layers: Sequence[Layer], *, max_age_s: int, public: bool = True
) -> HttpResponse:
    """A tile with its layers: 200 with the tile, 204 where nothing lies, 304 if the caller has it, 404 if it cannot be.

    ``public``: any cache may keep it; otherwise only the viewer's own browser may.
    """
    if sentence := refusal(z, x, y):
        return HttpResponseNotFound(sentence, content_type="text/plain; charset=utf-8")
    content = cut(z, x, y, layers)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(content, content_type=CONTENT_TYPE) if content else HttpResponse(status=204)
    response["ETag"] = etag
    patch_cache_control(response, max_age=max_age_s, **({"public": True} if public else {"private": True}))
    return response


def cut(z: int, x: int, y: int, layers: Sequence[Layer]) -> bytes:
    """The bytes of a tile, by one query; empty where no layer has anything in it."""
    quote = connection.ops.quote_name
    parts, parameters = [], []
    for layer in layers:
        try:
            sql, given = _query(layer, z, x, y).query.sql_with_params()
        except EmptyResultSet:
            continue
        columns = "".join(f", field_{place} AS {quote(name)}" for place, name in enumerate(layer.fields))
        rows = f"SELECT geom{columns} FROM ({sql}) AS thing WHERE geom IS NOT NULL"  # noqa: S608 - Django's own SQL
        parts.append(f"(SELECT ST_AsMVT(row, %s, {EXTENT}, 'geom') FROM ({rows}) AS row)")  # noqa: S608
        parameters += [layer.name, *given]
    if not parts:
        return b""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {' || '.join(parts)}", parameters)
        (content,) = cursor.fetchone()
    return bytes(content or b"")


def _query(layer: Layer, z: int, x: int, y: int) -> QuerySet:
    shape: Expression = _Mercator(layer.shape or F(layer.column), Value(3857))
    if layer.simplify:
        # Two units of the tile are a quarter of a pixel: neighbours thinned out one by one still seem to touch.
        tolerance_m = 2 * _EQUATOR_M / 2**z / EXTENT
        shape = Func(shape, Value(tolerance_m), function="ST_Simplify", output_field=BinaryField())
    bounds = Func(Value(z), Value(x), Value(y), function="ST_TileEnvelope", output_field=BinaryField())
    clipped = _MVTGeometry(shape, bounds, Value(EXTENT), Value(BUFFER), Value(True))
    # Numbered, because a name in the tile may be that of a column (district for district_id), which Django forbids.
    fields = {
        f"field_{place}": F(value) if isinstance(value, str) else value
        for place, value in enumerate(layer.fields.values())
    }
    inside = layer.things.filter(**{f"{layer.column}__bboverlaps": envelope(z, x, y)}).order_by()
    return inside.annotate(**fields, geom=clipped).values(*fields, "geom")


def _latitude(share: float) -> float:
    """The latitude at a share of the way from the northern to the southern edge of the web-mercator square."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * share))))
