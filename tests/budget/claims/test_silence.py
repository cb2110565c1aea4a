"""Silence during the vote: no page, interface, tile, socket or screen of the admin, in any role, tells of the votes."""

import re
from datetime import timedelta
from itertools import product

import pytest
from django.contrib import admin
from django.test import Client

from accounts.enums import APPOINTED_ROLES, Role
from accounts.models import Organisation
from budget.enums import Stage, Way
from budget.models import Batch, Office, OpenedBallot, PaperEntry, PaperForm, Proposal, RollMark, SealedBallot, VoteCode
from budget.services import editions, log
from tests.doors.visitors import of
from tests.doors.walking import doors
from tests.factories import city, people
from tests.factories.votes import Vote
from tests.workflow.pages import aside, page
from workflow import outbox

# A number of votes that nothing else on a page says. As part of a longer word it is chance: keys and hashes are drawn.
MANY = 7_313
SAID = re.compile(r"(?<![\w+/-])7[\s,.]?313(?![\w+/=-])")
NUMBER = re.compile(r"P-\d{4}-\d{6}")
SEEN = ("budget", "results", "vote", "home", "district", "search", "now", "sitemap", "open-data", "desk", "admin")
# Parameters that name what is to be done: those addresses take forms and show nothing.
DEEDS = {"act", "name"}
# Who -> the posts, the body and the district. Whoever holds several posts is shown all that any of them is shown.
POSTS: dict[str, tuple[set[Role], str, str | None]] = {
    "clerk": ({Role.OPERATOR}, "akimat-medeu", None),
    "council": ({Role.COUNCIL_SECRETARY, Role.COUNCIL_MEMBER, Role.EXPERT}, "akimat-medeu", "medeu"),
    "akimat": ({Role.DISTRICT_AKIMAT}, "akimat-medeu", "medeu"),
    "manager": ({Role.EDITION_MANAGER}, "city-akimat", None),
    "observer": ({Role.OBSERVER}, "city-akimat", None),
}
CITY_HALL = set(APPOINTED_ROLES).difference(*(roles for roles, _body, _district in POSTS.values()))
POSTS["city hall"] = (CITY_HALL, "city-akimat", None)


def clients(vote: Vote) -> dict[str, Client]:
    """The browsers of everybody: without an account, with one, and in every role that can be given."""
    voter = vote.voter()
    Proposal.objects.filter(number=vote.numbers(2)[0]).update(author=voter)
    found = {"stranger": Client(), "voter and author": of(voter)}
    found["superuser"] = of(people.resident(is_staff=True, is_superuser=True))
    for name, (roles, body, district) in POSTS.items():
        first, *others = sorted(roles)
        person = people.officer(first, body, district)
        for role in others:
            people.appoint(person, role, body, district)
        found[name] = of(person)
    return found


def paths(vote: Vote, batch: Batch) -> set[str]:
    """Every address that has to do with the budget, or that shows the whole house, filled from the edition."""
    keys = [vote.edition.pk, batch.pk, batch.office_id]
    values: dict[str, list[object]] = {
        "code": [vote.edition.code, "medeu"],
        "edition": [vote.edition.code],
        "number": [vote.numbers(1)[0]],
        "district": ["medeu"],
        "leaf": ["0" * 64],
        "object_id": keys,
        "pk": keys,
        "z": [12],
        "x": [2930],
        "y": [1490],
        "app_label": ["budget"],
        "size": ["thumb"],
    }
    found: set[str] = set()
    for door in doors("kk"):
        ours = any(word in (door.route + door.name) for word in ("budget", "vote:", "results"))
        if (ours or door.name in SEEN) and not set(door.parameters) & DEEDS:
            for chosen in product(*(values[name] for name in door.parameters)):
                found.add(door.path(dict(zip(door.parameters, chosen, strict=True))))
    return found


def told(client: Client, path: str) -> tuple[int, list[str], bool]:
    answer = client.get(path)
    text = b"".join(answer).decode("utf-8", "replace")
    return answer.status_code, NUMBER.findall(text), bool(SAID.search(text))


@pytest.mark.parametrize(
    "said", ["<td>7313</td>", "7\u202f313 дауыс", "7\u00a0313,", '{"votes": 7313}', "votes=7313&", "7,313"]
)
def test_the_ear_hears_the_number_however_it_is_written(said):
    assert SAID.search(said)


