"""An angry Kazakh text with a phone number in it is masked, suggested, and routed with its reason."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from appeals.enums import Status
from appeals.models import Appeal, Category
from appeals.services import suggesting
from tests.conftest import House
from tests.factories.appeals import Town
from tests.factories.suggestions import quick_fit
from tests.journeys.people import Street, Tongue, number_on

pytestmark = pytest.mark.slow

PHONE = "8 701 234 56 78"
RAGE = "МАСҚАРА!!! Жолдағы терең шұңқырды бір айдан бері жамамайсыңдар, дөңгелегім жарылды! Ұялмайсыңдар ма?!"
ANGRY = f"{RAGE} {PHONE} нөміріне хабарласыңдар!"
KK = Tongue("kk")


@pytest.fixture
def windows(street: Town, chromium: Browser, house: House, monkeypatch, settings) -> Iterator[Street]:
    settings.STAFF_SECOND_FACTOR = "off"
    monkeypatch.setattr(suggesting, "fit", quick_fit)
    suggesting.refit(at=timezone.now(), on=timezone.localdate())
    opened = Street(chromium, house.url, street, KK)
    yield opened
    opened.close()
    assert opened.complaints == []


def press(page: Page, words: str) -> None:
    page.get_by_role("main").get_by_role("button", name=KK.say(words), exact=True).click()


def file(page: Page, leaf: Category) -> Appeal:
    """By the leaf that stands under the machine's words on the page, without looking for it in the tree."""
    page.goto("/kk/appeals/new/what/")
    page.locator("#id_text").fill(ANGRY)
    press(page, "Continue")
    page.locator("[data-locate]").click()
    expect(page.locator("#id_district")).to_have_value("turksib")
    press(page, "Continue")
    expect(page.locator("#suggested")).to_have_text(KK.say("By your words, it may be"))
    page.locator("#suggested + .govuk-radios").get_by_role("radio", name=leaf.name_kk).check(force=True)
    press(page, "Continue")
    press(page, "Continue")
    page.locator("#id_consent").check(force=True)
    press(page, "Send the appeal")
    expect(page.get_by_role("heading", level=1)).to_have_text(KK.say("Your appeal is accepted"))
    return Appeal.objects.get(number=number_on(page))


def publish(page: Page) -> None:
    """What is offered for the public is covered already, and so is what strangers will see."""
    expect(page.locator("#publish-public_text")).to_have_value(f"{RAGE} [TEL …] нөміріне хабарласыңдар!")
    page.locator("form[action$='/act/publish/'] button:not([value])").click()
    expect(page.get_by_text(KK.say("The appeal is published.")).first).to_be_visible()


def test_an_angry_text_is_masked_suggested_and_routed_with_its_reason(windows: Street):
    leaf = Category.objects.get(code="roads-pothole")
    resident = windows.resident()
    appeal = file(resident, leaf)
    assert (appeal.text, appeal.category, appeal.language) == (ANGRY, leaf, "kk")

    moderator = windows.official("moderator")
    moderator.goto(f"/admin/appeals/appeal/{appeal.pk}/change/")
    expect(moderator.locator(".b-written")).to_contain_text(PHONE)
    offered = moderator.locator(".b-suggested li", has_text=leaf.name_kk)
    (sure,) = [one["confidence"] for one in appeal.suggestion["suggestions"] if one["category"] == leaf.code]
    expect(offered).to_contain_text(f"{round(sure * 100)}%")
    publish(moderator)

    # The table's word with its rule, and why the others lost.
    expect(moderator.locator(".b-why")).to_contain_text("Түрксіб ауданының әкімдігі")
    moderator.locator("summary", has_text=KK.say("Why so")).click()
    expect(moderator.locator(".b-why__list").last).to_contain_text(KK.say("for another district"))
    moderator.locator("form[action$='/act/route/'] button:not([value])").click()
    expect(moderator.get_by_text(KK.say("The appeal is sent to the responsible body.")).first).to_be_visible()

    resident.goto(f"/kk/appeals/{appeal.number}/")
    body = resident.locator("section[aria-labelledby='body']")
    expect(body).to_contain_text("Түрксіб ауданының әкімдігі")
    expect(body).to_contain_text(f"«{leaf.name_kk}», Түрксіб ауданы – осы ереже бойынша.")
    stranger = windows.resident()
    stranger.goto(f"/kk/appeals/{appeal.number}/")
    expect(stranger.locator(".b-appeal__text")).to_have_text(f"{RAGE} [телефон жасырылған] нөміріне хабарласыңдар!")
    assert PHONE not in stranger.content()
    appeal.refresh_from_db()
    assert (appeal.status, appeal.organisation.code) == (Status.ROUTED, "akimat-turksib")
