"""A vote in a real browser: sealed on the phone, changed, proven by its receipt, opened and counted."""

import base64
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from playwright.sync_api import Page, WebSocketRoute, expect

from accounts.models import Notice
from budget.models import OpenedBallot, RollMark, SealedBallot, VoteCode
from budget.services import log, opening
from budget.views.vote.booth import enter
from budget.views.vote.casting import to_sign
from tests.doors.visitors import of
from tests.factories import city
from tests.factories.authority import StandIn, standing_in
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


class NcaLayer:
    """Stands in for the program on the voter's computer: tells its version, then signs, or says why not."""

    def __init__(self) -> None:
        self.answer: dict = {"code": "500", "message": "action.canceled"}
        self.asked: list[dict] = []

    def open(self, socket: WebSocketRoute) -> None:
        socket.send(json.dumps({"result": {"version": "1.4"}}))
        socket.on_message(lambda text: (self.asked.append(json.loads(text)), socket.send(json.dumps(self.answer))))


def test_a_voter_signs_with_ncalayer_instead_of_a_code(phone, vote, house, settings):
    voter = vote.voter()
    StandIn.iin, StandIn.text = voter.iin, words_to_sign(voter, vote)
    phone.context.add_cookies([{"name": "sessionid", "value": of(voter).cookies["sessionid"].value, "url": house.url}])
    layer, settings.NCANODE_URL = NcaLayer(), "http://127.0.0.1:9"
    phone.route_web_socket(settings.NCALAYER_URL, lambda socket: socket.close())
    phone.goto(f"/kk/budget/{vote.edition.code}/vote/")
    phone.locator(f'input[value="{vote.numbers(2)[0]}"]').check(force=True)
    phone.locator("[data-bar] button").click()
    sign, error = phone.locator("[data-eds]"), phone.locator("[data-error-words]")
    sign.click()
    expect(error).to_contain_text("NCALayer")
    phone.route_web_socket(settings.NCALAYER_URL, layer.open)
    sign.click()
    expect(error).to_contain_text("терезесін жаптыңыз")
    assert SealedBallot.objects.count() == 0
    layer.answer = {"code": "200", "responseObject": "-----BEGIN CMS-----\nc2ln\nbmVk\n-----END CMS-----"}
    with standing_in() as settings.NCANODE_URL:
        sign.click()
        phone.wait_for_url("**/receipt/**")
    assert (RollMark.objects.get().proof, SealedBallot.objects.get().sealed_by) == ("eds", "browser")
    storage, kind, data, with_text = layer.asked[-1]["args"]
    assert (storage, kind, with_text) == ("PKCS12", "SIGNATURE", False)
    assert base64.b64decode(data).decode() == StandIn.text


def words_to_sign(voter, vote: Vote) -> str:
    request = RequestFactory().get("/")
    request.user, request.session = voter, {}
    return to_sign(enter(request, vote.edition.code))


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
