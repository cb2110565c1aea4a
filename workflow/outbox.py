"""The outbox: what is owed to the handlers, and how the debt is paid.

A delivery is written in the transaction of its act. A worker claims one by pushing its date forward, then pays it in a
second transaction that holds the row's lock: the handler's own work and the mark "done" commit together or not at all.
Why two steps: docs/decisions/2026-11-outbox.md.
"""

import logging
import random
import time
from datetime import timedelta

from celery import current_app
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from kombu.pools import ProducerPool, producers

from workflow import registry
from workflow.models import Act, Delivery

log = logging.getLogger(__name__)

FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 3600.0
ERROR_LENGTH = 2000
# After a failed wake-up nobody tries again for so long: a dead broker costs one request a moment, not every request.
DEAF_S = 5.0

BROKER_TIMEOUT_S = 0.5

_deaf_until = 0.0


def owe(act: Act) -> list[Delivery]:
    """Write one delivery per handler that hears of this act, and wake the workers after the commit."""
    owed = [
        Delivery(act=act, handler=handler.name) for handler in registry.handlers_of(act.kind) if handler.hears(act.name)
    ]
    if owed:
        Delivery.objects.bulk_create(owed)
        _wake_on_commit()
    return owed


def _wake_on_commit() -> None:
    """One wake-up a transaction is enough, however many acts it writes."""
    if not any(hook[1] is wake for hook in connection.run_on_commit):
        transaction.on_commit(wake)


def wake(task: str = "workflow.drain") -> bool:
    """Tell the workers that something is owed to ``task``. Best effort: the schedule looks every few seconds anyway.

    Never raises, and keeps a request waiting for ``BROKER_TIMEOUT_S`` at most, once in ``DEAF_S`` seconds.
    """
    global _deaf_until
    if time.monotonic() < _deaf_until:
        return False
    try:
        with _messengers().acquire(block=True, timeout=BROKER_TIMEOUT_S) as producer:
            current_app.send_task(task, expires=30, retry=False, producer=producer)
    except Exception as error:
        _deaf_until = time.monotonic() + DEAF_S
        log.warning("The workers were not woken, they will look by themselves: %s", type(error).__name__)
        return False
    return True


def _messengers() -> ProducerPool:
    """Connections for wake-ups alone: Celery's own would retry for six seconds in the middle of a request."""
    connection = current_app.connection_for_write(
        transport_options={
            "max_retries": 0,
            "connect_retries_timeout": BROKER_TIMEOUT_S,
            "socket_connect_timeout": BROKER_TIMEOUT_S,
            "socket_timeout": BROKER_TIMEOUT_S,
        }
    )
    return producers[connection]


def wait_s(attempts: int) -> float:
    """Seconds until the next attempt after ``attempts`` of them: doubling, at most an hour, a quarter up or down.

    The spread keeps debts that failed together from coming back together.
    """
    wait = min(FIRST_WAIT_S * 2 ** min(attempts - 1, 20), LONGEST_WAIT_S)
    return wait * random.uniform(0.75, 1.25)  # noqa: S311


def drain(limit: int = 100) -> int:
    """Pay debts that are due, oldest first, until none is left or ``limit`` were tried. Returns how many were tried.

    Any number of drains may run at once; they share the work. A handler that fails is put off and the next has its
    turn.
    """
    for tried in range(limit):
        pk = _claim()
        if pk is None:
            return tried
        _pay(pk)
    return limit


def _claim() -> int | None:
    """Take the oldest due debt and push its date forward, so that a worker killed by it does not meet it at once.

    Nothing is lost if this commit is: hence it does not wait for the disk.
    """
    with transaction.atomic():
        due = Delivery.objects.select_for_update(skip_locked=True).filter(done_at__isnull=True, due_at__lte=Now())
        delivery = due.order_by("due_at", "pk").first()
        if delivery is None:
            return None
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
        attempts = delivery.attempts + 1
        wait = timedelta(seconds=wait_s(attempts))
        Delivery.objects.filter(pk=delivery.pk).update(attempts=attempts, due_at=Now() + wait)
        return delivery.pk


def _pay(pk: int) -> bool:
    """Run the handler and mark the delivery done in one transaction; on failure keep the debt and the error's words."""
    with transaction.atomic():
        row = Delivery.objects.filter(pk=pk, done_at__isnull=True)
        delivery = row.select_for_update(skip_locked=True, of=("self",)).select_related("act").first()
        if delivery is None:  # another worker has it, or has done it
            return False
        try:
            with transaction.atomic():
                _handler(delivery).function(delivery.act)
        except Exception as error:
            log.warning("Delivery %s failed, attempt %s: %s", pk, delivery.attempts, type(error).__name__)
            row.update(error=f"{type(error).__name__}: {error}"[:ERROR_LENGTH].replace("\x00", ""))
            return False
        row.update(done_at=Now(), error="")
        return True


def _handler(delivery: Delivery) -> registry.Handler:
    for handler in registry.handlers_of(delivery.act.kind):
        if handler.name == delivery.handler:
            return handler
    raise LookupError(f"No handler named {delivery.handler}: was it renamed while it was still owed?")


def try_again(deliveries: QuerySet[Delivery]) -> int:
    """Make unpaid deliveries due at once. Returns how many."""
    count = deliveries.filter(done_at__isnull=True).update(due_at=Now())
    if count:
        _wake_on_commit()
    return count
