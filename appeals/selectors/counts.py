"""Numbers for the home page, a district's page and the desk."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from appeals.enums import OPEN, Status
from appeals.models import Appeal


@dataclass(frozen=True)
class Tally:
    """Appeals received since a moment: all of them, and how they stand now. Withdrawn ones count as received only."""

    received: int
    open: int
    answered: int
    fixed: int

    @property
    def answered_or_fixed(self) -> int:
        return self.answered + self.fixed


def tally(*, since: datetime, district: str = "") -> Tally:
    """How the city, or one district, stands. Plain numbers of all appeals, public or not. One query."""
    return _tally(Appeal.objects.filter(received_at__gte=since), district)


def by_district(*, since: datetime) -> dict[str, Tally]:
    """The same for every district that has appeals, by its code. One query."""
    rows = Appeal.objects.filter(received_at__gte=since, district__isnull=False).values("district_id").order_by()
    return {
        row["district_id"]: Tally(row["received"], row["open"], row["answered"], row["fixed"])
        for row in rows.annotate(**_NUMBERS)
    }


def by_category(*, since: datetime, district: str = "", limit: int = 5) -> list[tuple[str, int]]:
    """The top categories most written about: pairs of code and number, largest first."""
    rows = Appeal.objects.filter(received_at__gte=since, category__isnull=False)
    if district:
        rows = rows.filter(district_id=district)
    counted = rows.values_list("category__parent__code").annotate(number=Count("pk")).order_by("-number")
    return list(counted[:limit])


_NUMBERS = {
    "received": Count("pk"),
    "open": Count("pk", filter=Q(status__in=OPEN)),
    "answered": Count("pk", filter=Q(status=Status.ANSWERED)),
    "fixed": Count("pk", filter=Q(status=Status.FIXED)),
}


def _tally(appeals: QuerySet[Appeal], district: str) -> Tally:
    if district:
        appeals = appeals.filter(district_id=district)
    return Tally(**appeals.aggregate(**_NUMBERS))
