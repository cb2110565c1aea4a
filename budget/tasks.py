"""Work of the clock."""

from celery import shared_task
from django.utils import timezone

from budget.selectors import results
from budget.services import decisions, editions, log, tallying, telling, watching


@shared_task(name="budget.keep_stages")
def keep_stages() -> None:
    """Every minute: carry editions to the stage that their dates have reached; end rework windows that have passed.

    May run twice or at once with itself: each row is locked and has one turn.
    """
    now = timezone.now()
    editions.advance(at=now)
    decisions.lapse(at=now)


@shared_task(name="budget.keep_log")
def keep_log() -> None:
    """Every few minutes: put promised envelopes into the logs in random order; close the boxes of votes that ended.

    May run twice or at once with itself: the key of an edition is locked. Of devices and networks of the hours that
    are over it leaves the crowds.
    """
    now = timezone.now()
    log.keep(at=now)
    watching.forget(at=now)


@shared_task(name="budget.tell_voters")
def tell_voters() -> None:
    """Every few seconds: letters to those who voted."""
    while telling.tell_voters(at=timezone.now()) == telling.AT_ONCE:
        pass


@shared_task(name="budget.compute_what_if")
def compute_what_if() -> None:
    """Count districts by the other rules where that has not been done. Seconds for each; a row has one turn."""
    for pk in results.waiting_for_what_if().values_list("pk", flat=True)[:8]:
        tallying.compute_what_if(pk, at=timezone.now())
