"""The gazetteer: one row saved by hand, many loaded from a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.db import transaction

from geo.folding import haystack
from geo.models import Place, PlaceKind
from geo.selectors import district_codes_at

_LOADED = ["kind", "name_kk", "name_ru", "name_en", "aliases", "district", "point", "folded"]


@dataclass(frozen=True)
class PlaceRow:
    """A checked row of a gazetteer file. ``district`` is a code, or empty: then the point decides, but for streets."""

    code: str
    kind: str
    name_kk: str
    name_ru: str
    name_en: str
    aliases: tuple[str, ...]
    district: str
    point: Point


@dataclass(frozen=True)
class Loaded:
    """How many rows were added, changed, the same already, and left alone because somebody edited them by hand."""

    added: int = 0
    changed: int = 0
    same: int = 0
    by_hand: int = 0


def save_place(place: Place) -> Place:
    """Keep a place as edited by a person: fold its names, find its district, and shield it from the next load.

    A street may lie in several districts and is left without one.
    """
    if place.district_id is None and place.kind != PlaceKind.STREET:
        (place.district_id,) = district_codes_at([place.point])
    place.folded = folded_names(place)
    place.by_hand = True
    place.save()
    return place


@transaction.atomic
def load_places(rows: Sequence[PlaceRow]) -> Loaded:
    """Add new places and update known ones by code; three queries, whatever the number. Loading twice changes nothing.

    Places that were edited by hand are left alone, and places that a file no longer has are kept.
    """
    known = {place.code: place for place in Place.objects.filter(code__in=[row.code for row in rows])}
    places = _places(rows)
    shielded = {code for code, place in known.items() if place.by_hand}
    new = [place for place in places if place.code not in known]
    changed = []
    for place in places:
        current = known.get(place.code)
        if current and not current.by_hand and _content(current) != _content(place):
            place.pk = current.pk
            changed.append(place)
    Place.objects.bulk_create(new, batch_size=1_000)
    Place.objects.bulk_update(changed, _LOADED, batch_size=500)
    same = len(places) - len(new) - len(changed) - len(shielded)
    return Loaded(added=len(new), changed=len(changed), same=same, by_hand=len(shielded))


def folded_names(place: Place) -> str:
    """What the search compares of a place: its names in three languages and all others."""
    return haystack([place.name_kk, place.name_ru, place.name_en, *place.aliases])


def _places(rows: Sequence[PlaceRow]) -> list[Place]:
    to_find = [row for row in rows if not row.district and row.kind != PlaceKind.STREET]
    found = dict(zip((row.code for row in to_find), district_codes_at([row.point for row in to_find]), strict=True))
    places = []
    for row in rows:
        place = Place(
            code=row.code,
            kind=row.kind,
            name_kk=row.name_kk,
            name_ru=row.name_ru,
            name_en=row.name_en,
            aliases=list(row.aliases),
            district_id=row.district or found.get(row.code),
            point=row.point,
        )
        place.folded = folded_names(place)
        places.append(place)
    return places


def _content(place: Place) -> tuple:
    point = (round(place.point.x, 7), round(place.point.y, 7))
    return (*(getattr(place, name) for name in _LOADED if name not in {"point", "district"}), place.district_id, point)
