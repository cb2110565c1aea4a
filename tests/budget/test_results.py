"""Pages, files and the interface say the same, to the digit; and before the results nothing is said at all."""

import csv
import io
from datetime import date
from fractions import Fraction
from html import unescape
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Residence, User
from budget.enums import VoteProof, Way
from budget.models import Envelope, OpenedBallot, Proposal, RollMark, TallyRun
from budget.rules import pabulib
from budget.rules.ages import groups
from budget.rules.recount import Options, recount
from budget.selectors import results
from budget.services import editions, tallying, works
from budget.views.results import watch, words
from budget.workflow import EDITION
from tests.factories import city, people
from tests.factories.results import Election

PAGES = ("edition", "district", "other_rules", "pabulib", "csv", "xlsx", "works")


@pytest.fixture(autouse=True)
def past_the_second_factor(settings) -> None:
    settings.STAFF_SECOND_FACTOR = "off"


@pytest.fixture
def counted(db) -> Election:
    city.load()
    election = Election()
    Envelope.objects.filter(edition=election.edition, district="medeu").update(amount_tenge=60_000_000)
    return election.counted()


@pytest.fixture
def published(counted) -> Election:
    counted.publish()
    return counted


def address(election: Election, name: str, district: str = "medeu") -> str:
    kwargs = {"edition": election.edition.code}
    if name not in ("edition", "works", "watch"):
        kwargs["code"] = district
    return reverse(f"results:{name}", kwargs=kwargs)


