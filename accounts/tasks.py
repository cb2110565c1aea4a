"""What the worker does for people."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from accounts import notices, people

_UNCONFIRMED_LIVE_DAYS = 7


@shared_task(name="accounts.deliver_notices", ignore_result=True)
def deliver_notices() -> None:
    """Send the letters that are due. Called on commit and by the schedule."""
    notices.deliver(timezone.now())


@shared_task(name="accounts.forget_unconfirmed", ignore_result=True)
def forget_unconfirmed() -> None:
    """Once a day: addresses that somebody typed and nobody confirmed are not ours to keep."""
    people.forget_unconfirmed(before=timezone.now() - timedelta(days=_UNCONFIRMED_LIVE_DAYS))
