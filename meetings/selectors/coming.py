"""Who comes: meetings to remind of, people at the door, speakers in their turn."""

from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from meetings.enums import MeetingStatus
from meetings.models import Meeting, Registration

REMIND_AHEAD = timedelta(hours=24)


def of_the_next_day(*, at: datetime) -> QuerySet[Meeting]:
    """Announced meetings that begin within the next day."""
    soon = Meeting.objects.filter(status=MeetingStatus.ANNOUNCED, starts_at__gt=at, starts_at__lte=at + REMIND_AHEAD)
    return soon.order_by("starts_at", "pk")


def figures(meeting: Meeting) -> dict[str, int]:
    """``registered``, ``speakers``, ``came``. One query."""
    stands = Q(cancelled_at__isnull=True)
    return Registration.objects.filter(meeting=meeting).aggregate(
        registered=Count("pk", filter=stands),
        speakers=Count("pk", filter=stands & Q(wants_to_speak=True)),
        came=Count("pk", filter=stands & Q(checked_in_at__isnull=False)),
    )


def speakers(meeting: Meeting) -> QuerySet[Registration]:
    """Those who want to speak, in their turn."""
    wish = Registration.objects.filter(meeting=meeting, cancelled_at__isnull=True, wants_to_speak=True)
    return wish.order_by("turn", "pk")