def text_of(response) -> str:
    """The page as it is read: a sum is glued together by spaces that do not break."""
    return unescape(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def test_nothing_is_visible_before_the_results_are_published(client, counted):
    doors = [address(counted, name) for name in PAGES]
    doors += [f"/api/v1/budget/{counted.edition.code}/{path}" for path in ("results/", "results/medeu/", "works/")]
    assert {client.get(door).status_code for door in doors} == {404}
    observer = people.officer("observer", "city-akimat")
    client.force_login(observer)
    assert {client.get(door).status_code for door in doors} == {404}
    counted.publish()
    assert {client.get(door).status_code for door in doors} == {200}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_of_a_district_tells_winners_remainder_ways_and_steps(client, published, language):
    response = client.get(f"/{language}/budget/{published.edition.code}/results/medeu/")
    page = text_of(response)
    run = results.official_run(published.edition, "medeu")
    for line in run.lines:
        assert Proposal.objects.get(number=line["number"]).title_in("ru" if language == "ru" else "kk") in page
    assert response.context["winners"] == 2
    assert [bar.score for bar in response.context["bars"]] == [12, 9, 9, 5]
    turnout = response.context["turnout"]
    assert (turnout.online, turnout.paper, turnout.invalid) == (31, 4, 2)
    assert run.inputs_hash in page and run.seed in page


def test_a_citizen_reads_why_each_project_won_or_not(client, published):
    page = text_of(client.get(f"/en/budget/{published.edition.code}/results/medeu/"))
    assert "Fits: it costs 40.0 m ₸, and 60.0 m ₸ were left." in page
    assert "Does not fit: 20.0 m ₸ left, 5.0 m ₸ more would be needed." in page
    assert "The public draw put them in this order" in page


def test_page_interface_csv_and_xlsx_agree_to_the_digit(client, published):
    edition = published.edition.code
    page = client.get(address(published, "district")).context["bars"]
    told = client.get(f"/api/v1/budget/{edition}/results/medeu/").json()
    sheet = list(csv.DictReader(io.StringIO(client.get(address(published, "csv")).content.decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(client.get(address(published, "xlsx")).content)).active
    header, *rows = [list(row) for row in book.iter_rows(values_only=True)]
    of_api = [(p["number"], p["score"], p["online"], p["paper"], p["won"], p["cost_tenge"]) for p in told["projects"]]
    of_csv = [
        (r["number"], int(r["score"]), int(r["online"]), int(r["paper"]), r["won"] == "True", int(r["cost_tenge"]))
        for r in sheet
    ]
    named = [dict(zip(header, row, strict=True)) for row in rows]
    of_xlsx = [(r["number"], r["score"], r["online"], r["paper"], r["won"], r["cost_tenge"]) for r in named]
    assert of_api == of_csv == of_xlsx
    assert [row[:5] for row in of_api] == [(b.number, b.score, b.online, b.paper, b.won) for b in page]
    assert [words.money(row[5]) for row in of_api] == [bar.cost for bar in page]


def read_back(client, election: Election, tmp_path, district: str = "medeu") -> tuple[pabulib.Election, bytes]:
    content = b"".join(client.get(address(election, "pabulib", district)).streaming_content)
    path = tmp_path / "votes.pb"
    path.write_bytes(content)
    return pabulib.read(path), content


def test_rule_40_the_published_file_gives_the_same_winners_when_it_is_counted_again(client, published, tmp_path):
    election, content = read_back(client, published, tmp_path)
    run = results.official_run(published.edition, "medeu")
    found = recount(election)
    places = dict(Proposal.objects.filter(number__in=run.winners).values_list("number", "ballot_number"))
    assert list(found.outcome.winners) == [str(places[number]) for number in run.winners]
    assert (found.outcome.left, found.remarks) == (run.left_tenge, [])
    assert election.official == frozenset(found.outcome.winners)
    assert not content.startswith(b"\xef\xbb\xbf")
    assert len(election.ballots) == 35 == int(election.meta["num_votes"])


def test_the_file_keeps_the_rules_of_the_format(client, published, tmp_path):
    election, content = read_back(client, published, tmp_path)
    lines = content.decode().splitlines()
    assert [line for line in lines if not line.strip()] == []
    order = [line.split(";")[0] for line in lines[2 : lines.index("PROJECTS")]]
    assert order == [
        "description", "country", "unit", "district", "subunit", "instance", "num_projects", "num_votes", "budget",
        "vote_type", "rule", "date_begin", "date_end", "min_length", "max_length", "edition", "language", "currency",
    ]  # fmt: skip
    assert (election.meta["country"], election.meta["currency"]) == ("Kazakhstan", "KZT")
    assert all(len(election.meta[key]) == 10 and election.meta[key][2] == "." for key in ("date_begin", "date_end"))
    votes = lines[lines.index("VOTES") + 1 :]
    # Four ballots on paper are fewer than ten: the way of voting is not told at all.
    assert votes[0] == "voter_id;vote"
    assert [row.split(";")[0] for row in votes[1:]] == [str(number) for number in range(1, 36)]


def test_ballots_in_the_file_are_shuffled_and_large_ways_are_told(client, db, tmp_path):
    city.load()
    election = Election()
    for way in (Way.ONLINE, Way.PAPER):
        election.chose(15, 1, 2, way=way)
        election.chose(15, 3, way=way)
    election.open()
    election.count()
    election.publish()
    read, content = read_back(client, election, tmp_path)
    in_the_box = OpenedBallot.objects.filter(edition=election.edition).order_by("number")
    assert [len(ballot.choices) for ballot in read.ballots] != [len(row.choices) for row in in_the_box]
    assert b"voting_method" in content
    _again, same = read_back(client, election, tmp_path)
    assert content == same


def test_ages_stand_in_the_file_in_groups_of_which_none_is_small_and_beside_no_ballot(client, db, tmp_path):
    city.load()
    election = Election()
    voted(election, {1990: 13, 1980: 11, 1950: 1})
    election.counted()
    election.publish()
    read, _content = read_back(client, election, tmp_path)
    # One voter of 70-79 and eleven of 40-49 hide each other.
    assert read.meta["comment"] == (
        "#1: of the voters online 13 aged 30-39; smaller groups are not told of, and no ballot has an age."
    )
    assert recount(read).remarks == []
    assert read.official == frozenset(recount(read).outcome.winners)


def voted(election: Election, born: dict[int, int]) -> None:
    """Marks on the roll of Medeu: year of birth -> voters."""
    years = [year for year, number in born.items() for _voter in range(number)]
    users = User.objects.bulk_create(User(email=f"{place}@example.kz") for place in range(len(years)))
    Residence.objects.bulk_create(
        Residence(user=user, district_id="medeu", born_on=date(year, 1, 1))
        for user, year in zip(users, years, strict=True)
    )
    RollMark.objects.bulk_create(
        RollMark(
            edition=election.vote.edition,
            user=user,
            voter_key=f"{user.pk:064}",
            district_id="medeu",
            way=Way.ONLINE,
            proof=VoteProof.EGOV,
            marked_at=election.now,
        )
        for user in users
    )


def test_no_group_of_ages_under_ten_can_be_read_or_reckoned():
    chance = Random(41)
    for _town in range(500):
        known = [chance.randrange(16, 95) for _person in range(chance.randrange(0, 120))]
        told = groups(known)
        left = len(known) - sum(told.values())
        assert all(number >= 10 for number in told.values())
        assert left == 0 or left >= 10 or not told
        assert all(
            sum(f"{age // 10 * 10}-{age // 10 * 10 + 9}" == group for age in known) == told[group] for group in told
        )
    assert groups([18] * 10 + [29] * 10 + [30] * 9) == {"20-29": 10}


@pytest.mark.parametrize("fit", ["stop", "share"])
def test_the_file_names_the_rule_that_decided(client, db, tmp_path, fit):
    city.load()
    election = Election({"fit_rule": fit, "fit_share": 70})
    Envelope.objects.filter(edition=election.edition, district="medeu").update(amount_tenge=60_000_000)
    election.counted()
    election.publish()
    run = results.official_run(election.edition, "medeu")
    read, _content = read_back(client, election, tmp_path)
    assert read.meta["rule"] == {"stop": "greedy-no-skip", "share": "greedy-custom"}[fit]
    assert len(recount(read).outcome.winners) == len(run.winners)
    assert recount(read, Options(fit=None, share=None)).outcome.owed == run.owed_tenge
    assert Fraction(run.rules["share"], 100) == Fraction(7, 10)


def test_an_odd_title_does_not_break_the_files(client, db, tmp_path):
    city.load()
    election = Election()
    odd = '=Ойын; "алаңы"\nжәне, саябақ'
    Proposal.objects.filter(number=election.number(1)).update(title=odd)
    election.counted()
    election.publish()
    read, _content = read_back(client, election, tmp_path)
    assert '=Ойын; "алаңы" және, саябақ' in {project.name for project in read.projects}
    sheet = csv.DictReader(io.StringIO(client.get(address(election, "csv")).content.decode("utf-8-sig")))
    assert next(row for row in sheet if row["number"] == election.number(1))["title_kk"] == f"'{odd}"


def test_the_other_rules_stand_side_by_side_once_they_are_computed(client, published):
    waiting = client.get(address(published, "other_rules"))
    assert waiting.context["cards"] == []
    run = results.official_run(published.edition, "medeu")
    tallying.compute_what_if(run.pk, at=published.now)
    cards = client.get(address(published, "other_rules")).context["cards"]
    assert [card["method"] for card in cards] == ["official", "stop", "per_cost", "equal_shares"]
    assert (cards[0]["winners"], cards[0]["without"]) == (2, 18)
    assert {sum(dot.won for dot in card["plot"].dots) for card in cards[:2]} == {2, 1}


def test_a_page_asks_few_questions_however_many_projects_there_are(client, published, django_assert_max_num_queries):
    client.get(address(published, "district"))
    for name in PAGES[:3]:
        with django_assert_max_num_queries(15):
            client.get(address(published, name))
    with django_assert_max_num_queries(15):
        client.get(f"/api/v1/budget/{published.edition.code}/results/medeu/")


def test_the_manager_counts_and_publishes_from_the_page_and_an_observer_only_watches(client, db):
    city.load()
    election = Election()
    election.chose(3, 1)
    election.open()
    client.force_login(people.officer("observer", "city-akimat"))
    watched = client.get(address(election, "watch"))
    assert watched.status_code == 200
    assert 'method="post" action="' + reverse(
        "results:watch_act", args=[election.edition.code, "count"]
    ) not in text_of(watched)
    assert client.post(reverse("results:watch_act", args=[election.edition.code, "count"])).status_code == 422
    assert TallyRun.objects.count() == 0
    client.force_login(election.vote.manager)
    for name in ("count", "publish", "start_works"):
        done = client.post(reverse("results:watch_act", args=[election.edition.code, name]))
        assert done.status_code == 302, (name, text_of(done))
    assert (TallyRun.objects.count(), election.edition.status) == (8, "works")
    # Once the results are published, the flags tell of choices too.
    assert client.get(address(election, "watch")).status_code == 200
    client.force_login(people.resident())
    assert client.get(address(election, "watch")).status_code == 403


def test_every_act_of_an_edition_is_told_in_words():
    assert set(watch.TOLD) == {transition.name for transition in EDITION.transitions} | set(EDITION.initial)


def test_what_an_observer_watches_names_no_project_and_no_choice_before_the_results(client, counted):
    client.force_login(people.officer("observer", "city-akimat"))
    page = text_of(client.get(address(counted, "watch")))
    for place in (1, 2, 3, 4):
        assert counted.number(place) not in page
        assert Proposal.objects.get(number=counted.number(place)).title not in page


def test_the_akimat_builds_a_winner_from_the_desk_and_everybody_reads_it(client, published):
    editions.start_works(published.edition.pk, actor=published.actor, at=published.now)
    works.begin_all(published.edition.pk, at=published.now)
    number = published.number(1)
    client.force_login(people.officer("district_akimat", "akimat-medeu", "medeu"))
    assert text_of(client.get(reverse("results:desk_works"))).count('class="b-hit"') == 2
    page = reverse("results:desk_work", args=[number])
    assert client.get(page).status_code == 200
    steps = [
        ("announce_tender", {}, 302),
        ("sign_contract", {"contractor": "Жасыл", "amount_tenge": "50000000"}, 422),
        ("sign_contract", {"contractor": "Жасыл", "amount_tenge": "39000000"}, 302),
        ("begin_works", {}, 302),
        ("pay", {"amount_tenge": "10000000"}, 302),
        ("accept", {"accepted_on": date.today().isoformat(), "final_tenge": "39000000"}, 422),
        (
            "accept",
            {"accepted_on": date.today().isoformat(), "final_tenge": "39000000", "no_photo_reason": "Қар."},
            302,
        ),
    ]
    for name, given, status in steps:
        answer = client.post(reverse("results:work_act", args=[number, name]), given)
        assert answer.status_code == status, (name, text_of(answer))
    client.logout()
    public = client.get(reverse("results:work", args=[number]))
    assert [row["sum"].replace("\u202f", "") for row in public.context["money"]] == [
        "40000000\u00a0₸", "39000000\u00a0₸", "10000000\u00a0₸", "39000000\u00a0₸",
    ]  # fmt: skip
    assert client.get(address(published, "works") + "?state=built&district=medeu").context["page"].paginator.count == 1
    client.force_login(people.officer("district_akimat", "akimat-almaly", "almaly"))
    assert client.get(page).status_code == 404


def test_a_list_of_winners_takes_the_same_questions_for_one_and_for_all(client, published):
    editions.start_works(published.edition.pk, actor=published.actor, at=published.now)
    works.begin_all(published.edition.pk, at=published.now)
    place = address(published, "works")
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(place + "?district=almaly")
    with CaptureQueriesContext(connection) as many:
        client.get(place)
    assert len(many) == len(one) <= 15
