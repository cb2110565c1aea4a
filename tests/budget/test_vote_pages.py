"""The pages of a vote: with and without a script, for voters, strangers and the manager."""

import json
import uuid
from base64 import b64encode
from datetime import UTC, datetime

import pytest
from django.test import Client

from budget.models import ProposalPhoto, RollMark, SealedBallot
from budget.rules.box import merkle, notes
from budget.services import log
from tests.doors.visitors import of
from tests.factories import city, people
from tests.factories.votes import Vote, code_of


@pytest.fixture
def vote(db) -> Vote:
    city.load()
    return Vote()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_without_a_script_one_chooses_checks_confirms_and_has_a_receipt(vote):
    voter = vote.voter()
    client, base = signed_in(voter), f"/kk/budget/{vote.edition.code}/vote/"
    page = client.get(base).content.decode()
    assert all(project.title in page for project in vote.projects["medeu"])
    assert not any(project.title in page for project in vote.projects["almaly"])
    wanted = {"choice": list(vote.numbers(1, 3))}
    check = client.post(base + "check/", wanted)
    assert check.status_code == 200
    key = check.context["key"]
    sent = client.post(base + "code/", wanted | {"key": key})
    assert sent.context["sent"].endswith(voter.phone[-2:])
    assert SealedBallot.objects.count() == 0
    wrong = client.post(base + "cast/", wanted | {"key": key, "code": "1"})
    assert wrong.status_code == 422
    assert 'href="#id_code"' in wrong.content.decode() and 'aria-describedby="id_code_error"' in wrong.content.decode()
    cast = client.post(base + "cast/", wanted | {"key": key, "code": code_of(voter)})
    ballot = SealedBallot.objects.get()
    assert (cast.status_code, cast["Location"]) == (302, f"{base}receipt/{bytes(ballot.leaf_hash).hex()}/")
    assert ballot.sealed_by == "server"
    receipt = client.get(cast["Location"]).content.decode()
    assert bytes(ballot.leaf_hash).hex()[:4] in receipt
    assert not any(project.title in receipt or project.number in receipt for project in vote.projects["medeu"])
    assert signed_in(vote.voter()).get(cast["Location"]).status_code == 404


def test_too_many_choices_come_back_with_words_and_the_choice(vote):
    client = signed_in(vote.voter())
    answer = client.post(f"/ru/budget/{vote.edition.code}/vote/check/", {"choice": list(vote.numbers(1, 2, 3, 4))})
    assert answer.status_code == 422
    assert set(answer.context["booth"].marks.ticked) == set(vote.numbers(1, 2, 3, 4))
    assert answer.content.decode().count(" checked") == 4
    assert RollMark.objects.count() == 0


