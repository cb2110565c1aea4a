"""Many at once is the same as one after another: the same journal, the same debts, the same refusals."""

import time

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from tests.threads import at_once
from tests.workflow.lamps import KEEPER, LAMP, NOON, Lamp, hang, perform
from workflow import acts, outbox, registry
from workflow.models import Act, Delivery
from workflow.refusals import Refused

MINUTE_S = 60.0


def light(lamps: list[Lamp], name: str = "light", **words) -> list[acts.Outcome]:
    orders = [acts.Order(lamp.pk, **words.pop("order", {})) for lamp in lamps]
    return acts.perform_many(LAMP, Lamp, orders, name, actor=KEEPER, roles=rights, at=NOON, **words)


def rights(lamp: Lamp) -> frozenset[str]:
    return frozenset() if lamp.code.startswith("foreign") else frozenset({"keeper"})


def paint(lamp: Lamp) -> dict:
    if lamp.colour == "rusty":
        Lamp.objects.filter(pk=lamp.pk).update(owner_id=99)  # written before the refusal: it must not stay
        raise Refused("It is rusty. Scrape it first.", code="rusty", field="colour")
    lamp.colour = f"green {lamp.height_m}"
    return {"colour": lamp.colour}


def row(street: str) -> list[Lamp]:
    """Lamps of every fate: good ones of different heights, too high, foreign, lit already, rusty."""
    good = [hang(f"{street}-{number}", height_m=number) for number in range(1, 6)]
    lit = hang(f"{street}-lit")
    perform(lit, "light")
    return [
        *good,
        hang(f"{street}-high", height_m=12),
        hang(f"foreign-{street}"),
        lit,
        hang(f"{street}-rusty", colour="rusty"),
    ]


def journal(lamps: list[Lamp]) -> list[dict]:
    """Everything that is written of them but the keys, which cannot be the same."""
    place = {lamp.pk: number for number, lamp in enumerate(lamps)}
    written = Act.objects.filter(kind="lamp", subject_id__in=place).order_by("subject_id", "seq")
    return [{**act, "id": 0, "subject_id": place[act["subject_id"]]} for act in written.values()]


def debts(lamps: list[Lamp]) -> set[tuple]:
    place = {lamp.pk: number for number, lamp in enumerate(lamps)}
    owed = Delivery.objects.filter(act__kind="lamp", act__subject_id__in=place).select_related("act")
    return {(place[row.act.subject_id], row.act.seq, row.handler, row.done_at, row.attempts, row.error) for row in owed}


def rows(lamps: list[Lamp]) -> list[dict]:
    found = Lamp.objects.in_bulk([lamp.pk for lamp in lamps])
    return [
        {name: value for name, value in vars(found[lamp.pk]).items() if name not in {"_state", "id", "code"}}
        for lamp in lamps
    ]


def told(refusal: Refused | None) -> tuple | None:
    return refusal and (str(refusal), refusal.code, refusal.field, refusal.conflict)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "change"), [("light", None), ("paint", paint)])
def test_both_ways_write_the_same(hearing, name, change):
    hearing(registry.Handler("lighter", print, frozenset({"light"})))
    one_by_one, together = row("A"), row("B")
    alone = []
    for lamp in one_by_one:
        words = {"actor": KEEPER, "roles": rights, "at": NOON, "seq": 1, "data": {"by": "hand"}, "note": "evening"}
        try:
            acts.perform(LAMP, Lamp, lamp.pk, name, change=change, **words)
            alone.append(None)
        except Refused as refusal:
            alone.append(told(refusal))

    orders = [acts.Order(lamp.pk, seq=1, data={"by": "hand"}, change=change) for lamp in together]
    found = acts.perform_many(LAMP, Lamp, orders, name, actor=KEEPER, roles=rights, at=NOON, note="evening")

    assert [told(outcome.refusal) for outcome in found] == alone
    assert len({refusal and refusal[1] for refusal in alone}) > 2, "refusals of several kinds were met"
    assert journal(together) == journal(one_by_one)
    assert debts(together) == debts(one_by_one)
    assert rows(together) == rows(one_by_one)


@pytest.mark.django_db
def test_what_was_there_before_is_told(street):
    lamp = hang(height_m=4)
    (outcome,) = light([lamp], "paint", order={"change": paint})
    assert (outcome.pk, outcome.before, outcome.act.data) == (lamp.pk, {"colour": "white"}, {"colour": "green 4"})


