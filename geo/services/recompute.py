"""After an outline has changed, every record with a point is asked again which district it lies in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models

from geo.models import Located, Place
from geo.selectors import NEAREST_DISTRICT, reach

BATCH = 5_000
# Metres of tolerance become degrees at the city's latitude; a degree further north would still be reached.
_LATITUDE = 44.0


@dataclass(frozen=True)
class Move:
    """A record whose point now lies in another district; ``new`` is empty if it lies in none: then ``old`` stays."""

    model: str
    pk: Any
    old: str
    new: str


def located_models() -> list[type[models.Model]]:
    """Every table that borrows its place from ``Located``, each once, and the gazetteer."""
    owners = {
        model
        for model in apps.get_models()
        if issubclass(model, Located) and not model._meta.proxy and model._meta.get_field("point").model is model
    }
    return [*sorted(owners, key=lambda model: model._meta.label), Place]


def recompute_districts() -> list[Move]:
    """Give every record with a point the district that it lies in now; answer what changed, in batches of ``BATCH``.

    A record without a point keeps the district that somebody chose for it; so does one whose point is outside every
    district (it is listed). A place that belongs to no single district, as a long street, stays so.
    """
    return [move for model in located_models() for move in _moves(model)]


def _moves(model: type[models.Model]) -> Iterator[Move]:
    last = None
    while rows := _batch(model, last):
        last = rows[-1][0]
        moved = [Move(model._meta.label, pk, old or "", new or "") for pk, old, new in rows if old != new]
        by_district: dict[str, list] = {}
        for move in moved:
            if move.new:
                by_district.setdefault(move.new, []).append(move.pk)
        for code, keys in by_district.items():
            model._base_manager.filter(pk__in=keys).update(district=code)
        yield from moved


def _batch(model: type[models.Model], last: Any) -> list[tuple]:
    """The next records in order of their keys: key, district kept, district found."""
    quote = connection.ops.quote_name
    key = quote(str(model._meta.pk.column))
    wanted = "thing.district_id IS NOT NULL" if model is Place else "true"
    after = f"thing.{key} > %(last)s" if last is not None else "true"
    sql = f"""
        SELECT thing.{key}, thing.district_id, ({NEAREST_DISTRICT.format(point="thing.point")})
        FROM {quote(model._meta.db_table)} AS thing
        WHERE thing.point IS NOT NULL AND {wanted} AND {after} ORDER BY thing.{key} LIMIT {BATCH}
    """  # noqa: S608 - names of our own tables
    with connection.cursor() as cursor:
        cursor.execute(sql, {"last": last, **reach(_LATITUDE)})
        return cursor.fetchall()