def test_a_script_sends_nothing_but_the_envelope(vote):
    voter = vote.voter()
    client, base = signed_in(voter), f"/kk/budget/{vote.edition.code}/vote/"
    sent = client.post(base + "code/", headers={"accept": "application/json"})
    assert json.loads(sent.content) == {"sent_to": sent.json()["sent_to"]}
    sealed = vote.sealed(*vote.numbers(2))
    words = {"envelope": b64encode(sealed).decode(), "key": uuid.uuid4(), "code": code_of(voter)}
    first = client.post(base + "cast/", words, headers={"accept": "application/json"})
    again = client.post(base + "cast/", words, headers={"accept": "application/json"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["receipt"]["leaf"] == merkle.leaf_hash(sealed).hex()
    wrong = client.post(base + "cast/", words | {"key": uuid.uuid4()}, headers={"accept": "application/json"})
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["field"]) == (422, "code_over", "code")


def test_rule_39_each_voter_has_an_order_of_their_own_and_keeps_it(vote):
    def order(user) -> tuple[str, ...]:
        page = signed_in(user).get(f"/kk/budget/{vote.edition.code}/vote/")
        return tuple(project.number for project in page.context["projects"])

    voters = [vote.voter() for _number in range(12)]
    orders = [order(voter) for voter in voters]
    assert orders == [order(voter) for voter in voters]
    assert len(set(orders)) > 3
    assert {frozenset(one) for one in orders} == {frozenset(vote.numbers(1, 2, 3, 4))}


def test_rule_39_both_languages_of_the_ballot_say_the_same(vote):
    client = signed_in(vote.voter())
    kk = client.get(f"/kk/budget/{vote.edition.code}/vote/").content.decode()
    ru = client.get(f"/ru/budget/{vote.edition.code}/vote/").content.decode()
    for project in vote.projects["medeu"]:
        assert project.title in kk and project.description in kk
        assert project.title_other in ru and project.description_other in ru


def test_a_stranger_chooses_a_district_and_is_asked_to_sign_in(vote):
    client = Client()
    assert client.get(f"/kk/budget/{vote.edition.code}/vote/").templates[0].name == "vote/districts.html"
    page = client.get(f"/kk/budget/{vote.edition.code}/vote/?district=almaly")
    assert [project.district_id for project in page.context["projects"]] == ["almaly"] * 4
    assert client.post(f"/kk/budget/{vote.edition.code}/vote/cast/").status_code == 302


def test_a_ballot_of_sixty_projects_with_photos_takes_no_more_queries_than_one_of_four(
    vote, django_assert_max_num_queries
):
    client = signed_in(vote.voter())
    first = vote.projects["medeu"][0]
    for place in range(5, 61):
        first.pk, first.number, first.ballot_number = None, f"P-2027-9{place:05d}", place
        first.intake_key, first.author = uuid.uuid4(), people.resident()
        first.save(force_insert=True)
        ProposalPhoto.objects.create(proposal=first, width=4, height=3, added_at=vote.now)
    with django_assert_max_num_queries(15):
        page = client.get(f"/kk/budget/{vote.edition.code}/vote/")
    assert len(page.context["projects"]) == 60
    assert page.content.decode().count("/thumb/") == 56


def test_a_receipt_is_enough_to_prove_the_ballot_to_anybody(vote):
    cast = vote.cast(vote.voter(), *vote.numbers(1))
    leaf = cast.receipt.leaf.hex()
    address = f"/kk/budget/{vote.edition.code}/vote/proof/?leaf={leaf}"
    assert Client().get(address).context["answer"].state == "promised"
    log.sequence(vote.edition, at=vote.now)
    assert Client().get(address).context["answer"].state == "in"
    assert Client().get(address[:-64] + "0" * 64).context["answer"].state == "unknown"
    assert Client().get(address[:-60]).context["answer"].state == "wrong"
    told = Client().get(f"/api/v1/budget/{vote.edition.code}/box/inclusion/", {"leaf": leaf}).json()
    keys = Client().get(f"/api/v1/budget/{vote.edition.code}/box/").json()
    checkpoint = notes.read(told["checkpoint"], notes.verifier(keys["log_key"]))
    path = [bytes.fromhex(step) for step in told["path"]]
    assert merkle.proves_inclusion(cast.receipt.leaf, told["index"], checkpoint.size, path, checkpoint.root)


def test_turnout_is_told_by_district_way_and_hour(vote):
    for district in ("medeu", "medeu", "almaly"):
        vote.cast(vote.voter(district), *vote.numbers(1, district=district), district=district)
    told = Client().get(f"/api/v1/budget/{vote.edition.code}/turnout/").json()
    assert (told["total"], told["districts"]) == (3, {"medeu": 2, "almaly": 1})
    assert (told["ways"], [row["voters"] for row in told["hours"]]) == ({"online": 3, "paper": 0}, [3])
    assert Client().get(f"/kk/budget/{vote.edition.code}/vote/turnout/").status_code == 200


def test_the_manager_opens_the_box_on_a_page_and_nobody_else_finds_it(vote):
    vote.cast(vote.voter(), *vote.numbers(1))
    vote.end()
    log.close(vote.edition, at=datetime.now(UTC))
    address = f"/kk/budget/{vote.edition.code}/vote/opening/"
    assert signed_in(vote.voter()).get(address).status_code == 404
    manager = of(vote.manager)
    assert manager.get(address).status_code == 200
    two = {"share1": vote.shares[0], "share4": vote.shares[3]}
    assert manager.post(address, two).status_code == 422
    assert manager.post(address, two | {"share5": vote.shares[4]}).status_code == 302
    page = Client().get(f"/ru/budget/{vote.edition.code}/vote/box/")
    assert page.context["opening"].counts["valid"] == 1
