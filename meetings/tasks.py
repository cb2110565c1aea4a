"""Work of the clock."""

from celery import shared_task
from django.utils import timezone

from meetings.handlers import meetings as letters
from meetings.handlers import plan_digests
from meetings.selectors import coming
from meetings.services import own_data, term_moves


@shared_task(name="meetings.forget_visitors")
def forget_visitors() -> None:
    """Every night: take names and contacts out of registrations for meetings that are long over."""
    own_data.forget_visitors(at=timezone.now())


@shared_task(name="meetings.remind")
def remind() -> None:
    """Remind those who registered of the meetings of the next day. May run often: each is reminded once a date."""
    now = timezone.now()
    for meeting in coming.of_the_next_day(at=now):
        letters.remind(meeting, at=now)


@shared_task(name="meetings.watch_plan")
def watch_plan() -> None:
    """Find the terms that were missed and remind of those that come near. May run often: each has one turn."""
    now = timezone.now()
    term_moves.find_overdue(now)
    term_moves.remind(now)


@shared_task(name="meetings.send_plan_digests")
def send_plan_digests() -> None:
    """Once a week: tell akims how the instructions stand. A second run in the same week tells nobody twice."""
    plan_digests.send(timezone.now())
