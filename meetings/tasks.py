"""Work of the clock."""

from celery import shared_task
from django.utils import timezone

from meetings.handlers import meetings as letters
from meetings.selectors import coming


@shared_task(name="meetings.remind")
def remind() -> None:
    """Remind those who registered of the meetings of the next day. May run often: each is reminded once a date."""
    now = timezone.now()
    for meeting in coming.of_the_next_day(at=now):
        letters.remind(meeting, at=now)
