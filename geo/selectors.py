"""Which district a point lies in, and which places a name means."""

import math
from collections.abc import Sequence

from django.conf import settings
from django.contrib.gis.geos import Point
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from geo.folding import Needle, needle
from geo.models import District, Place, PlaceKind
from geo.points import point_of
from geo.refusals import PlaceRefused

_METRES_PER_DEGREE = 111_000

# The district that covers the point, else the nearest within the tolerance; ties go to the first code. Both steps use
# the GiST index of the outline. The second runs only where the first found nothing, so metres on the spheroid, which
# are dear, are computed for points in a sliver or off the edge alone.
NEAREST_DISTRICT = """
    WITH inside AS MATERIALIZED (
        SELECT code FROM geo_district WHERE ST_Covers(outline, {point}) ORDER BY code LIMIT 1
    ), near AS (
        SELECT code FROM geo_district
        WHERE NOT EXISTS (SELECT 1 FROM inside)
          AND outline && ST_Expand({point}, %(reach_lon)s, %(reach_lat)s)
          AND ST_DWithin(outline::geography, {point}::geography, %(tolerance_m)s)
        ORDER BY ST_Distance(outline::geography, {point}::geography), code LIMIT 1
    )
    SELECT code FROM inside UNION ALL SELECT code FROM near
"""
ONE_POINT = "ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)"
_COLUMNS = "code, name_kk, name_ru, name_en, area_km2, population"
DISTRICT_AT = f"SELECT {_COLUMNS} FROM geo_district WHERE code = ({NEAREST_DISTRICT.format(point=ONE_POINT)})"  # noqa: S608 - own constants
DISTRICTS_AT = f"""
    SELECT ({NEAREST_DISTRICT.format(point="given.point")})
    FROM unnest(%(lons)s::float8[], %(lats)s::float8[]) WITH ORDINALITY AS pair (lon, lat, place),
         LATERAL (SELECT ST_SetSRID(ST_MakePoint(lon, lat), 4326) AS point) AS given
    ORDER BY place
"""  # noqa: S608 - own constants


def district_at(lon: float, lat: float) -> District:
    """The district of a point, by one indexed query; its outline is not loaded.

    Units: degrees, longitude first. On a border the first code of those that touch; off the outline the nearest within
    ``DISTRICT_TOLERANCE_M`` metres.
    Refused: ``invalid``, ``zero``, ``swapped`` (see ``geo.points.point_of``), ``outside`` the city.
    """
    point = point_of(lon, lat)
    for district in District.objects.raw(DISTRICT_AT, {"lon": point.x, "lat": point.y, **reach(point.y)}):
        return district
    raise PlaceRefused(
        _("This place is outside the city of Almaty. Move the pin into the city, or choose a district without a pin."),
        code="outside",
    )


def district_codes_at(points: Sequence[Point]) -> list[str | None]:
    """The district codes of many points, in their order and by one query; None outside the city."""
    if not points:
        return []
    given = {"lons": [point.x for point in points], "lats": [point.y for point in points]}
    with connection.cursor() as cursor:
        cursor.execute(DISTRICTS_AT, {**given, **reach(max(abs(point.y) for point in points))})
        return [code for (code,) in cursor.fetchall()]


def reach(lat: float) -> dict[str, float]:
    """The tolerance as parameters of ``NEAREST_DISTRICT``: in metres, and in degrees that are never less."""
    tolerance_m = settings.DISTRICT_TOLERANCE_M
    reach_lat = tolerance_m / _METRES_PER_DEGREE * 1.02
    reach_lon = reach_lat / max(math.cos(math.radians(lat)), 0.01)
    return {"tolerance_m": tolerance_m, "reach_lat": reach_lat, "reach_lon": reach_lon}


def find_places(text: str, *, limit: int = 10, district: str | None = None) -> list[Place]:
    """Places of the gazetteer that a typed name may mean, best first, by one query; their district is loaded.

    Order: the whole name, its beginning, the beginning of one of its words, then what merely looks like it; among
    equals districts before micro-districts before the rest. ``district``: a code; places that lie in several districts
    are kept. A name with a house number finds its street. Nothing is found for signs alone.
    """
    sought = needle(text)
    if not sought.bare:
        return []
    found = _matching(sought)
    if district:
        found = found.filter(Q(district=district) | Q(district=None))
    return _without_twins(found[: limit * 3])[:limit]


def _matching(sought: Needle) -> QuerySet[Place]:
    tiers = [
        Q(folded__contains=f"\n{sought.full}\n"),
        Q(folded__contains=f"\n{sought.bare}\n") | Q(folded__contains=f"\n{sought.compact}\n"),
        Q(folded__contains=f"\n{sought.bare}") | Q(folded__contains=f"\n{sought.compact}"),
        Q(folded__contains=f" {sought.bare}"),
    ]
    if sought.numberless:
        tiers += [Q(folded__contains=f"\n{sought.numberless}\n"), Q(folded__contains=f"\n{sought.numberless}")]
    tiers.append(Q(folded__trigram_word_similar=sought.bare))
    any_tier = Q()
    for tier in tiers:
        any_tier |= tier
    rank = Case(*(When(tier, then=Value(place)) for place, tier in enumerate(tiers)), output_field=IntegerField())
    kinds = Case(*(When(kind=kind, then=Value(place)) for place, kind in enumerate(PlaceKind.values)))
    return (
        Place.objects.filter(any_tier, hidden=False)
        .select_related("district")
        .defer("district__outline", "district__provenance")
        .alias(likeness=TrigramWordSimilarity(sought.bare, "folded"), rank=rank, kinds=kinds)
        .order_by("rank", "kinds", "-likeness", "name_kk", "code")
    )


def _without_twins(places: QuerySet[Place]) -> list[Place]:
    """A long street has several rows: one is enough for each district."""
    first: dict[tuple, Place] = {}
    for place in places:
        first.setdefault((place.kind, place.name_kk, place.district_id), place)
    return list(first.values())
