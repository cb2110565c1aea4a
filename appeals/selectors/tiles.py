"""Published appeals for the map: single points close by, counted groups from afar.

Only ``public_point`` is read: near homes it was rounded when the appeal was published (domain rule 52), so that a group
of one does not tell more than a point may.
"""

from datetime import date

from django.db import connection
from django.db.models import Case, CharField, Expression, F, QuerySet, Value, When
from django.db.models.functions import Coalesce

from appeals.enums import OPEN, Status
from appeals.models import Appeal
from appeals.selectors import lists
from appeals.selectors.lists import Filters
from geo.tiles import BUFFER, EXTENT, Layer, cut, envelope

# From this zoom on every appeal is drawn by itself: a year of the inner city has a thousand and more in a wider tile.
SINGLE_FROM_ZOOM = 15
# Groups are gathered in squares of an eighth of a tile: about 64 pixels on the screen, twice the size of their marks.
SQUARES = 8

# Degrees are enough to gather by: a square leans a little, nobody sees it. Only the few middles are projected.
_CLUSTERS = """
    SELECT ST_AsMVT(tile, 'clusters', {extent}, 'geom') FROM (
        SELECT ST_AsMVTGeom(
            ST_Transform(ST_SetSRID(ST_MakePoint(avg(ST_X(shown)), avg(ST_Y(shown))), 4326), 3857),
            ST_TileEnvelope(%s, %s, %s), {extent}, {buffer}, true
        ) AS geom, count(*)::int AS count, count(*) FILTER (WHERE late)::int AS late,
        CASE WHEN count(*) = 1 THEN min(number) END AS id,
        CASE WHEN count(*) = 1 THEN min(state) END AS state
        FROM ({appeals}) AS appeal (number, state, late, shown)
        GROUP BY floor(ST_X(shown) / %s), floor(ST_Y(shown) / %s)
    ) AS tile WHERE geom IS NOT NULL
"""


def state_on(day: date) -> Expression:
    """The mark of an appeal: late, wait, work or done."""
    return Case(
        When(lists.past(day), status__in=OPEN, then=Value("late")),
        When(status=Status.ASKED, then=Value("wait")),
        When(status__in=OPEN, then=Value("work")),
        default=Value("done"),
        output_field=CharField(),
    )


def tile(z: int, x: int, y: int, filters: Filters, *, on: date) -> bytes:
    """A tile of published appeals: layer ``appeals`` (id, state, icon, title) or ``clusters`` (count, late).

    A cluster of one also carries ``id`` and ``state``. One query.
    """
    public = lists.public(filters).select_related(None).filter(public_point__isnull=False, status__in=SHOWN)
    if z >= SINGLE_FROM_ZOOM:
        icon = Coalesce(F("category__parent__icon"), Value(""))
        fields: dict[str, str | Expression] = {
            "id": "number",
            "state": state_on(on),
            "icon": icon,
            "title": "public_title",
        }
        return cut(z, x, y, [Layer("appeals", public, "public_point", fields)])
    return _gathered(z, x, y, public, "public_point", on)


def inside_tile(z: int, x: int, y: int, found: QuerySet[Appeal], *, on: date) -> bytes:
    """The same layers of any appeals of one's own work, published or not, at their own places. One query.

    ``id`` is the number; there is no title: the list beside the map has it.
    """
    placed = found.filter(point__isnull=False)
    if z >= SINGLE_FROM_ZOOM:
        fields: dict[str, str | Expression] = {"id": "number", "state": state_on(on)}
        return cut(z, x, y, [Layer("appeals", placed, "point", fields)])
    return _gathered(z, x, y, placed, "point", on)


def _gathered(z: int, x: int, y: int, found: QuerySet[Appeal], column: str, on: date) -> bytes:
    inside = found.filter(**{f"{column}__bboverlaps": envelope(z, x, y)}).order_by()
    late = Case(When(lists.past(on), status__in=OPEN, then=Value(True)), default=Value(False))
    rows = inside.annotate(mark=state_on(on), is_late=late, shown=F(column))
    sql, given = rows.values_list("number", "mark", "is_late", "shown").query.sql_with_params()
    side = 360 / 2**z / SQUARES
    query = _CLUSTERS.format(appeals=sql, extent=EXTENT, buffer=BUFFER)
    with connection.cursor() as cursor:
        cursor.execute(query, [z, x, y, *given, side, side])
        (content,) = cursor.fetchone()
    return bytes(content or b"")


SHOWN = frozenset(Status.values) - {Status.WITHDRAWN}
