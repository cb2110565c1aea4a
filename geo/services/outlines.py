"""The districts and their outlines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.gis.db.models import Union
from django.contrib.gis.geos import MultiPolygon
from django.db import transaction

from geo.models import City, District
from geo.services.recompute import Move, recompute_districts


@dataclass(frozen=True)
class Outcome:
    """``replaced``: codes whose outline is new. ``moves``: records whose district changed by it."""

    replaced: list[str]
    moves: list[Move]


@transaction.atomic
def add_districts(districts: Iterable[District]) -> Outcome:
    """Take in the districts that the repository ships: those that are missing, and newer drawings of its own outlines.

    An outline that was imported, and names and figures edited in the admin, are left alone. When nothing differs,
    nothing is written; when an outline does, the records on the map are recomputed.
    """
    known = District.objects.in_bulk()
    replaced = []
    for district in districts:
        current = known.get(district.code)
        if current is None:
            district.shipped = True
            district.save(force_insert=True)
        elif current.shipped and not current.outline.equals_exact(district.outline):
            current.outline, current.provenance = district.outline, district.provenance
            current.save(update_fields=["outline", "provenance"])
        else:
            continue
        replaced.append(district.code)
    return _followed(replaced)


@transaction.atomic
def add_city(city: City) -> None:
    """Take in the city's row, unless it is there: names and figures edited in the admin are left alone.

    Its outline is drawn from the districts, which must be there before.
    """
    if not City.objects.exists():
        city.outline = _together()
        city.save(force_insert=True)


@transaction.atomic
def replace_outlines(outlines: Mapping[str, MultiPolygon], *, provenance: str) -> Outcome:
    """Put official outlines (by code) in the place of the present ones, and recompute all records with a point.

    All in one transaction: a caller that rolls it back has made a dry run.
    """
    replaced = []
    for district in District.objects.select_for_update().filter(code__in=outlines):
        if district.outline.equals_exact(outlines[district.code]) and not district.shipped:
            continue
        district.outline = outlines[district.code]
        district.provenance, district.shipped = provenance, False
        district.save(update_fields=["outline", "provenance", "shipped"])
        replaced.append(district.code)
    return _followed(replaced)


def _followed(replaced: list[str]) -> Outcome:
    """What follows from new outlines: the city's own, and the districts of all that lies on the map."""
    if not replaced:
        return Outcome([], [])
    City.objects.update(outline=_together())
    return Outcome(replaced, recompute_districts())


def _together() -> MultiPolygon:
    """The outline of all districts as one."""
    whole = District.objects.aggregate(whole=Union("outline"))["whole"]
    return whole if isinstance(whole, MultiPolygon) else MultiPolygon(whole, srid=whole.srid)
