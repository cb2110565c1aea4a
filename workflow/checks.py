"""What must hold before the house opens."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.checks import Error, Warning, register
from django.db import DatabaseError
from django.utils import timezone

from workflow.models import CalendarDay

ALMATY = ZoneInfo("Asia/Almaty")
HOURS_BEFORE, HOURS_AFTER = timedelta(hours=6), timedelta(hours=5)
LOOK_AHEAD = timedelta(days=60)


@register()
def clock_is_of_2024(app_configs, **kwargs):
    """Almaty moved from +06:00 to +05:00 on 1 March 2024: older zone data would shift every legal day by an hour."""
    before = datetime(2024, 2, 29, 12, tzinfo=UTC).astimezone(ALMATY).utcoffset()
    after = datetime(2024, 3, 1, 12, tzinfo=UTC).astimezone(ALMATY).utcoffset()
    if (before, after) == (HOURS_BEFORE, HOURS_AFTER):
        return []
    return [
        Error(
            "The time zone data of this machine does not know that Almaty is at +05:00 since 1 March 2024.",
            hint="Update the tzdata package to 2024a or newer.",
            id="workflow.E001",
        )
    ]


@register("database")
def calendar_reaches_far_enough(app_configs, databases, **kwargs):
    """A term that runs past the last known day off would be counted as if there were no holidays."""
    if not databases:
        return []
    try:
        last = CalendarDay.objects.order_by("-date").values_list("date", flat=True).first()
    except DatabaseError:  # not migrated yet
        return []
    if last is None or last >= timezone.localdate() + LOOK_AHEAD:
        return []
    return [
        Warning(
            f"The work calendar ends with {last:%Y-%m-%d}: terms that run longer ignore the holidays.",
            hint="Run manage.py load_calendar --years with the coming year, or add the days in the admin.",
            id="workflow.W001",
        )
    ]
