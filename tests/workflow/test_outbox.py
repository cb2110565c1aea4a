"""What is acknowledged is told: later perhaps, but told, and written once."""

import os
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.db import connection, connections, transaction
from django.utils import timezone

from tests.threads import at_once
from tests.workflow.lamps import Lamp, hang, perform
from workflow import outbox, registry
from workflow.models import Act, Delivery

BROKEN = registry.Handler("broken", lambda act: 1 / 0)


def due_now() -> None:
    Delivery.objects.filter(done_at=None).update(due_at=timezone.now() - timedelta(seconds=1))


def owed() -> set[tuple[str, str]]:
    return set(Delivery.objects.filter(done_at=None).values_list("act__name", "handler"))


@pytest.mark.django_db
def test_every_handler_that_hears_the_act_has_one_delivery(hearing):
    hearing(
        registry.Handler("lighter", print, frozenset({"light", "dim"})),
        registry.Handler("painter", print, frozenset({"paint"})),
    )
    lamp = hang()
    perform(lamp, "light")
    assert owed() == {("hang", "ear"), ("hang", "live"), ("light", "ear"), ("light", "live"), ("light", "lighter")}


@pytest.mark.django_db
def test_a_drain_tells_each_act_once(hearing):
    heard = hearing()
    lamp = hang()
    perform(lamp, "light")
    assert outbox.drain() == 4
    assert [act.name for act in heard] == ["hang", "light"]
    assert owed() == set()
    assert outbox.drain() == 0
    assert len(heard) == 2


@pytest.mark.django_db
def test_a_failing_handler_keeps_its_debt_while_others_pass(hearing):
    heard = hearing(BROKEN)
    hang()
    outbox.drain()
    assert [act.name for act in heard] == ["hang"]
    debt = Delivery.objects.get(done_at=None)
    assert (debt.handler, debt.attempts, debt.error) == ("broken", 1, "ZeroDivisionError: division by zero")
    wait = (debt.due_at - timezone.now()).total_seconds()
    assert 1 < wait < 2.5
    assert outbox.drain() == 0, "it is not due yet"


@pytest.mark.django_db
def test_a_handler_that_recovers_is_told_and_its_error_forgotten(hearing):
    weather = {"storm": True}
    written: list[str] = []

    def moody(act):
        if weather["storm"]:
            raise OSError("no connection\x00")
        written.append(act.name)

    hearing(registry.Handler("moody", moody))
    hang()
    outbox.drain()
    due_now()
    outbox.drain()
    assert list(Delivery.objects.filter(done_at=None).values_list("attempts", "error")) == [
        (2, "OSError: no connection")
    ]
    weather["storm"] = False
    due_now()
    outbox.drain()
    assert written == ["hang"]
    assert list(Delivery.objects.filter(handler="moody").values_list("attempts", "error")) == [(3, "")]


@pytest.mark.django_db
def test_what_a_failing_handler_wrote_is_undone(hearing):
    def half(act):
        Lamp.objects.filter(pk=act.subject_id).update(colour="half done")
        raise RuntimeError

    hearing(registry.Handler("half", half))
    lamp = hang()
    outbox.drain()
    lamp.refresh_from_db()
    assert lamp.colour == "white"


@pytest.mark.django_db
def test_a_delivery_to_a_handler_that_no_longer_exists_is_kept_and_says_so(hearing):
    hearing(BROKEN)
    hang()
    hearing()
    outbox.drain()
    assert owed() == {("hang", "broken")}
    assert "No handler named broken" in Delivery.objects.get(done_at=None).error


def test_the_wait_doubles_up_to_an_hour_and_is_spread():
    for attempts, expected in [(1, 2), (2, 4), (5, 32), (11, 2048), (12, 3600), (30000, 3600)]:
        waits = [outbox.wait_s(attempts) for _sample in range(200)]
        assert expected * 0.75 <= min(waits) < max(waits) <= expected * 1.25
        assert len(set(waits)) > 100


@pytest.mark.django_db
def test_oldest_debts_come_first_and_the_limit_holds(hearing):
    heard = hearing()
    for number in range(5):
        hang(f"L-{number}")
    Delivery.objects.filter(handler="live").delete()
    assert outbox.drain(limit=3) == 3
    assert [act.subject_id for act in heard] == list(
        Act.objects.order_by("pk").values_list("subject_id", flat=True)[:3]
    )


@pytest.mark.django_db
def test_try_again_makes_debts_due_at_once(hearing):
    hearing(BROKEN)
    hang()
    outbox.drain()
    assert outbox.drain() == 0
    assert outbox.try_again(Delivery.objects.all()) == 1
    assert outbox.drain() == 1
    assert Delivery.objects.get(done_at=None).attempts == 2


