"""Work of the night."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from appeals.services import drafts, photos

# A photo may belong to a transaction that has yet to commit; none lasts two days.
SWEPT_AFTER_DAYS = 2


@shared_task(name="appeals.forget_old_drafts")
def forget_old_drafts() -> None:
    """Remove forgotten drafts with their photos, and files that a killed process left without an owner."""
    now = timezone.now()
    drafts.forget_older_than(now - timedelta(days=settings.DRAFT_DAYS))
    for back in range(SWEPT_AFTER_DAYS, SWEPT_AFTER_DAYS + 7):
        photos.sweep(timezone.localdate(now - timedelta(days=back)))
