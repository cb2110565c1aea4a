"""The work calendar as it stands in the database, ready for the rules."""

from datetime import date, datetime, time

from django.db.models import Q
from django.utils import timezone

from workflow.kept import kept
from workflow.models import CalendarDay, DayKind, OfficeHours
from workflow.workdays import Calendar
from workflow.workdays import registration_date as legal_day

# Where no row says otherwise. The Code says "the end of the working day" and leaves the hour to the office.
USUAL_CLOSING = time(18, 30)


@kept("workflow_calendarday")
def current(*, known_on: date | None = None) -> Calendar:
    """All days that differ from the five-day week, in one query. An edited day counts at once.

    ``known_on``: as the calendar stood on that day, by the dates of announcement and repeal: how an old term was found.
    """
    rows = CalendarDay.objects.filter(valid_to__isnull=True)
    if known_on is not None:
        announced = Q(valid_from__isnull=True) | Q(valid_from__lte=known_on)
        rows = CalendarDay.objects.filter(announced, Q(valid_to__isnull=True) | Q(valid_to__gt=known_on))
    days = list(rows.values_list("date", "kind"))
    return Calendar(
        holidays=frozenset(day for day, kind in days if kind != DayKind.WORKING),
        working=frozenset(day for day, kind in days if kind == DayKind.WORKING),
    )


@kept("workflow_officehours")
def closing_time(day: date) -> time:
    """When the office closes on ``day``: the newest row that has begun by then."""
    hours = OfficeHours.objects.filter(since__lte=day).order_by("-since").first()
    return hours.closes if hours else USUAL_CLOSING


def registration_date(received_at: datetime, *, calendar: Calendar | None = None) -> date:
    """The legal day of what came in at this moment (aware), by the city's clock, calendar and office hours."""
    local = timezone.localtime(received_at)
    return legal_day(local, closing_time(local.date()), calendar or current())
