"""Lists of meetings: for pages, feeds, the calendar and the API."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from meetings import policy
from meetings.enums import PUBLIC_QUESTIONS, UPCOMING
from meetings.models import Line, Meeting, Question
from meetings.policy import STRANGER, Viewer
from workflow.selectors import timeline

CITY = "city"


@dataclass(frozen=True)
class Filters:
    """``host``: ``city``, or the code of a district akim; ``district``: where it takes place; ``year``: of its day."""

    host: str = ""
    district: str = ""
    year: int | None = None


EVERYTHING = Filters()


def published_meetings(filters: Filters = EVERYTHING) -> QuerySet[Meeting]:
    """The meetings that everybody may see, with what a row shows, the newest first."""
    return seen_by(STRANGER, filters)


def seen_by(viewer: Viewer, filters: Filters = EVERYTHING) -> QuerySet[Meeting]:
    """The meetings that this viewer may see, narrowed, the newest first. One query."""
    return narrowed(with_names(policy.visible_to(viewer)), filters).order_by("-starts_at", "-pk")


def with_names(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    related = meetings.select_related("organisation__district", "district")
    return related.defer("district__outline", "organisation__district__outline")


def narrowed(meetings: QuerySet[Meeting], filters: Filters) -> QuerySet[Meeting]:
    if filters.host == CITY:
        meetings = meetings.filter(organisation__district=None)
    elif filters.host:
        meetings = meetings.filter(organisation__district=filters.host)
    if filters.district:
        meetings = meetings.filter(district=filters.district)
    if filters.year:
        meetings = meetings.filter(starts_at__year=filters.year)
    return meetings


def upcoming(meetings: QuerySet[Meeting], *, at: datetime) -> QuerySet[Meeting]:
    """Those still to come, the nearest first."""
    return meetings.filter(status__in=UPCOMING, starts_at__gte=at).order_by("starts_at", "pk")


def past(meetings: QuerySet[Meeting], *, at: datetime) -> QuerySet[Meeting]:
    """Those that are over, or whose hour has passed, the newest first."""
    over = ~Q(status__in=UPCOMING) | Q(starts_at__lt=at)
    return meetings.filter(over).order_by("-starts_at", "-pk")


def with_figures(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """The same with ``line_count`` and ``question_count``, counted for the meetings of the page alone."""
    return meetings.annotate(
        line_count=_number_of(Line.objects.filter(struck_at__isnull=True)),
        question_count=_number_of(Question.objects.filter(status__in=PUBLIC_QUESTIONS)),
    )


def _number_of(rows: QuerySet[Line] | QuerySet[Question]) -> Coalesce:
    """How many of these a meeting has. Joined to it instead, forty lines meet forty questions in every meeting."""
    own = rows.filter(meeting=OuterRef("pk")).order_by().values("meeting").annotate(number=Count("pk"))
    return Coalesce(Subquery(own.values("number")), 0)


def reasons_of(meeting: Meeting) -> list[str]:
    """Why it was moved or called off: read by everybody, covered where it looks like personal data."""
    return list(timeline("meeting", meeting.pk, public_only=True).exclude(note="").values_list("note", flat=True))