@pytest.mark.django_db(transaction=True)
def test_four_drains_share_the_work_and_never_do_one_twice(hearing):
    heard: list[int] = []
    together = threading.Barrier(4)

    def slow(act):
        heard.append(act.pk)
        if len(heard) <= 4:
            together.wait(10)  # passes only if four workers have a delivery each at the same time

    hearing(registry.Handler("slow", slow))
    for number in range(40):
        hang(f"L-{number}")
    Delivery.objects.exclude(handler="slow").delete()
    tried = at_once(4, lambda number: outbox.drain())
    assert sum(tried) == 40
    assert sorted(heard) == sorted(Act.objects.values_list("pk", flat=True))
    assert owed() == set()


@pytest.mark.django_db(transaction=True)
def test_a_handler_that_takes_long_is_neither_run_twice_nor_waited_for(hearing, monkeypatch):
    monkeypatch.setattr(outbox, "FIRST_WAIT_S", 0.05)
    begun: list[int] = []
    started, may_end = threading.Event(), threading.Event()

    def slow(act):
        begun.append(act.pk)
        started.set()
        assert may_end.wait(20)

    heard = hearing(registry.Handler("slow", slow, frozenset({"hang"})))
    first = hang()
    Delivery.objects.exclude(handler="slow").delete()

    def work():
        outbox.drain()
        connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    assert started.wait(10)
    perform(first, "light")
    time.sleep(0.2)
    assert Delivery.objects.get(handler="slow").due_at < timezone.now(), "its next attempt is due while it still runs"
    assert outbox.drain() == 2
    assert [act.name for act in heard] == ["light"]
    may_end.set()
    worker.join(10)
    assert len(begun) == 1
    assert list(Delivery.objects.filter(handler="slow").values_list("attempts", flat=True)) == [1]
    assert owed() == set()


WORKER = """
import os, sys, django
django.setup()
from tests.workflow import lamps
from workflow import outbox, registry
def deadly(act):
    os.kill(os.getpid(), 9)
ear = registry.Handler("ear", lambda act: None)
registry.register(lamps.kind(registry.Handler("deadly", deadly, frozenset({"light"})), ear))
print(outbox.drain())
"""


def run_worker() -> subprocess.CompletedProcess:
    database = settings.DATABASES["default"]
    url = f"postgis://{database['USER']}@/{connection.settings_dict['NAME']}?host={database['HOST']}"
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(settings.BASE_DIR)}
    return subprocess.run([sys.executable, "-c", WORKER], env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_debt_that_kills_its_worker_lets_the_others_pass_and_is_kept(hearing):
    hearing(registry.Handler("deadly", print, frozenset({"light"})))
    lamp = hang()
    perform(lamp, "light")
    due_now()
    Delivery.objects.filter(handler="deadly").update(due_at=timezone.now() - timedelta(hours=1))
    killed = run_worker()
    assert killed.returncode == -9
    assert owed() == {("hang", "ear"), ("hang", "live"), ("light", "ear"), ("light", "live"), ("light", "deadly")}
    debt = Delivery.objects.get(handler="deadly")
    assert (debt.attempts, debt.due_at > timezone.now() - timedelta(seconds=5)) == (1, True)
    Delivery.objects.filter(handler="deadly").update(due_at=timezone.now() + timedelta(minutes=1))
    survivor = run_worker()
    assert (survivor.returncode, survivor.stdout.strip()) == (0, "4"), survivor.stderr
    assert owed() == {("light", "deadly")}


def queue_length(prefix: str) -> int:
    return redis.Redis.from_url(settings.REDIS_URL).llen(f"{prefix}:celery")


@pytest.fixture
def awake(settings):
    """An outbox that has not just failed to wake anybody."""
    outbox._deaf_until = 0.0
    yield
    outbox._deaf_until = 0.0


@pytest.mark.django_db(transaction=True)
def test_one_message_goes_out_after_the_commit_however_many_acts(hearing, awake, corner_of_redis):
    hearing()
    before = queue_length(corner_of_redis)
    with transaction.atomic():
        lamp = hang()
        perform(lamp, "light")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            hang("undone")
            raise ZeroDivisionError
        perform(lamp, "dim")
        assert queue_length(corner_of_redis) == before
    assert queue_length(corner_of_redis) == before + 1


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_wakes_nobody(hearing, awake, corner_of_redis):
    hearing()
    before = queue_length(corner_of_redis)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        hang()
        raise ZeroDivisionError
    assert queue_length(corner_of_redis) == before
    assert (Act.objects.count(), Delivery.objects.count()) == (0, 0)
