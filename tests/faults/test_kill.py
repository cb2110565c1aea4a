"""SIGKILL to web, worker and Redis in the middle of a load: nothing acknowledged is lost, nothing is doubled."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.middleware.csrf import _get_new_csrf_string

from accounts.enums import NoticeState
from accounts.models import Notice
from tests.doors.visitors import insider
from tests.factories import city
from tests.factories.appeals import Town
from tests.faults.audit import audit, read_books
from tests.faults.load import Crowd
from tests.faults.processes import House
from workflow.models import Delivery

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SEED = 20261121
ROUNDS = ("web", "worker", "redis", "worker", "web", "redis")
# A kill comes after so many further acknowledgements, however fast the machine is.
BETWEEN = (20, 50)
AWAY_S = (0.0, 1.0)
RECOVERY_S = 30.0


@pytest.fixture
def house(transactional_db, tmp_path: Path) -> Iterator[House]:
    city.load()
    # One address files for a crowd here; everywhere else the limits stay.
    house = House(tmp_path, API_RATE="1000000/min", INTAKE_RATE="1000000/min")
    try:
        house.start()
        yield house
    finally:
        house.stop()


@pytest.fixture
def clerk(house: House) -> dict[str, str]:
    """Cookies of a moderator who is signed in."""
    browser = insider(Town(), "moderator")
    return {"sessionid": browser.cookies["sessionid"].value, "csrftoken": _get_new_csrf_string()}


def disasters(house: House, crowd: Crowd, chance: random.Random) -> None:
    """Kill one after another at random moments, and start each again as the supervisor would."""
    for name in ROUNDS:
        crowd.wait_for(chance.randint(*BETWEEN))
        program = getattr(house, name)
        program.kill()
        time.sleep(chance.uniform(*AWAY_S))
        program.start()
        program.wait_until_ready()


def all_paid() -> bool:
    return not (
        Delivery.objects.filter(done_at=None).exists() or Notice.objects.filter(state=NoticeState.OWED).exists()
    )


def wait_until_all_is_paid() -> float:
    """Seconds until nothing is owed any more, neither to a handler nor to a person."""
    began = time.monotonic()
    while not all_paid():
        if time.monotonic() - began > RECOVERY_S:
            break
        time.sleep(0.2)
    return time.monotonic() - began


def test_killing_web_worker_and_redis_under_load_loses_nothing(house, clerk, record_property):
    crowd = Crowd(house.url, clerk, SEED)
    crowd.start()
    try:
        disasters(house, crowd, random.Random(SEED))
        crowd.wait_for(BETWEEN[0])
    finally:
        crowd.finish()
    recovery_s = wait_until_all_is_paid()
    entries = read_books()
    faults = audit(crowd.receipts, entries)
    acts = sum(len(receipt.acts) for receipt in crowd.receipts)
    figures = (
        f"acknowledged {len(crowd.receipts)} filings and {acts} acts, lost {len(faults.get('lost', []))}; "
        f"letters {Notice.objects.count()}, owed {Notice.objects.filter(state=NoticeState.OWED).count()}; "
        f"{len(ROUNDS)} kills, {crowd.hitches} requests tried again; all paid {recovery_s:.1f} s after the load"
    )
    record_property("figures", figures)
    print(figures)
    assert faults == {}
    assert {entry.key for entry in entries} == {receipt.key for receipt in crowd.receipts} == crowd.tried
    assert crowd.disagreements == []
    assert all_paid()
    assert len(crowd.receipts) >= (len(ROUNDS) + 1) * BETWEEN[0]
