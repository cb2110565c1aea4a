"""Appeals near by that may be about the same: for people to judge before they file another one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.gis.db.models.functions import GeometryDistance
from django.contrib.gis.geos import Point, Polygon
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Count, FloatField, Q, QuerySet, Value
from django.db.models.functions import Greatest, Upper

from appeals import policy
from appeals.enums import Status
from appeals.models import Appeal, Category
from appeals.rules import likeness
from appeals.selectors import lists
from appeals.selectors.public import light

# The nearest so many are compared by their words; a denser place than that shows its nearest ones.
NEAREST = 60
SHOWN = 5


@dataclass(frozen=True)
class Similar:
    """``distance_m``: between the pins, rounded where the appeal's own place is. ``alike``: 0 to 1."""

    appeal: Appeal
    distance_m: int
    alike: float
    voices: int


def near(
    point: Point, *, text: str, category: Category | None, at: datetime, limit: int = SHOWN, without: int | None = None
) -> list[Similar]:
    """Published appeals within ``likeness.RADIUS_M`` of a point (lon/lat), the most alike first. One query, and photos.

    Those withdrawn are left out, and those that ended more than ``likeness.DAYS`` ago. Only what is alike enough by
    place, category and words together is named.
    """
    around = candidates(point, at=at)
    nearest = (
        (around if without is None else around.exclude(pk=without))
        .annotate(
            wordwise=_wordwise(text),
            voiced=Count("voices", filter=Q(voices__confirmed_at__isnull=False)),
        )
        .select_related(*lists.SHOWN)
    )
    found = [_judged(appeal, point, category) for appeal in light(nearest, released_only=True)[:NEAREST]]
    alike = [each for each in found if each.alike >= likeness.ENOUGH]
    return sorted(alike, key=lambda each: (-each.alike, each.distance_m, each.appeal.pk))[:limit]


@dataclass(frozen=True)
class Joined:
    """``voices``: how many joined an appeal; ``too``: this person among them."""

    voices: int
    too: bool


def joined(appeal: Appeal, *, user_id: int | None) -> Joined:
    """Who joined an appeal, counted. One query."""
    counted = appeal.voices.filter(confirmed_at__isnull=False).aggregate(
        voices=Count("pk"), own=Count("pk", filter=Q(user_id=user_id) if user_id else Q(pk__in=[]))
    )
    return Joined(counted["voices"], bool(counted["own"]))


def candidates(point: Point, *, at: datetime) -> QuerySet[Appeal]:
    """The published appeals around a point, the nearest first: a walk along the index of public points."""
    reach = likeness.reach(point.y)
    box = Polygon.from_bbox((point.x - reach.lon, point.y - reach.lat, point.x + reach.lon, point.y + reach.lat))
    box.srid = point.srid
    since = at - timedelta(days=likeness.DAYS)
    return (
        policy.visible_to(policy.STRANGER)
        .filter(public_point__bboverlaps=box)
        .filter(Q(ended_at__isnull=True) | Q(ended_at__gte=since))
        .exclude(status=Status.WITHDRAWN)
        .order_by(GeometryDistance("public_point", point))
    )


def _wordwise(text: str) -> Greatest | Value:
    said = " ".join(text.split()).upper()[: likeness.COMPARED]
    if not said:
        return Value(0.0, output_field=FloatField())
    return Greatest(TrigramWordSimilarity(said, Upper("public_text")), Value(0.0), output_field=FloatField())


def _judged(appeal: Appeal, point: Point, category: Category | None) -> Similar:
    pin = appeal.public_point
    assert pin is not None  # noqa: S101 - for the reader of types: it was found by this point
    distance_m = likeness.distance_m((point.x, point.y), (pin.x, pin.y))
    same_leaf = category is not None and appeal.category_id == category.pk
    same_branch = (
        category is not None
        and appeal.category is not None
        and appeal.category.parent_id is not None
        and appeal.category.parent_id == category.parent_id
    )
    wordwise: float = appeal.wordwise  # type: ignore[attr-defined]  # as `near` annotates it
    voices: int = appeal.voiced  # type: ignore[attr-defined]  # as `near` annotates it
    alike = likeness.likeness(distance_m=distance_m, wordwise=wordwise, same_leaf=same_leaf, same_branch=same_branch)
    return Similar(appeal, distance_m, alike, voices)
