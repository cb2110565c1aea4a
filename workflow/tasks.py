"""What the workers do: a message only says "look", the work is in the outbox."""

from celery import shared_task

from workflow import outbox

BATCH = 200


@shared_task(name="workflow.drain")
def drain() -> int:
    """Pay what is owed. If a whole batch was due, others may help with the rest."""
    tried = outbox.drain(BATCH)
    if tried == BATCH:
        outbox.wake()
    return tried
