"""The outbox: what is owed to the handlers, and how the debt is paid.

A delivery is written in the transaction of its act. A worker claims one by pushing its date forward, then pays it in a
second transaction that holds the row's lock: the handler's own work and the mark "done" commit together or not at all.
Why two steps: docs/decisions/2026-11-outbox.md.
"""

import logging
import random
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

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
# What stands in place of an error at a debt that was cancelled, and so never told.
RECALLED = "recalled"
# So many deliveries of a handler that takes several at once are paid together.
TOGETHER = 100
# After a failed wake-up nobody tries again for so long: a dead broker costs one request a moment, not every request.
DEAF_S = 5.0

BROKER_TIMEOUT_S = 0.5

_deaf_until = 0.0


def owe(act: Act) -> list[Delivery]:
    """Write one delivery per handler that hears of this act, and wake the workers after the commit."""
    return owe_all([act])


def owe_all(acts: Iterable[Act], *, hold_s: float = 0) -> list[Delivery]:
    """The same for many acts at once. ``hold_s``: only open pages hear of them before so many seconds have passed.

    Handlers that run ``at_once`` have run when this returns, in the caller's transaction.
    """
    heard = [(act, handler) for act in acts for handler in registry.handlers_of(act.kind) if handler.hears(act.name)]
    for act, handler in heard:
        if handler.at_once:
            handler.function(act)
    owed = [
        Delivery(act=act, handler=handler.name, **_due(handler, hold_s))
        for act, handler in heard
        if not handler.at_once
    ]
    if owed:
        Delivery.objects.bulk_create(owed)
        _wake_on_commit()
    return owed


def _due(handler: registry.Handler, hold_s: float) -> dict[str, Any]:
    """At once by the database's clock, or later by the same clock: a held letter must not depend on another's."""
    if not hold_s or registry.is_everywhere(handler.name):
        return {}
    return {"due_at": Now() + timedelta(seconds=hold_s)}


def unheard(acts: Iterable[int]) -> set[int]:
    """Of these acts (keys) those that no handler has heard of yet but the open pages; their debts are locked now.

    Waits for a worker that is just telling one. Within the caller's transaction: until it ends, nothing more is told.
    """
    keys = set(acts)
    held = Delivery.objects.select_for_update().filter(act__in=keys).exclude(handler__in=registry.everywhere())
    return keys - {row.act_id for row in held.order_by("pk") if row.done_at is not None}


def recall(acts: Iterable[int]) -> int:
    """Cancel what is still owed of these acts, except to open pages: they were undone. Returns how many debts."""
    owed = Delivery.objects.filter(act__in=set(acts), done_at__isnull=True).exclude(handler__in=registry.everywhere())
    return owed.update(done_at=Now(), error=RECALLED)


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
    tried = 0
    while tried < limit:
        claimed = _claim(min(TOGETHER, limit - tried))
        if not claimed:
            break
        if len(claimed) == 1:
            _pay(claimed[0])
        else:
            _pay_together(claimed)
        tried += len(claimed)
    return tried


def _claim(most: int = 1) -> list[int]:
    """Take the oldest due debt and push its date forward, so that a worker killed by it does not meet it at once.

    If its handler takes several at once, take others of that handler with it, as long as none of them failed before:
    one that fails must not stop the others again. Nothing is lost if this commit is: it does not wait for the disk.
    """
    with transaction.atomic():
        due = Delivery.objects.select_for_update(skip_locked=True).filter(done_at__isnull=True, due_at__lte=Now())
        first = due.order_by("due_at", "pk").first()
        if first is None:
            return []
        claimed = [first]
        if most > 1 and not first.attempts and registry.takes_many(first.handler):
            like = due.filter(handler=first.handler, attempts=0).exclude(pk=first.pk)
            claimed += like.order_by("due_at", "pk")[: most - 1]
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
        attempts = first.attempts + 1
        wait = timedelta(seconds=wait_s(attempts))
        keys = [delivery.pk for delivery in claimed]
        Delivery.objects.filter(pk__in=keys).update(attempts=attempts, due_at=Now() + wait)
        return keys


def _pay_together(keys: list[int]) -> None:
    """Let one handler hear of many acts at once. If it fails, each is tried by itself when its turn comes again."""
    with transaction.atomic():
        rows = Delivery.objects.filter(pk__in=keys, done_at__isnull=True)
        owed = list(rows.select_for_update(of=("self",)).select_related("act").order_by("pk"))
        if not owed:
            return
        tell = registry.takes_many(owed[0].handler)
        if tell is None:  # renamed or unregistered since it was claimed: each is tried by itself, and says so
            return
        try:
            with transaction.atomic():
                tell([delivery.act for delivery in owed])
        except Exception as error:
            log.warning("%s deliveries to %s failed together: %s", len(owed), owed[0].handler, type(error).__name__)
            rows.update(error=_words(error))
            return
        Delivery.objects.filter(pk__in=[delivery.pk for delivery in owed]).update(done_at=Now(), error="")


def _pay(pk: int) -> bool:
    """Run the handler and mark the delivery done in one transaction; on failure keep the debt and the error's words."""
    with transaction.atomic():
        row = Delivery.objects.filter(pk=pk, done_at__isnull=True)
        # Waits: a colleague who looked at the row while it was being claimed may hold it for a moment.
        delivery = row.select_for_update(of=("self",)).select_related("act").first()
        if delivery is None:  # another worker has done it
            return False
        try:
            with transaction.atomic():
                _handler(delivery).function(delivery.act)
        except Exception as error:
            log.warning("Delivery %s failed, attempt %s: %s", pk, delivery.attempts, type(error).__name__)
            row.update(error=_words(error))
            return False
        row.update(done_at=Now(), error="")
        return True


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:ERROR_LENGTH].replace("\x00", "")


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


def forget_paid(before: datetime, most: int = 50_000) -> int:
    """Remove deliveries paid before that moment, the oldest first: the journal keeps the acts, nobody asks for these.

    Returns how many. What is still owed stays, however old it is.
    """
    paid = Delivery.objects.filter(done_at__lt=before).order_by("pk").values("pk")[:most]
    return Delivery.objects.filter(pk__in=paid).delete()[0]