@pytest.mark.django_db
def test_one_that_is_gone_is_refused_and_the_others_are_done(street):
    lamps = [hang("A-1"), Lamp(pk=10**9), hang("A-2")]
    assert [outcome.refusal and outcome.refusal.code for outcome in light(lamps)] == [None, "not_found", None]


@pytest.mark.django_db
def test_one_thing_is_not_ordered_twice(street):
    lamp = hang()
    with pytest.raises(ValueError, match="twice"):
        light([lamp, lamp])
    assert Act.objects.filter(name="light").count() == 0


@pytest.mark.django_db
def test_a_longer_row_asks_no_more_questions(hearing):
    hearing()

    def cost(street: str, number: int) -> int:
        lamps = [hang(f"{street}-{one}") for one in range(number)]
        with CaptureQueriesContext(connection) as asked:
            light(lamps)
        return len(asked)

    assert cost("A", 2) == cost("B", 50) <= 6


@pytest.mark.django_db(transaction=True)
def test_two_people_who_choose_the_same_row_share_it(street):
    lamps = [hang(f"A-{number}") for number in range(150)]

    def work(number: int) -> int:
        chosen = lamps if number else list(reversed(lamps))
        orders = [acts.Order(lamp.pk, seq=1) for lamp in chosen]
        found = acts.perform_many(LAMP, Lamp, orders, "light", actor=KEEPER, roles=rights, at=NOON)
        assert {outcome.refusal.code for outcome in found if outcome.refusal} <= {"stale"}
        return sum(outcome.act is not None for outcome in found)

    done = at_once(4, work)
    assert sum(done) == 150
    assert Act.objects.filter(name="light").count() == 150
    assert set(Lamp.objects.values_list("status", "seq")) == {("on", 2)}


@pytest.mark.django_db
def test_held_handlers_hear_later_and_open_pages_at_once(hearing):
    heard = hearing()
    hang()
    outbox.drain()
    heard.clear()
    light(list(Lamp.objects.all()), hold_s=MINUTE_S)
    assert outbox.drain() == 1
    assert heard == []
    owed = Delivery.objects.get(done_at=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM %s - now())", [owed.due_at])
        (left,) = cursor.fetchone()
    assert (owed.handler, round(left)) == ("ear", MINUTE_S)


@pytest.mark.django_db
def test_what_is_recalled_is_never_told(hearing):
    heard = hearing()
    lamp, other = hang("A-1"), hang("A-2")
    outbox.drain()
    heard.clear()
    done = [outcome.act.pk for outcome in light([lamp, other], hold_s=MINUTE_S)]
    with transaction.atomic():
        assert outbox.unheard(done) == set(done)
        assert outbox.recall(done[:1]) == 1
    Delivery.objects.filter(done_at=None).update(due_at=NOON)
    outbox.drain()
    assert [act.subject_id for act in heard] == [other.pk]
    with transaction.atomic():
        assert outbox.unheard([done[1]]) == set()


@pytest.mark.django_db(transaction=True)
def test_a_recall_waits_for_the_worker_that_is_telling(hearing):
    def slow(act: Act) -> None:
        if act.name == "light":
            time.sleep(0.4)

    hearing(registry.Handler("slow", slow))
    lamp = hang()
    outbox.drain()
    act = perform(lamp, "light")

    def work(number: int) -> object:
        if number == 0:
            return outbox.drain()
        time.sleep(0.2)
        with transaction.atomic():
            return outbox.unheard([act.pk])

    assert at_once(2, work)[1] == set()
    connections.close_all()


@pytest.mark.django_db
def test_open_pages_are_told_of_many_at_once_and_one_failure_stops_nobody(street, monkeypatch):
    calls: list[int] = []

    def many(batch: list[Act]) -> None:
        calls.append(len(batch))
        if len(batch) > 1:
            raise OSError("away")

    original = registry._everywhere["live"]
    registry.register_everywhere(registry.Handler("live", lambda act: calls.append(1), many=many))
    try:
        for number in range(5):
            hang(f"A-{number}")
        assert outbox.drain() == 5
        assert calls == [5]
        Delivery.objects.filter(done_at=None).update(due_at=NOON)
        assert outbox.drain() == 5
        assert calls == [5, 1, 1, 1, 1, 1]
        assert Delivery.objects.filter(done_at=None).count() == 0
    finally:
        registry.register_everywhere(original)
