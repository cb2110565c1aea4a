"""Work of the clock."""

from celery import shared_task
from django.utils import timezone

from budget.services import log, telling


@shared_task(name="budget.keep_log")
def keep_log() -> None:
    """Every few minutes: put promised envelopes into the logs in random order; close the boxes of votes that ended.

    May run twice or at once with itself: the key of an edition is locked.
    """
    log.keep(at=timezone.now())


@shared_task(name="budget.tell_voters")
def tell_voters() -> None:
    """Every few seconds: letters to those who voted."""
    while telling.tell_voters(at=timezone.now()) == telling.AT_ONCE:
        pass
