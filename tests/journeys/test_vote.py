"""A vote in a real browser: sealed on the phone, changed, proven by its receipt, opened and counted."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from accounts.models import Notice
from budget.models import OpenedBallot, SealedBallot, VoteCode
from budget.services import log, opening
from tests.doors.visitors import of
from tests.factories import city
from tests.factories.votes import Vote

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def vote(house) -> Vote:
    cache.clear()
    city.load()
    return Vote()


def keep(page: Page, name: str) -> None:
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder, f"{name}.png")), full_page=True)


def newest_code() -> str:
    body = Notice.objects.filter(code="vote_code").latest("pk").body
    return "".join(sign for sign in body if sign.isdigit())[:6]


def choose(page: Page, vote: Vote, *places: int) -> list[str]:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    page.goto(f"/kk/budget/{vote.edition.code}/vote/")
    keep(page, "choose")
    for pick in page.locator('input[name="choice"]:checked').all():
        pick.uncheck(force=True)
    for number in vote.numbers(*places):
        page.locator(f'input[value="{number}"]').check(force=True)
    page.locator("[data-bar] button").click()
    expect(page.locator("[data-chosen] li")).to_have_count(len(places))
    keep(page, "check")
    page.locator("[data-send]").first.click()
    page.locator("#vote-code").fill(newest_code_when(page))
    keep(page, "code")
    page.locator("[data-coded] [data-cast]").click()
    page.wait_for_url("**/receipt/**")
    return sent


def newest_code_when(page: Page) -> str:
    expect(page.locator("[data-coded]")).to_be_visible()
    return newest_code()


def test_a_voter_seals_on_the_phone_changes_the_mind_and_checks_the_receipt(phone, vote, house):
    voter = vote.voter()
    phone.context.add_cookies([{"name": "sessionid", "value": of(voter).cookies["sessionid"].value, "url": house.url}])
    sent = choose(phone, vote, 1, 3)
    keep(phone, "receipt")
    # The choice never left the phone in clear: neither in an address nor in a form.
    assert not [words for words in sent if any(number in words for number in vote.numbers(1, 2, 3, 4))]
    assert SealedBallot.objects.get().sealed_by == "browser"
    VoteCode.objects.update(sent_at=datetime(2026, 1, 1, tzinfo=UTC))
    choose(phone, vote, 2)
    log.sequence(vote.edition, at=datetime.now(UTC))
    phone.locator('a[href*="/vote/proof/"]').click()
    expect(phone.locator('[data-checked="yes"]')).to_be_visible()
    expect(phone.locator("[data-by-browser]")).to_be_visible()
    keep(phone, "proof")
    phone.goto(f"/kk/budget/{vote.edition.code}/vote/turnout/")
    keep(phone, "turnout")
    vote.end()
    log.close(vote.edition, at=datetime.now(UTC))
    opening.open_box(vote.edition, vote.shares[:3], actor=vote.actor, at=datetime.now(UTC))
    assert [(one.choices, one.sealed_by) for one in OpenedBallot.objects.all()] == [(list(vote.numbers(2)), "browser")]
    phone.goto(f"/kk/budget/{vote.edition.code}/vote/box/")
    keep(phone, "box")


def test_without_a_script_the_same_vote_is_sealed_by_the_server(plain_phone, vote, house):
    voter = vote.voter()
    page = plain_phone
    page.context.add_cookies([{"name": "sessionid", "value": of(voter).cookies["sessionid"].value, "url": house.url}])
    page.goto(f"/kk/budget/{vote.edition.code}/vote/")
    page.locator(f'input[value="{vote.numbers(4)[0]}"]').check(force=True)
    page.locator("[data-bar] button").click()
    page.locator("form .govuk-button").first.click()
    page.locator("#id_code").fill(newest_code())
    keep(page, "plain")
    page.locator("form .govuk-button").first.click()
    page.wait_for_url("**/receipt/**")
    assert SealedBallot.objects.get().sealed_by == "server"
