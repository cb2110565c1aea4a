"""A moderator sorts without the mouse: walks, chooses, looks ahead, routes and takes it back; a colleague is seen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from appeals.enums import Status
from appeals.models import Appeal
from tests.conftest import House
from tests.factories.appeals import Town, register
from tests.journeys.people import Street, Tongue
from workflow.models import Act

pytestmark = pytest.mark.django_db(transaction=True)
QUEUE = "/admin/appeals/appeal/"


@pytest.fixture
def office(chromium: Browser, house: House, street: Town, settings) -> Iterator[Street]:
    settings.STAFF_SECOND_FACTOR = "off"
    opened = Street(chromium, house.url, street, Tongue("kk"))
    yield opened
    opened.close()
    assert opened.complaints == []


def routed() -> int:
    return Appeal.objects.filter(status=Status.ROUTED).count()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_moderator_sorts_by_the_keyboard_alone(office: Street) -> None:
    numbers = [register().appeal.number for _one in range(4)]
    page = office.official("moderator")
    page.goto(QUEUE)
    expect(page.locator(".b-queue__row")).to_have_count(4)
    page.wait_for_selector("[data-queue-count]")

    press(page, "j", "x", "j", "x")
    expect(page.locator("[data-queue-count] b")).to_have_text("2")
    press(page, "i")
    expect(page.locator("#queue-panel")).to_contain_text(numbers[1])
    press(page, "?")
    expect(page.locator("#queue-help")).to_be_visible()

    with page.expect_navigation():
        press(page, "r")
    expect(page.locator(".b-deed__lines li")).to_have_count(2)
    assert routed() == 0, "the preview does nothing"
    with page.expect_navigation():
        press(page, "Enter")
    expect(page.locator(".b-queue__row")).to_have_count(2)
    assert routed() == 2

    with page.expect_navigation():
        press(page, "u")
    expect(page.locator(".b-queue__row")).to_have_count(4)
    assert routed() == 0
    assert Act.objects.filter(name="undo").count() == 2


def test_colleagues_see_each_other_on_an_appeal(office: Street) -> None:
    appeal = register().appeal
    first, second = office.official("moderator"), office.official("operator")
    first.goto(f"{QUEUE}{appeal.pk}/change/")
    second.goto(QUEUE)
    here = second.locator(f'[data-number="{appeal.number}"] [data-here]')
    expect(here).to_contain_text(str(office.town.moderator))
    second.goto(f"{QUEUE}{appeal.pk}/change/")
    expect(first.locator('[data-island="company"]')).to_contain_text(str(office.town.operator))
    second.goto(QUEUE)
    expect(first.locator('[data-island="company"]')).to_be_hidden()
