"""Points, ranking and knapsack: on the page without a script, from the browser's envelope, on paper, in the count."""

from base64 import b64encode
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from accounts.models import User
from budget.models import OpenedBallot, PaperForm, RollMark, SealedBallot
from budget.rules.ballots import Unclear, in_public, read
from budget.rules.box.envelope import Choice
from budget.selectors import results
from budget.services import log, opening, tallying
from tests.budget.test_paper import Desk
from tests.doors.visitors import of
from tests.factories import city
from tests.factories.votes import Vote, code_of

POINTS = {"voting": "points", "choices": 5}
RANKING = {"voting": "ranking", "choices": 3}
KNAPSACK = {"voting": "knapsack"}


def voting_by(rules: dict) -> Vote:
    city.load()
    return Vote(rules=rules)


def filled(vote: Vote, marks: dict[int, str]) -> dict:
    """The fields of a ballot: place on the list of Medeu -> what is written beside the project."""
    numbers = {place: vote.numbers(place)[0] for place in marks}
    if vote.edition.voting == "knapsack":
        return {"choice": list(numbers.values())}
    return {f"mark-{numbers[place]}": text for place, text in marks.items()}


def scores(vote: Vote) -> dict[int, int]:
    """End the vote, open and count it: place on the list of Medeu -> points."""
    vote.end()
    now = datetime.now(UTC)
    log.close(vote.edition, at=now)
    opening.open_box(vote.edition, vote.shares[:3], actor=vote.actor, at=now)
    tallying.count(vote.edition.pk, actor=vote.actor, at=now)
    lines = {line["number"]: line["score"] for line in results.official_run(vote.edition, "medeu").lines}
    return {place: lines[vote.numbers(place)[0]] for place in (1, 2, 3, 4)}


@pytest.mark.parametrize(
    ("rules", "marks", "points", "shown", "counted"),
    [
        (POINTS, {1: "1", 2: "", 3: "4"}, (2,), ['value="4"', 'value="1"'], {1: 1, 2: 2, 3: 4, 4: 0}),
        (RANKING, {1: "3", 2: "", 3: "1"}, (), ['value="3"', 'value="1"'], {1: 2, 2: 3, 3: 3, 4: 0}),
        (KNAPSACK, {1: "x", 3: "x"}, (), [], {1: 1, 2: 1, 3: 1, 4: 0}),
    ],
    ids=["points", "ranking", "knapsack"],
)
def test_without_a_script_and_from_the_browser_each_way_is_chosen_checked_sealed_and_counted(
    db, rules, marks, points, shown, counted
):
    vote = voting_by(rules)
    voter, base = vote.voter(), f"/kk/budget/{vote.edition.code}/vote/"
    client, form = of(voter), filled(vote, marks)
    check = client.post(base + "check/", form)
    page = check.content.decode()
    assert check.status_code == 200
    assert all(text in page for text in shown)
    # A project that is not chosen is not sent along.
    assert vote.numbers(2)[0] not in page
    client.post(base + "code/", form)
    cast = client.post(base + "cast/", form | {"key": check.context["key"], "code": code_of(voter)})
    assert (cast.status_code, SealedBallot.objects.get().sealed_by) == (302, "server")
    other = vote.voter()
    browser = of(other)
    browser.post(base + "code/", headers={"accept": "application/json"})
    envelope = b64encode(vote.sealed(vote.numbers(2)[0], points=points)).decode()
    words = {"envelope": envelope, "key": uuid4(), "code": code_of(other)}
    assert browser.post(base + "cast/", words, headers={"accept": "application/json"}).status_code == 201
    assert scores(vote) == counted
    assert OpenedBallot.objects.filter(valid=True).count() == 2


@pytest.mark.parametrize(
    ("rules", "marks", "code"),
    [
        (POINTS, {1: "3", 2: "3"}, "points"),
        (POINTS, {1: "2½"}, "figures"),
        (POINTS, {1: "", 2: "0"}, "empty"),
        (RANKING, {1: "2", 2: "2"}, "places"),
        (RANKING, {1: "1", 2: "2", 3: "3", 4: "4"}, "too_many"),
        (KNAPSACK | {"envelope": 100_000_000}, {1: "x", 3: "x"}, "money"),
    ],
)
def test_what_the_rules_do_not_allow_comes_back_with_words_and_all_that_was_filled_in(db, rules, marks, code):
    envelope = rules.get("envelope")
    vote = voting_by({name: value for name, value in rules.items() if name != "envelope"})
    if envelope:
        vote.edition.envelopes.update(amount_tenge=envelope)
    voter = vote.voter()
    client, base = of(voter), f"/ru/budget/{vote.edition.code}/vote/"
    form = filled(vote, marks)
    answer = client.post(base + "check/", form)
    page = answer.content.decode()
    assert (answer.status_code, answer.context["refusal"].code) == (422, code)
    if vote.edition.voting == "knapsack":
        assert page.count(" checked") == 2
    elif vote.edition.voting == "points":
        assert all(f'placeholder="0" value="{text}"' in page for text in marks.values())
    else:
        assert all(f'<option value="{text}" selected' in page for text in marks.values() if text in "123")
    client.post(base + "code/", form)
    cast = client.post(base + "cast/", form | {"key": uuid4(), "code": code_of(voter)})
    assert (cast.status_code, cast.context["refusal"].code) == (422, code)
    assert (RollMark.objects.count(), SealedBallot.objects.count()) == (0, 0)


def test_paper_says_points_too_and_two_clerks_agree_on_them(db):
    vote = voting_by(POINTS)
    desk = Desk(vote)
    for _voter in range(2):
        desk.mark()
    batch = desk.batch(used=2)
    address = f"/kk/budget/{vote.edition.code}/paper/batch/{batch.pk}/"
    unclear = filled(vote, {1: "two"}) | {"serial": "1"}
    clerks = [of(User.objects.get(pk=clerk.user_id)) for clerk in desk.clerks[:2]]
    refused = clerks[0].post(address, unclear)
    assert refused.status_code == 422 and 'value="two"' in refused.content.decode()
    for clerk in clerks:
        clerk.post(address, filled(vote, {1: "2", 4: "3"}) | {"serial": "1"})
        clerk.post(address, {"serial": "2"})
    one, two = PaperForm.objects.order_by("serial")
    assert (one.agreed, one.choices, one.points) == (True, list(vote.numbers(4, 1)), [3, 2])
    assert (two.agreed, two.choices) == (True, [])
    clerks[0].post(address, {"deed": "close"})
    assert scores(vote) == {1: 2, 2: 0, 3: 0, 4: 3}
    assert [one.fault for one in OpenedBallot.objects.filter(valid=False)] == ["empty"]


def test_the_order_in_which_a_voter_saw_the_ballot_is_neither_sealed_nor_published():
    assert read("approval", ["P-2", "P-1"], {}) == Choice(("P-1", "P-2"))
    assert read("points", [], {"P-3": "1", "P-1": "1", "P-2": "2"}) == Choice(("P-2", "P-1", "P-3"), (2, 1, 1))
    assert in_public(Choice(("P-2", "P-1")), "knapsack") == Choice(("P-1", "P-2"))
    assert in_public(Choice(("P-3", "P-2", "P-1"), (1, 2, 1)), "points") == Choice(("P-2", "P-1", "P-3"), (2, 1, 1))
    assert in_public(Choice(("P-2", "P-1")), "ranking") == Choice(("P-2", "P-1"))
    with pytest.raises(Unclear):
        read("ranking", [], {"P-1": "1", "P-2": "١"})
