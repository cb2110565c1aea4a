"""Figures of the home page and of a district's page. All appeals count, published or not: a number names nobody."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Count

from appeals.enums import OPEN
from appeals.models import Appeal
from appeals.selectors.lists import overdue, past
from appeals.workflow import APPEAL
from workflow.models import Act

ANSWERING = ("answer", "answer_at_once")

_MEDIAN = """
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM act.at - appeal.received_at)) / 86400
    FROM workflow_act act JOIN appeals_appeal appeal ON appeal.id = act.subject_id
    WHERE act.kind = %(kind)s AND act.name = ANY(%(names)s) AND act.at >= %(since)s
"""


@dataclass(frozen=True)
class Week:
    """``median_days``: from coming in to the answer, for the answers since then; ``None`` where there was none."""

    received: int
    fixed: int
    late: int
    median_days: float | None


@dataclass(frozen=True)
class DistrictFigures:
    received: int
    open: int
    fixed: int
    late: int


def week(*, since: datetime, today: date) -> Week:
    """What came in, was confirmed as fixed and was answered since a moment, and what is late now. Four queries."""
    confirmed = Act.objects.filter(kind=APPEAL.kind, name="confirm", at__gte=since)
    return Week(
        received=Appeal.objects.filter(received_at__gte=since).count(),
        fixed=confirmed.values("subject_id").distinct().count(),
        late=overdue(Appeal.objects.all(), on=today).count(),
        median_days=_median_days(since),
    )


def of_district(code: str, *, since: datetime, today: date) -> DistrictFigures:
    """The same of one district; ``open`` and ``late`` as of now. Three queries, each on an index of its own."""
    here = Appeal.objects.filter(district_id=code)
    confirmed = Act.objects.filter(kind=APPEAL.kind, name="confirm", at__gte=since, subject_id__in=here.values("pk"))
    now = here.filter(status__in=OPEN).aggregate(open=Count("pk"), late=Count("pk", filter=past(today)))
    return DistrictFigures(
        received=here.filter(received_at__gte=since).count(),
        fixed=confirmed.values("subject_id").distinct().count(),
        **now,
    )


def open_by_district() -> dict[str, int]:
    """How many appeals are in work in each district now. One query."""
    rows = Appeal.objects.filter(status__in=OPEN, district__isnull=False).order_by()
    return dict(rows.values_list("district_id").annotate(number=Count("pk")))


def _median_days(since: datetime) -> float | None:
    with connection.cursor() as cursor:
        cursor.execute(_MEDIAN, {"kind": APPEAL.kind, "names": list(ANSWERING), "since": since})
        (days,) = cursor.fetchone()
    return days
