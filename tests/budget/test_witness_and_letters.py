"""Witnesses from outside, digital signatures by a stand-in service, and letters to everybody who voted."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from django.db import connection
from django.test import Client

from accounts import eds
from accounts.models import Identity, Notice
from budget.management.commands.witness import Watch
from budget.models import Cosignature, RollMark, Witness
from budget.rules.box import merkle, notes
from budget.services import log, telling
from budget.views.vote import casting as pages
from budget.views.vote.booth import enter
from tests.budget.test_vote_pages import signed_in
from tests.factories import city
from tests.factories.authority import StandIn, standing_in
from tests.factories.votes import Vote
from workflow.refusals import Refused


@pytest.fixture
def vote(db) -> Vote:
    city.load()
    return Vote()


class Through(httpx.BaseTransport):
    """The house itself instead of a network: the whole of Django, in the transaction of the test."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = Client().generic(
            request.method,
            request.url.raw_path.decode(),
            request.read(),
            content_type=request.headers.get("content-type", ""),
        )
        return httpx.Response(answer.status_code, content=answer.content, request=request)


@pytest.fixture
def site() -> Iterator[httpx.Client]:
    with httpx.Client(transport=Through(), base_url="http://testserver") as http:
        yield http


def watch(vote: Vote, folder, site: httpx.Client, name: str = "observers") -> Watch:
    return Watch(f"http://testserver/api/v1/budget/{vote.edition.code}/box/", folder / name, name, http=site)


def test_a_witness_follows_the_log_and_its_signature_stands_under_the_checkpoint(vote, site, tmp_path):
    eye = watch(vote, tmp_path, site)
    assert "does not know this witness" in eye.look()
    Witness.objects.create(edition=vote.edition, name="observers", key=eye.printed)
    for _number in range(3):
        vote.cast(vote.voter(), *vote.numbers(1))
        log.sequence(vote.edition, at=vote.now)
        assert eye.look().endswith("signed and sent")
    assert sorted(Cosignature.objects.values_list("checkpoint__size", flat=True)) == [2, 3, 4]
    note = site.get(f"/api/v1/budget/{vote.edition.code}/box/checkpoint/").text
    line = note.splitlines(keepends=True)[-1]
    assert notes.witnessed(note, line, notes.verifier(eye.printed)).name == "observers"
    # A stranger's signature is not kept.
    stranger = watch(vote, tmp_path, site, "stranger")
    assert "does not know" in stranger.look()
    assert Cosignature.objects.count() == 3


def test_a_witness_refuses_a_log_that_shows_another_past(vote, site, tmp_path):
    eye = watch(vote, tmp_path, site)
    vote.cast(vote.voter(), *vote.numbers(1))
    log.sequence(vote.edition, at=vote.now)
    eye.look()
    # The keeper of the database rewrites history: another leaf, and every root anew, signed by the real key.
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE budget_logleaf SET hash = %s WHERE index = 1", [merkle.leaf_hash(b"other")])
        cursor.execute("UPDATE budget_checkpoint SET edge = edge - 0")
        cursor.execute("SET LOCAL session_replication_role = origin")
    vote.cast(vote.voter(), *vote.numbers(1))
    vote.cast(vote.voter(), *vote.numbers(1))
    with connection.cursor() as cursor:
        leaves = [merkle.leaf_hash(vote.key.charter.encode()), merkle.leaf_hash(b"other")]
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE budget_checkpoint SET edge = %s::jsonb WHERE size = 2", [json.dumps([merkle.root(leaves).hex()])]
        )
        cursor.execute("UPDATE budget_lognode SET root = %s", [merkle.root(leaves)])
        cursor.execute("SET LOCAL session_replication_role = origin")
    log.sequence(vote.edition, at=vote.now)
    with pytest.raises(notes.Unsound, match="split"):
        eye.look()
    assert json.loads((eye.folder / "last.json").read_text())["size"] == 2


@pytest.fixture
def authority(settings) -> Iterator[type[StandIn]]:
    with standing_in() as address:
        settings.NCANODE_URL = address
        yield StandIn


def test_a_digital_signature_of_the_same_person_puts_the_ballot_in(vote, authority, rf):
    voter = vote.voter()
    Identity.objects.filter(user=voter).update(proof="declared")
    request = rf.get("/")
    request.user, request.session = voter, {}
    authority.text = pages.to_sign(enter(request, vote.edition.code))
    client, address = signed_in(voter), f"/kk/budget/{vote.edition.code}/vote/signature/"
    words = {"choice": list(vote.numbers(1)), "signature": "c2ln\nbmVk", "key": "7f8a3a52-6d3c-4a7e-9a2e-0c7f0d6f9b11"}
    authority.iin = vote.voter().iin
    assert client.post(address, words).status_code == 422
    assert RollMark.objects.count() == 0
    authority.iin = voter.iin
    assert client.post(address, words).status_code == 302
    assert RollMark.objects.get().proof == "eds"


def test_what_the_authority_does_not_confirm_is_refused_in_words(authority, settings):
    authority.iin, authority.text, codes = "123", "text", []
    for change in ("iin", "valid", "away", "off"):
        if change == "valid":
            authority.valid = False
        if change == "away":
            settings.NCANODE_URL = "http://127.0.0.1:9"
        if change == "off":
            settings.NCANODE_URL = ""
        with pytest.raises(Refused) as refusal:
            eds.verify("c2lnbmVk", "text")
        codes.append(refusal.value.code)
    assert codes == ["eds_wrong", "eds_wrong", "eds_away", "eds_off"]


def test_everybody_is_told_of_every_ballot_once(vote):
    voter = vote.voter()
    vote.cast(voter, *vote.numbers(1))
    assert (telling.tell_voters(at=vote.now), telling.tell_voters(at=vote.now)) == (1, 0)
    vote.cast(voter, *vote.numbers(2))
    telling.tell_voters(at=datetime.now(UTC))
    letters = Notice.objects.filter(code="vote_recorded", user=voter)
    assert sorted(letters.values_list("channel", flat=True)) == ["inbox", "inbox", "sms", "sms"]
    bodies = " ".join(letters.values_list("body", flat=True))
    assert not any(project.number in bodies or project.title in bodies for project in vote.projects["medeu"])
