"""What the workers do: a message only says "look", the work is in the outbox."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from workflow import outbox

BATCH = 200
# So long a paid delivery can be looked up when somebody asks whether a letter went out.
PAID_KEPT_DAYS = 30


@shared_task(name="workflow.drain")
def drain() -> int:
    """Pay what is owed. If a whole batch was due, others may help with the rest."""
    tried = outbox.drain(BATCH)
    if tried == BATCH:
        outbox.wake()
    return tried


@shared_task(name="workflow.forget_paid", ignore_result=True)
def forget_paid() -> None:
    """Every night: paid deliveries are of no use after a month."""
    outbox.forget_paid(timezone.now() - timedelta(days=PAID_KEPT_DAYS))