@pytest.mark.parametrize("drawn", ["a7313f", "07313", "73130", "x+7313/y", '"kid":"-7313"', "7313="])
def test_the_ear_takes_no_part_of_a_drawn_key_for_it(drawn):
    assert not SAID.search(drawn)


@pytest.mark.slow
def test_nobody_sees_a_count_or_an_order_by_votes_before_the_end(vote, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    batch = _batch(vote)
    visitors, addresses = clients(vote), sorted(paths(vote, batch))
    before = {(name, path): told(client, path) for name, client in visitors.items() for path in addresses}
    _flood(vote, batch)
    after = {(name, path): told(client, path) for name, client in visitors.items() for path in addresses}
    assert len([one for one in after.values() if one[0] == 200]) > 50
    assert [key for key, (_status, _order, said) in after.items() if said] == []
    moved = {key for key in after if after[key][:2] != before[key][:2]}
    # What a stranger's session draws anew is not an order by votes: the same person sees the same order.
    assert {key for key in moved if key[0] != "stranger"} == set()


def _batch(vote: Vote) -> Batch:
    office = Office.objects.create(
        edition=vote.edition,
        code="medeu-1",
        name_kk="Әкімдік",
        name_ru="Акимат",
        organisation=Organisation.objects.get(code="akimat-medeu"),
        district_id="medeu",
    )
    return Batch.objects.create(
        office=office,
        district_id="medeu",
        number=1,
        issued=9_000,
        used=8_000,
        opened_at=vote.now,
        opened_by=vote.manager,
    )


def _flood(vote: Vote, batch: Batch) -> None:
    """The last project of Medeu gets thousands of paper ballots, in plain rows: the only ones to be counted.

    Some are for another, so that how many forms a clerk has typed is not the count of a project.
    """
    winner = vote.numbers(4)
    PaperForm.objects.bulk_create(
        PaperForm(
            batch=batch,
            edition=vote.edition,
            serial=serial,
            agreed=True,
            choices=list(winner if serial < MANY else vote.numbers(1)),
        )
        for serial in range(MANY + 89)
    )
    for place in (1, 2, 3):
        vote.cast(vote.voter(), *vote.numbers(place))


@pytest.mark.django_db(transaction=True)
async def test_an_open_socket_hears_of_the_edition_and_never_of_a_ballot(house):
    """Ballots come in, change and are logged; the next word on the socket is the act that came after all of them."""
    vote = await aside(_town)
    code, seq = vote.edition.code, vote.edition.seq
    found = await aside(list, Proposal.objects.filter(edition=vote.edition).values_list("number", "seq"))
    projects = [{"kind": "proposal", "id": number, "seq": seq} for number, seq in found]
    async with page(house, await aside(of, vote.manager)) as open_page:
        watched = [*projects, {"kind": "edition", "id": code, "seq": seq - 1}]
        await open_page.say(watch=watched, follow=["budget", "budget-medeu"])
        assert await open_page.hears() == {"kind": "edition", "id": code, "seq": seq}
        await aside(_ballots_and_then_an_order, vote)
        assert await open_page.hears() == {"kind": "edition", "id": code, "seq": seq + 1}


def _town() -> Vote:
    city.load()
    vote = Vote()
    outbox.drain()
    return vote


def _ballots_and_then_an_order(vote: Vote) -> None:
    voter = vote.voter()
    for place in (1, 2, 1):
        vote.cast(voter, *vote.numbers(place))
    log.sequence(vote.edition, at=vote.now)
    outbox.drain()
    until = vote.edition.stages.get(stage=Stage.VOTING).closes_at + timedelta(days=1)
    order = {"number": "12-ө", "dated_on": vote.now.date()}
    editions.extend(vote.edition.pk, stage=Stage.VOTING, until=until, **order, actor=vote.actor, at=vote.now)
    outbox.drain()


def test_no_screen_of_the_admin_shows_what_is_in_the_box():
    hidden = {OpenedBallot, PaperEntry, PaperForm, RollMark, SealedBallot, VoteCode}
    assert {model for model in admin.site._registry if model in hidden} == set()


def test_nothing_is_opened_before_the_opening(vote):
    for place in (1, 2, 3):
        vote.cast(vote.voter(), *vote.numbers(place))
    assert OpenedBallot.objects.count() == 0
    assert RollMark.objects.filter(way=Way.ONLINE).count() == 3
