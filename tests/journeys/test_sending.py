"""However a form is sent, twice or into a dead line, it makes one appeal, and nothing typed is lost."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect

from appeals.models import Appeal
from tests.conftest import House
from tests.factories.appeals import Town
from tests.journeys.people import number_on

pytestmark = pytest.mark.slow

TEXT = "Аулада екі аптадан бері шам жанбайды, кешке қараңғы."
SENT = "Өтінішіңіз қабылданды"


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def line(request, chromium: Browser, house: House) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=house.url, locale="kk-KZ", java_script_enabled=request.param)
    yield context
    context.close()


def ready_to_send(line: BrowserContext) -> Page:
    """At the last page, with the consent ticked."""
    page = line.new_page()
    answers = [
        ("what", lambda: page.locator("#id_text").fill(TEXT)),
        ("where", lambda: page.locator("#id_no_place").check(force=True)),
        ("category", lambda: page.locator("#category-unknown").check(force=True)),
        ("contact", lambda: page.locator("#id_name").fill("Әлия Серікова")),
    ]
    page.goto("/kk/appeals/new/what/")
    for step, answer in answers:
        page.wait_for_url(f"**/new/{step}/**")
        answer()
        page.get_by_role("main").get_by_role("button", name="Жалғастыру").click()
    page.wait_for_url("**/new/check/**")
    page.locator("#id_consent").check(force=True)
    return page


def send_button(page: Page):
    return page.get_by_role("button", name="Өтінішті жіберу")


def receipt_of(page: Page) -> str:
    expect(page.get_by_role("heading", level=1)).to_have_text(SENT)
    return number_on(page)


def test_a_double_click_makes_one_appeal(street: Town, line):
    page = ready_to_send(line)
    send_button(page).dblclick()
    number = receipt_of(page)
    assert list(Appeal.objects.values_list("number", "text", "contact_name")) == [(number, TEXT, "Әлия Серікова")]


def test_sent_into_a_dead_line_and_again_it_is_one_appeal(street: Town, line):
    page = ready_to_send(line)
    line.set_offline(True)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"), page.expect_navigation(timeout=60_000):
        send_button(page).click(no_wait_after=True)
    assert Appeal.objects.count() == 0
    line.set_offline(False)
    page.goto("/kk/appeals/new/check/")
    expect(page.get_by_text(TEXT)).to_be_visible()
    page.locator("#id_consent").check(force=True)
    send_button(page).click()
    number = receipt_of(page)
    assert list(Appeal.objects.values_list("number", "text", "contact_name")) == [(number, TEXT, "Әлия Серікова")]


def test_an_answer_lost_on_the_way_and_sent_again_is_one_appeal(street: Town, line):
    """The house has registered it, but the receipt never came: the resident presses "reload" on the browser's page."""
    page = ready_to_send(line)
    lost: list[int] = []

    def lose_the_answer(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0).status)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/new/check/**", lose_the_answer)
    with pytest.raises(Error, match="ERR_CONNECTION_RESET"), page.expect_navigation(timeout=60_000):
        send_button(page).click(no_wait_after=True)
    assert lost == [302]
    first = Appeal.objects.get().number
    page.wait_for_url("chrome-error://**")
    page.reload()
    assert receipt_of(page) == first
    assert Appeal.objects.count() == 1
