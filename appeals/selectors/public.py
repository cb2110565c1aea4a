"""What residents' pages read: pages of published appeals, an appeal by its number, districts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Collate
from django.utils.translation import get_language

from appeals import policy
from appeals.models import Appeal, Photo
from appeals.policy import Viewer
from appeals.selectors import lists
from geo.models import District

COUNTED_TO = 1000


@dataclass(frozen=True)
class Page:
    """A page of a list and the mark from which the next one goes on (``None`` at the end)."""

    appeals: Sequence[Appeal]
    after: tuple[datetime, int] | None


def light(appeals: QuerySet[Appeal], *, released_only: bool) -> QuerySet[Appeal]:
    """Ready for a list: no outlines, and ``shown_photos`` with the photos in one more query."""
    photos = Photo.objects.filter(is_public=True) if released_only else Photo.objects.all()
    return appeals.defer(*lists.HEAVY).prefetch_related(
        Prefetch("photos", queryset=photos.order_by("moment", "position", "pk"), to_attr="shown_photos")
    )


def page(filters: lists.Filters, *, after: tuple[datetime, int] | None, size: int, oldest_first: bool = False) -> Page:
    """Published appeals from a mark on. Two queries, whatever the filters."""
    found = lists.public(filters)
    if oldest_first:
        found = found.order_by("published_at", "pk")
    if after:
        found = found.filter(_beyond(after, "gt" if oldest_first else "lt"))
    rows = list(light(found, released_only=True)[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows[:size], (last.published_at, last.pk) if last and last.published_at else None)


def _beyond(mark: tuple[datetime, int], side: str) -> Q:
    at, pk = mark
    beyond = Q(**{f"published_at__{side}": at}) | Q(published_at=at, **{f"pk__{side}": pk})
    # Says nothing new, but it is what lets the database begin at the mark instead of at the top.
    return Q(**{f"published_at__{side}e": at}) & beyond


def count(filters: lists.Filters) -> int:
    """How many there are, counted up to ``COUNTED_TO`` + 1: beyond that nobody waits for an exact number."""
    return lists.public(filters).order_by()[: COUNTED_TO + 1].count()


def by_number(number: str, viewer: Viewer) -> Appeal | None:
    """The appeal of this number, if this viewer may open it."""
    seen = policy.visible_to(viewer).select_related(*lists.SHOWN).defer(*lists.HEAVY)
    return seen.filter(number=number).first()


def districts() -> list[District]:
    """All districts with their names, without their outlines, in the alphabet of the reader (Ә after А)."""
    name = f"name_{(get_language() or 'kk')[:2]}"
    return list(District.objects.defer("outline", "provenance").order_by(Collate(name, "kk-KZ-x-icu")))


def district(code: str) -> District | None:
    return District.objects.defer("outline", "provenance").filter(code=code).first()
