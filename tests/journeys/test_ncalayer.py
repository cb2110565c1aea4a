"""A vote signed with the voter's own key, by the program on the voter's computer."""

import base64
import json

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from playwright.sync_api import WebSocketRoute, expect

from budget.models import RollMark, SealedBallot
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
