"""The desk by keyboard alone, in a real browser: from the queue to the report."""

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from appeals.enums import Status
from appeals.models import Appeal
from tests.appeals.desk.conftest import kk
from tests.conftest import House
from tests.factories.appeals import AIRPORT, Town, photo

REPORT = "Шұңқыр асфальтпен жамалып, орны тазаланды."
TABS = 80

pytestmark = pytest.mark.slow


@pytest.fixture
def town(busy_town: Town) -> Town:
    return busy_town


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _press in range(TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def open_desk(page: Page, house: House, client: Client) -> None:
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": house.url}])
    page.goto(f"{house.url}/kk/desk/")


def test_an_executor_works_without_a_mouse(
    chromium: Browser, house: House, town: Town, fresh, executor: Client, tmp_path
):
    appeal = fresh(Status.ROUTED)
    after = tmp_path / "after.jpg"
    after.write_bytes(photo("black").read())
    page = chromium.new_page(
        viewport={"width": 360, "height": 740},
        geolocation={"longitude": AIRPORT.lon, "latitude": AIRPORT.lat, "accuracy": 10},
        permissions=["geolocation"],
    )
    open_desk(page, house, executor)
    tab_to(page, f'a[href$="/desk/{appeal.number}/"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/{appeal.number}/")
    tab_to(page, 'form[action$="/accept/"] button[type="submit"]')
    page.keyboard.press("Enter")
    expect(page.get_by_text(kk("The appeal is in work. You are its executor."))).to_be_visible()
    tab_to(page, "#report-text")
    page.keyboard.type(REPORT)
    tab_to(page, 'form[action$="/report/"] button[type="submit"]')
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(
        kk("Add a photo taken after the work, or write why there is none.")
    )
    assert page.locator("#report-text").input_value() == REPORT
    page.locator("#report-photos").set_input_files(after)
    tab_to(page, "[data-taken-locate]")
    page.keyboard.press("Enter")
    expect(page.locator("#report-photo_place")).to_have_value("43.352100, 77.040500")
    tab_to(page, 'form[action$="/report/"] button[type="submit"]')
    page.keyboard.press("Enter")
    expect(
        page.get_by_text(kk("The report is sent. A controller checks it before the answer goes out."))
    ).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    done = Appeal.objects.get(pk=appeal.pk)
    assert (done.status, done.executor_id, width) == (Status.REPORTED, town.executor.pk, 360)
