"""An operator answers at first contact, in a real browser and by keyboard alone."""

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from appeals.enums import Source, Status
from appeals.models import Appeal, QuickAnswer
from tests.appeals.desk.conftest import kk
from tests.conftest import House
from tests.factories import people
from tests.factories.appeals import Town, register

TABS = 60

pytestmark = pytest.mark.slow


@pytest.fixture
def town(busy_town: Town) -> Town:
    return busy_town


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _press in range(TABS):
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {selector}")


def test_an_operator_answers_at_first_contact(chromium: Browser, house: House, town: Town, signed_in):
    caller = people.resident(full_name="Айгүл Серікқызы", phone="+77012345678", phone_verified=True)
    earlier = register(actor=people.acting(caller, register().appeal.received_at)).appeal
    client: Client = signed_in(town.operator)
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": house.url}])
    page.goto(f"{house.url}/kk/desk/new/")
    # The phone finds the person and what came before, with no key pressed but the digits.
    expect(page.locator("#id_phone")).to_be_focused()
    page.keyboard.type("87012345678")
    expect(page.locator("[data-counter-aside]")).to_contain_text("Айгүл Серікқызы")
    expect(page.locator("[data-counter-aside]")).to_contain_text(earlier.number)
    tab_to(page, "#id_text")
    page.keyboard.type("Коше шамы жанбай тур, караны")
    # Ready answers come while the operator types.
    expect(page.locator('[data-take-article="street-lamp-off"]')).to_be_attached()
    tab_to(page, "#id_for_person")
    page.keyboard.press("Space")
    summary = page.locator("details", has=page.locator('[data-take-article="street-lamp-off"]')).locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    tab_to(page, '[data-take-article="street-lamp-off"]')
    page.keyboard.press("Enter")
    expect(page.locator("#id_answer")).to_have_value(_body("street-lamp-off"))
    expect(page.locator("#id_answer")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name=kk("Registered and answered"))).to_be_visible()
    page.close()
    appeal = Appeal.objects.latest("pk")
    quick = QuickAnswer.objects.get()
    assert (appeal.status, appeal.source) == (Status.ANSWERED, Source.CALL_CENTRE)
    assert (appeal.author, appeal.filed_by) == (caller, town.operator)
    assert (quick.appeal, quick.article.code) == (appeal, "street-lamp-off")


def _body(code: str) -> str:
    from appeals.models import Article

    return Article.objects.get(code=code).body_kk
