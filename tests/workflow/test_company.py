"""Officials see who else has a thing open; nobody else learns anything; without Redis nobody is seen."""

import asyncio
import json

import pytest
from redis.exceptions import ConnectionError as Away

from tests.workflow.lamps import Lamp, hang, kind
from tests.workflow.pages import aside, page
from tests.workflow.test_live import person, signed_in
from workflow import presence, registry

pytestmark = pytest.mark.django_db(transaction=True)
PLACE = {"kind": "lamp", "id": "A-1"}


@pytest.fixture
def guarded(street):
    """Lamps on which only staff work."""

    def work(scope: registry.Scope, public_ids: list[str]) -> dict[str, int]:
        if not scope.user.is_staff:
            return {}
        return dict(Lamp.objects.filter(code__in=public_ids).values_list("code", "pk"))

    described = kind()
    registry.register(registry.Kind(**{**vars(described), "work": work}))


def here(*names: str) -> dict:
    return {**PLACE, "here": list(names)}


async def test_two_officials_see_each_other_come_and_go(house, guarded):
    lamp = await aside(hang)
    first = await aside(person, "aigul", is_staff=True, full_name="Айгүл")
    second = await aside(person, "bolat", is_staff=True, full_name="Болат")
    async with page(house, await aside(signed_in, first)) as early:
        await early.say(at=PLACE, beside=[PLACE])
        assert await early.hears() == here()
        async with page(house, await aside(signed_in, second)) as late:
            await late.say(at=PLACE, beside=[PLACE])
            assert await late.hears() == here("Айгүл")
            assert await early.hears() == here("Болат")
            assert await aside(presence.others, "lamp", [lamp.pk], user_id=None) == {lamp.pk: ["Айгүл", "Болат"]}
        assert await early.hears() == here()
    for _look in range(40):
        if not await aside(presence.others, "lamp", [lamp.pk], user_id=None):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("a closed page left its mark")


async def test_residents_and_strangers_are_told_nothing_and_leave_no_mark(house, guarded):
    lamp = await aside(hang)
    official = await aside(person, "aigul", is_staff=True)
    resident = await aside(person, "asel")
    await aside(presence.arrive, "lamp", lamp.pk, user_id=official.pk, name="Айгүл")
    for client in (None, await aside(signed_in, resident)):
        async with page(house, client) as open_page:
            await open_page.say(at=PLACE, beside=[PLACE])
            assert await open_page.hears_nothing()
    assert await aside(presence.others, "lamp", [lamp.pk], user_id=None) == {lamp.pk: ["Айгүл"]}
    await aside(presence.leave, "lamp", lamp.pk, user_id=official.pk)


@pytest.mark.parametrize("said", [{"beside": "A-1"}, {"at": []}, {"at": {"kind": "lamp"}}, {"beside": [1]}])
async def test_what_is_not_our_language_ends_the_socket(house, guarded, said):
    async with page(house) as open_page:
        await open_page.say(**said)
        assert await open_page.is_closed() == 4400


def test_a_mark_runs_out(street, monkeypatch):
    lamp = hang()
    presence.arrive("lamp", lamp.pk, user_id=1, name="Айгүл | бас маман")
    assert presence.others("lamp", [lamp.pk, 10**9], user_id=2) == {lamp.pk: ["Айгүл | бас маман"]}
    assert presence.others("lamp", [lamp.pk], user_id=1) == {}
    moment = presence.time.time() + presence.LASTS_S + 1
    monkeypatch.setattr(presence.time, "time", lambda: moment)
    assert presence.others("lamp", [lamp.pk], user_id=2) == {}


def test_without_redis_nobody_is_seen(street, monkeypatch):
    def away(_alias: str):
        raise Away("no Redis")

    monkeypatch.setattr(presence, "get_redis_connection", away)
    presence.arrive("lamp", 1, user_id=1, name="Айгүл")
    presence.leave("lamp", 1, user_id=1)
    assert presence.others("lamp", [1], user_id=2) == {}
    assert json.dumps(presence.others("lamp", [], user_id=2)) == "{}"
