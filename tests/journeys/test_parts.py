"""A two-topic appeal is split into two parts with two bodies and closes only when both are answered."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from appeals.enums import Status
from appeals.models import Appeal, Part
from tests.factories import city
from tests.factories.appeals import Town
from tests.faults.processes import House
from tests.faults.test_kill import wait_until_all_is_paid
from tests.journeys.clockwork import record
from tests.journeys.people import Street, Tongue

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

TWO_TOPICS = "Аялдаманың жанында терең шұңқыр бар. Оның үстіне бағдаршам бір аптадан бері жанбайды."
HOLE, LIGHT = "Шұңқырды жамау", "Бағдаршамды жөндеу"
DONE = {1: "Шұңқыр асфальтпен жамалды, жол ашық.", 2: "Бағдаршамның шамы ауыстырылды, жұмыс істеп тұр."}


@pytest.fixture(scope="module")
def served(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[House]:
    with django_db_blocker.unblock():
        house = House(tmp_path_factory.mktemp("h"))
    try:
        house.start()
        yield house
    finally:
        house.stop()


@pytest.fixture
def street(transactional_db, served: House, chromium: Browser) -> Iterator[Street]:
    city.load()
    street = Street(chromium, served.url, Town(), Tongue("kk"))
    yield street
    street.close()
    wait_until_all_is_paid()
    assert street.complaints == []


def press(page: Page, words: str) -> None:
    page.get_by_role("main").get_by_role("button", name=words, exact=True).click()


def split(page: Page, tongue: Tongue, appeal: Appeal) -> None:
    """The moderator cuts the appeal in two; the second body is the one that the routing table names."""
    page.goto(f"/admin/appeals/appeal/{appeal.pk}/change/")
    page.locator("#split > summary").click()
    page.locator("#split-title_1").fill(HOLE)
    page.locator("#split-organisation_1").select_option("akimat-turksib")
    page.locator("#split-title_2").fill(LIGHT)
    page.locator("#split-category_2").select_option("traffic-lights")
    page.get_by_role("button", name=tongue.say("Split the appeal"), exact=True).click()
    expect(page.get_by_text(tongue.say("The appeal is split, and its author told.")).first).to_be_visible()


def work(page: Page, tongue: Tongue, number: str, part: int) -> None:
    """From the queue of the body to the report on its part."""
    page.goto(f"/{tongue.code}/desk/")
    page.locator(f"a[href*='{number}/parts/{part}/']").first.click()
    press(page, tongue.say("Take into work"))
    page.locator("input[name=decision][value=satisfied]").first.check(force=True)
    page.locator("#report-text").fill(DONE[part])
    excuse = page.locator("#report-no_photo_reason")
    if not excuse.is_visible():
        page.locator("details:has(#report-no_photo_reason) > summary").first.click()
    excuse.fill("Жұмыс түнде жүргізілді, сурет түсірілмеді.")
    press(page, tongue.say("Send for checking"))
    expect(page.get_by_text(tongue.say(str(Status.REPORTED.label))).first).to_be_visible()


def check(page: Page, tongue: Tongue, number: str, part: int) -> None:
    page.goto(f"/{tongue.code}/desk/{number}/parts/{part}/")
    press(page, tongue.say("Accept and send the answer"))
    expect(page.get_by_text(tongue.say("The work on this part has ended."))).to_be_visible()


def test_a_two_topic_appeal_closes_only_when_both_parts_are_answered(street: Street):
    tongue, town = street.tongue, street.town
    appeal = town.appeal(text=TWO_TOPICS, at=timezone.now())
    resident = street.official("resident")
    resident.goto(f"/kk/appeals/{appeal.number}/")
    record(resident)
    split(street.official("moderator"), tongue, appeal)
    first, second = (resident.locator(f"[data-part='{n}']") for n in (1, 2))
    # The page of the resident moves by itself: both parts with their bodies and clocks.
    expect(first).to_contain_text(HOLE)
    expect(first).to_contain_text("Түрксіб ауданының әкімдігі")
    expect(second).to_contain_text(LIGHT)
    expect(second.locator(".b-clock")).to_be_visible()
    controller = street.official("controller")
    work(street.official("executor"), tongue, appeal.number, 1)
    check(controller, tongue, appeal.number, 1)
    expect(first).to_contain_text(DONE[1])
    appeal.refresh_from_db()
    assert (appeal.status, appeal.ended_at) == (Status.SPLIT, None)
    expect(resident.get_by_text(tongue.say("Is it fixed?"))).to_have_count(0)
    work(street.official("lights_executor"), tongue, appeal.number, 2)
    check(controller, tongue, appeal.number, 2)
    expect(second).to_contain_text(DONE[2])
    expect(resident.get_by_text(tongue.say("Is it fixed?"))).to_be_visible()
    appeal.refresh_from_db()
    assert appeal.status == Status.ANSWERED
    assert set(Part.objects.values_list("status", flat=True)) == {Status.ANSWERED}
