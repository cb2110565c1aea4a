"""What the worker does for people."""

from celery import shared_task
from django.utils import timezone

from accounts import notices


@shared_task(name="accounts.deliver_notices", ignore_result=True)
def deliver_notices() -> None:
    """Send the letters that are due. Called on commit and by the schedule."""
    notices.deliver(timezone.now())
