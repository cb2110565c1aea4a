"""How many have voted, where and in which hour. Never for what: that is sealed."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db.models import Count
from django.db.models.functions import TruncHour
from django.utils import timezone

from budget.enums import Way
from budget.models import Edition, RollMark

FRESH_S = 15


@dataclass(frozen=True)
class Turnout:
    """``districts``: code -> voters; ``hours``: (begin, voters) of the last 24 with votes; ``ways``: way -> voters."""

    total: int
    districts: dict[str, int]
    hours: list[tuple[datetime, int]]
    ways: dict[str, int]
    at: datetime


def turnout(edition: Edition, at: datetime) -> Turnout:
    """As it was at most a quarter of a minute ago. One query, or none."""
    key = f"budget:turnout:{edition.pk}"
    found = cache.get(key)
    if found is None:
        found = _counted(edition, at)
        cache.set(key, found, FRESH_S)
    return found


def _counted(edition: Edition, at: datetime) -> Turnout:
    rows = list(
        RollMark.objects.filter(edition=edition)
        .annotate(hour=TruncHour("marked_at", tzinfo=timezone.get_default_timezone()))
        .values_list("district_id", "way", "hour")
        .annotate(n=Count("pk"))
        .order_by()
    )
    districts: Counter = Counter()
    ways: Counter = Counter({way.value: 0 for way in Way})
    hours: Counter = Counter()
    for district, way, hour, number in rows:
        districts[district] += number
        ways[way] += number
        hours[hour] += number
    newest = sorted(hours.items())[-24:]
    return Turnout(sum(districts.values()), dict(districts), newest, dict(ways), at)
