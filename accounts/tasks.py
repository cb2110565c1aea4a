"""What the worker does for people."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from accounts import notices, people
from accounts.own_data import copies, erasure

_UNCONFIRMED_LIVE_DAYS = 7


@shared_task(name="accounts.deliver_notices", ignore_result=True)
def deliver_notices() -> None:
    """Send the letters that are due. Called on commit and by the schedule."""
    notices.deliver(timezone.now())


@shared_task(name="accounts.forget_unconfirmed", ignore_result=True)
def forget_unconfirmed() -> None:
    """Once a day: addresses that somebody typed and nobody confirmed are not ours to keep."""
    people.forget_unconfirmed(before=timezone.now() - timedelta(days=_UNCONFIRMED_LIVE_DAYS))


@shared_task(name="accounts.make_copies", ignore_result=True)
def make_copies() -> None:
    """Make the copies of own data that people asked for. Called on commit and by the schedule."""
    copies.make(at=timezone.now())


@shared_task(name="accounts.remove_old_copies", ignore_result=True)
def remove_old_copies() -> None:
    """Every hour: a copy of somebody's data lies here for a week and no longer."""
    copies.remove_expired(at=timezone.now())


@shared_task(name="accounts.finish_erasures", ignore_result=True)
def finish_erasures() -> None:
    """Every night: forget those whose last open case has ended."""
    erasure.finish(at=timezone.now())
