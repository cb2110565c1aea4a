"""Work of the clock."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from meetings.handlers import meetings as letters
from meetings.handlers import plan_digests
from meetings.selectors import coming
from meetings.services import own_data, plan_uploads, term_moves

# A file may belong to a transaction that has yet to commit; none lasts two days.
SWEPT_AFTER_DAYS = 2


@shared_task(name="meetings.forget_visitors")
def forget_visitors() -> None:
    """Every night: take names and contacts out of registrations for meetings that are long over."""
    own_data.forget_visitors(at=timezone.now())


@shared_task(name="meetings.sweep_files")
def sweep_files() -> None:
    """Every night: remove files of plans that were never written, and those that a killed process left ownerless."""
    now = timezone.now()
    plan_uploads.forget_unwritten(at=now)
    for back in range(SWEPT_AFTER_DAYS, SWEPT_AFTER_DAYS + 7):
        plan_uploads.sweep(timezone.localdate(now - timedelta(days=back)))


@shared_task(name="meetings.remind")
def remind() -> None:
    """Remind of the meetings of the next day: who registered, who asked. May run often: each is told once a date."""
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
