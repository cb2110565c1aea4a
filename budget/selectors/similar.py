"""Proposals near by that may be about the same: for the author before sending, and for the council (rule 31)."""

from dataclasses import dataclass

from django.contrib.gis.db.models.functions import Distance, GeometryDistance
from django.contrib.gis.geos import Point, Polygon
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import FloatField, Q, QuerySet, Value
from django.db.models.functions import Greatest, Upper

from budget import policy
from budget.models import Edition, Proposal
from budget.policy import STRANGER
from budget.rules import alike

# The nearest so many are compared by their words.
NEAREST = 60
SHOWN = 5
_DEGREES = alike.RADIUS_M / 111_320 * 1.5


@dataclass(frozen=True)
class Similar:
    """``distance_m``: between the points. ``alike``: 0 to 1."""

    proposal: Proposal
    distance_m: int
    alike: float


def near(
    edition: Edition, point: Point, *, text: str, category_id: int | None, without: int | None = None
) -> list[Similar]:
    """Submitted proposals of the edition within ``alike.RADIUS_M``, the most alike first. One query."""
    rows = candidates(edition, point).annotate(metres=Distance("point", point), wordwise=_wordwise(text))
    if without is not None:
        rows = rows.exclude(pk=without)
    found = []
    for row in rows.select_related("district", "category")[:NEAREST]:
        same = category_id is not None and row.category_id == category_id
        likeness = alike.likeness(distance_m=row.metres.m, wordwise=row.wordwise, same_category=same)
        found.append(Similar(row, round(row.metres.m), likeness))
    enough = [each for each in found if each.alike >= alike.ENOUGH]
    return sorted(enough, key=lambda each: (-each.alike, each.distance_m, each.proposal.pk))[:SHOWN]


def near_to(draft: Proposal) -> list[Similar]:
    """What is near a draft by its place and its words; nothing as long as it has no place. One query."""
    if draft.point is None:
        return []
    text = f"{draft.title} {draft.description}"
    return near(draft.edition, draft.point, text=text, category_id=draft.category_id, without=draft.pk)


def candidates(edition: Edition, point: Point) -> QuerySet[Proposal]:
    """The public proposals around a point, the nearest first: a walk along the index of points."""
    box = Polygon.from_bbox((point.x - _DEGREES, point.y - _DEGREES, point.x + _DEGREES, point.y + _DEGREES))
    box.srid = point.srid
    around = policy.visible_to(STRANGER).filter(Q(edition=edition), point__bboverlaps=box)
    return around.order_by(GeometryDistance("point", point))


def _wordwise(text: str) -> Greatest | Value:
    said = " ".join(text.split()).upper()[: alike.COMPARED]
    if not said:
        return Value(0.0, output_field=FloatField())
    return Greatest(
        TrigramWordSimilarity(said, Upper("title")),
        TrigramWordSimilarity(said, Upper("description")),
        Value(0.0),
        output_field=FloatField(),
    )
