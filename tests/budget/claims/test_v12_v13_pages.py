"""V12 and V13: the ballot asks nobody else for anything, and the check needs a small phone and a keyboard."""

import re
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from budget.services import log
from tests.doors.visitors import of
from tests.factories import city
from tests.factories.votes import Vote

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def small(chromium, house):
    """A phone 320 px wide, whose owner has a keyboard only."""
    context = chromium.new_context(base_url=house.url, viewport={"width": 320, "height": 640}, locale="kk-KZ")
    yield context.new_page()
    context.close()


@pytest.fixture
def lively(house) -> Vote:
    cache.clear()
    city.load()
    return Vote()


def test_v12_the_ballot_asks_no_third_party_and_holds_no_inline_script(small, lively, house):
    """V12: 0 third-party requests, 0 inline scripts, 0 inline styles."""
    person = of(lively.voter()).cookies["sessionid"].value
    small.context.add_cookies([{"name": "sessionid", "value": person, "url": house.url}])
    asked: list[str] = []
    small.on("request", lambda request: asked.append(request.url))
    answer = small.goto(f"/kk/budget/{lively.edition.code}/vote/")
    small.wait_for_load_state("networkidle")
    text = answer.text()
    assert [url for url in asked if not url.startswith((house.url, "data:", "blob:"))] == []
    assert re.findall(r"<script(?![^>]*\bsrc=)", text) == []
    assert re.findall(r"\sstyle=|<style|\son[a-z]+=", text) == []
    assert "'unsafe-inline'" not in answer.headers["content-security-policy"]
    assert small.evaluate("document.documentElement.scrollWidth") <= 320


def test_v13_the_receipt_is_checked_by_keyboard_in_three_actions(small, lively, house):
    """V13: from the receipt, on 320 px, without a pointer: reach the button, press it; the browser has checked."""
    voter = lively.voter()
    cast = lively.cast(voter, *lively.numbers(1))
    log.sequence(lively.edition, at=datetime.now(UTC))
    person = of(voter).cookies["sessionid"].value
    small.context.add_cookies([{"name": "sessionid", "value": person, "url": house.url}])
    small.goto(f"/kk/budget/{lively.edition.code}/vote/receipt/{cast.receipt.leaf.hex()}/")
    button = small.locator('a[href*="/vote/proof/"]')
    actions = 0
    button.focus()
    actions += 1
    small.keyboard.press("Enter")
    actions += 1
    expect(small.locator('[data-checked="yes"]')).to_be_visible()
    assert actions <= 3
    assert small.evaluate("document.documentElement.scrollWidth") <= 320
