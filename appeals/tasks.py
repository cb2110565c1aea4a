"""Work of the clock: of the night, and of every few minutes."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from appeals import digests
from appeals.services import complaints, drafts, photos, questions, retention, subscriptions, suggesting, terms

# A photo may belong to a transaction that has yet to commit; none lasts two days.
SWEPT_AFTER_DAYS = 2
# Within the five minutes that a task has.
EXPIRED_A_NIGHT = 3000


@shared_task(name="appeals.forget_old_drafts")
def forget_old_drafts() -> None:
    """Remove forgotten drafts with their photos, and files that a killed process left without an owner."""
    now = timezone.now()
    drafts.forget_older_than(now - timedelta(days=settings.DRAFT_DAYS))
    for back in range(SWEPT_AFTER_DAYS, SWEPT_AFTER_DAYS + 7):
        photos.sweep(timezone.localdate(now - timedelta(days=back)))


@shared_task(name="appeals.leave_tombstones")
def leave_tombstones() -> None:
    """Every night: remove residents' data whose term of keeping has passed; what is left over waits for the next."""
    retention.expire(at=timezone.now(), most=EXPIRED_A_NIGHT)


@shared_task(name="appeals.keep_terms")
def keep_terms() -> None:
    """Let terms run out and ladders be climbed. May run twice or at once with itself: each row has one turn."""
    now = timezone.now()
    terms.climb(at=now)
    terms.deem_refused(at=now)


@shared_task(name="appeals.watch_terms")
def watch_terms() -> None:
    """Follow the work calendar, and see that applicants were told of extensions."""
    now = timezone.now()
    terms.recalculate(at=now)
    terms.watch_notices(at=now)


@shared_task(name="appeals.lapse_questions")
def lapse_questions() -> None:
    """Let the work go on where the author did not reply in time."""
    questions.lapse_due(timezone.now())


@shared_task(name="appeals.send_digests")
def send_digests() -> None:
    """Once a week: tell every official what lies on the desk. A second run in the same week tells nobody twice."""
    digests.send(timezone.now())


@shared_task(name="appeals.escalate_complaints")
def escalate_complaints() -> int:
    """Send up the complaints that the body complained of has held past its day; returns how many."""
    return len(complaints.escalate_overdue(at=timezone.now()))


@shared_task(name="appeals.refit_suggestions")
def refit_suggestions() -> None:
    """Every night: learn from moderators' corrections; a model worse than the one in use is kept aside."""
    now = timezone.now()
    suggesting.refit(at=now, on=timezone.localdate(now))


@shared_task(name="appeals.tell_subscribers")
def tell_subscribers() -> int:
    """Write to the subscribers whose time has come; returns how many letters are owed."""
    return subscriptions.tell(timezone.now())
