"""Pages of the people's budget: who sees what, and a whole way by forms alone."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budget.enums import ProposalStatus
from budget.models import CouncilItem, Proposal, Sitting
from tests.factories import people
from tests.factories.appeals import photo
from tests.factories.budget import INTAKE, KK, RU, SQUARE, VETTING, WORDS, Season


@pytest.fixture
def at(monkeypatch):
    """Sets the clock of the doors."""

    def set_(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    set_(INTAKE)
    return set_


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = "off"


PUBLIC_PAGES = ["budget/", "budget/2027/", "budget/2027/fragment/", "budget/2027/proposals/", "budget/2027/map/"]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_public_pages_open(season: Season, at, path, language, django_assert_max_num_queries):
    season.proposal(ProposalStatus.ADMITTED)
    with django_assert_max_num_queries(15):
        assert Client().get(f"/{language}/{path}").status_code == 200


@pytest.mark.parametrize("status", sorted(set(ProposalStatus) - {"unplaced"}))
def test_the_page_of_a_proposal_in_every_state(season: Season, at, status, django_assert_max_num_queries):
    row = season.proposal(status)
    public = status not in (ProposalStatus.DRAFT, ProposalStatus.WITHDRAWN)
    address = f"/kk/budget/proposals/{row.number}/"
    with django_assert_max_num_queries(15):
        assert Client().get(address).status_code == (200 if public else 404)
    assert client_of(season.author).get(address).status_code == 200
    assert client_of(season.resident()).get(address).status_code == (200 if public else 404)


def test_the_list_with_one_and_with_many_rows_takes_the_same_queries(season: Season, at, django_assert_num_queries):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert Client().get("/kk/budget/2027/proposals/").status_code == 200
        return len(queries)

    season.proposal()
    first = asked()
    for _number in range(6):
        season.proposal(author=season.resident())
    assert asked() == first


def test_a_proposal_is_written_checked_and_sent_by_forms(season: Season, at):
    season.edition  # noqa: B018 - opened
    client = client_of(season.author)
    begun = client.post("/kk/budget/2027/new/", {"language": "kk"})
    row = Proposal.objects.get()
    assert begun["Location"] == reverse("budget:write", args=[row.number])
    flat = {
        **{name: WORDS[name] for name in WORDS if name not in ("costs", "funding")},
        "costs-year": ["2027", ""],
        "costs-title": ["Орындық", ""],
        "costs-amount": ["3 600 000", ""],
        "revision": "0",
    }
    quiet = client.post(begun["Location"], flat, headers={"Birge-Draft": "1"})
    assert quiet.json() == {"revision": 1}
    refused = client.post(begun["Location"], {**flat, "revision": "1", "action": "send"})
    assert refused.status_code == 422
    assert refused.content.decode().count('href="#id_photos"') == 1  # a picture is all that is missing
    image = photo()
    image.name = "park.jpg"
    added = client.post(reverse("budget:add_photos", args=[row.number]), {**flat, "photos": [image], "kind": "photo"})
    assert added.status_code == 302 and row.photos.count() == 1
    row.refresh_from_db()
    sent = client.post(begun["Location"], {**flat, "revision": str(row.revision), "action": "send"})
    assert sent["Location"] == reverse("budget:proposal", args=[row.number])
    row.refresh_from_db()
    assert (row.status, row.cost_tenge) == (ProposalStatus.SUBMITTED, 3_600_000)


def test_writing_and_sending_ask_few_questions(season: Season, at, django_assert_max_num_queries):
    """Forty per cent of all applications come in the last five days."""
    season.edition  # noqa: B018 - opened
    client = client_of(season.author)
    page = client.post("/kk/budget/2027/new/", {"language": "kk"})["Location"]
    row = Proposal.objects.get()
    form = {name: WORDS[name] for name in WORDS if name not in ("costs", "funding", "area")}
    form |= {"area": SQUARE, "costs-year": "2027", "costs-title": "Орындық", "costs-amount": "3 600 000"}
    form |= {"funding-source": "sponsor", "funding-name": "«Жарық» ЖШС", "funding-amount": "1 000 000"}
    quiet = {"Birge-Draft": "1"}
    with django_assert_max_num_queries(15):
        assert client.post(page, form, headers=quiet).json() == {"revision": 1}
    with django_assert_max_num_queries(10):
        assert client.post(page, form | {"title": "Саябаққа орындық керек"}, headers=quiet).json() == {"revision": 2}
    with django_assert_max_num_queries(8):  # nothing is new
        assert client.post(page, form | {"title": "Саябаққа орындық керек"}, headers=quiet).json() == {"revision": 2}
    form["title"] = "Саябаққа орындық керек"
    image = photo()
    image.name = "park.jpg"
    with django_assert_max_num_queries(15):
        client.post(reverse("budget:add_photos", args=[row.number]), form | {"photos": [image], "kind": "photo"})
    assert row.photos.count() == 1
    image.seek(0)
    with django_assert_max_num_queries(16):  # four of them begin and end transactions
        client.post(
            reverse("budget:add_photos", args=[row.number]),
            form | {"address": "Гоголь көшесі, 29", "photos": [image], "kind": "sketch"},
        )
    assert row.photos.count() == 2
    with django_assert_max_num_queries(17):  # two of them begin and end the transaction
        client.post(page, form | {"address": "Гоголь көшесі, 30", "revision": "3", "action": "send"})
    row.refresh_from_db()
    assert (row.status, row.title, row.address) == (ProposalStatus.SUBMITTED, form["title"], "Гоголь көшесі, 30")
    assert (row.cost_tenge, row.costs.count(), row.funding.count()) == (2_600_000, 1, 2)
    assert row.district_id == "medeu" and row.area is not None


def test_what_was_typed_is_kept_where_the_sending_is_refused(season: Season, at):
    row = season.draft()
    page, revision = reverse("budget:write", args=[row.number]), str(Proposal.objects.get(pk=row.pk).revision)
    form = {name: WORDS[name] for name in WORDS if name not in ("costs", "funding")}
    form |= {"title": "Қысқа", "revision": revision, "action": "send"}
    refused = client_of(season.author).post(page, form)
    row.refresh_from_db()
    assert (refused.status_code, row.status, row.title) == (422, ProposalStatus.DRAFT, "Қысқа")
    assert refused.content.decode().count('href="#id_title"') == 1
    stale = client_of(season.author).post(page, form | {"title": WORDS["title"]})
    row.refresh_from_db()
    assert (stale.status_code, row.status, row.title) == (409, ProposalStatus.DRAFT, "Қысқа")
    assert [one.words["title"] for one in row.revisions.filter(lost=True)] == [WORDS["title"]]


def test_a_stale_form_is_told_and_its_words_are_kept(season: Season, at):
    row = season.draft()
    stale = client_of(season.author).post(
        reverse("budget:write", args=[row.number]), {"title": "Ескі бет", "revision": "0"}
    )
    assert stale.status_code == 409 and "Ескі бет" in stale.content.decode()


def test_only_its_writers_open_the_form(season: Season, at):
    row = season.draft()
    address = reverse("budget:write", args=[row.number])
    assert Client().get(address).status_code == 302
    assert client_of(season.resident()).get(address).status_code == 404
    assert client_of(season.secretary).get(address).status_code == 404
    assert client_of(season.author).get(address).status_code == 200


def test_the_check_by_forms_from_the_queue_to_the_published_protocol(season: Season, at):
    row = season.proposal()
    at(VETTING)
    office = client_of(season.secretary)
    assert row.title in office.get("/kk/desk/budget/").content.decode()
    assert office.post(f"/kk/desk/budget/{row.number}/pass_formal/", {"seq": row.seq}).status_code == 302
    for code, expert in season.experts().items():
        desk = client_of(expert)
        assert row.title in desk.get("/kk/desk/budget/").content.decode()
        page = desk.get(f"/kk/desk/budget/{row.number}/").content.decode()
        criterion = page.split('name="finding-')[1].split('"')[0]
        given = {"organisation": code, f"finding-{criterion}": "met", f"words-{criterion}": ""}
        assert desk.post(f"/kk/desk/budget/{row.number}/find/", given).status_code == 302
    begun = {"district": "medeu", "edition": "2027", "held_on": "2026-10-05", "chair": season.council[0].pk}
    assert office.post("/kk/desk/budget/council/new/", {**begun, "numbers": [row.number]}).status_code == 302
    sitting, item = Sitting.objects.get(), CouncilItem.objects.get()
    question = f"/kk/desk/budget/council/questions/{item.pk}"
    refused = office.post(f"{question}/move/", {"motion": "refuse", "code": "land", "text_kk": KK, "text_ru": RU})
    assert refused.status_code == 422
    assert office.post(f"{question}/move/", {"motion": "admit"}).status_code == 302
    for member in season.council:
        assert client_of(member).post(f"{question}/vote/", {"choice": "for"}).status_code == 302
    assert Client().get(f"/kk/budget/protocols/{sitting.pk}/").status_code == 404
    assert office.post(f"/kk/desk/budget/council/{sitting.pk}/sign/").status_code == 422
    assert client_of(season.council[0]).post(f"/kk/desk/budget/council/{sitting.pk}/sign/").status_code == 302
    assert Proposal.objects.get().status == ProposalStatus.ADMITTED
    assert Client().get(f"/ru/budget/protocols/{sitting.pk}/").status_code == 200
    assert Client().get("/ru/budget/2027/").content.decode().count(f"/budget/protocols/{sitting.pk}/") == 1


@pytest.mark.parametrize("status", ["submitted", "departments", "council", "appealed", "admitted"])
def test_the_desk_page_in_every_state_stays_cheap(season: Season, at, status, django_assert_max_num_queries):
    row = season.proposal(status)
    office = client_of(season.akim if status == "appealed" else season.secretary)
    office.get("/kk/")
    with django_assert_max_num_queries(25):
        assert office.get(f"/kk/desk/budget/{row.number}/").status_code == 200


def test_the_desk_of_the_check_is_for_its_posts_only(season: Season, at):
    row = season.proposal()
    away = season.officer("council_secretary", "akimat-almaly", "almaly")
    assert Client().get("/kk/desk/budget/").status_code == 302
    assert client_of(season.author).get("/kk/desk/budget/").status_code == 403
    assert client_of(people.officer("executor", "akimat-medeu")).get("/kk/desk/budget/").status_code == 403
    assert client_of(away).get(f"/kk/desk/budget/{row.number}/").status_code == 404
    assert client_of(season.secretary).get(f"/kk/desk/budget/{row.number}/").status_code == 200


def test_tiles_carry_the_public_proposals(season: Season, at):
    season.proposal()
    tile = Client().get("/tiles/budget/2027/14/11694/6028.mvt")
    assert tile.status_code in (200, 204)
    whole = Client().get("/tiles/budget/2027/0/0/0.mvt")
    assert whole.status_code == 200 and Proposal.objects.get().number.encode() in whole.content


def test_the_form_of_a_draft_with_near_duplicates_stays_cheap(season: Season, at, django_assert_max_num_queries):
    season.proposal()
    draft = season.draft(season.resident())
    author = client_of(draft.author)
    with django_assert_max_num_queries(15):
        page = author.get(f"/kk/budget/proposals/{draft.number}/write/")
    assert len(page.context["near"]) == 1


# Who looks at a proposal in the council -> whether the form is offered, and what sending it anyway gives.
COST = {
    "an expert of a body that is asked": (("expert", "dept-land"), True, 302),
    "an expert of a body that is not asked": (("expert", "dept-culture"), False, 422),
    "the secretary of the council": (("council_secretary", "akimat-medeu", "medeu"), True, 302),
}


@pytest.mark.parametrize("who", COST)
def test_the_cost_form_is_offered_to_those_whose_correction_is_taken(season: Season, at, who):
    post, offered, answered = COST[who]
    row = season.proposal(ProposalStatus.COUNCIL)
    at(VETTING)
    desk, page = client_of(people.officer(*post)), f"/kk/desk/budget/{row.number}/"
    shown = desk.get(page)
    assert (f'action="{page}correct_cost/"' in shown.content.decode(), "correct_cost" in shown.context["acts"]) == (
        offered,
        offered,
    )
    line = {"costs-year": "2027", "costs-title": "12 орындық", "costs-amount": "4000000"}
    words = {**line, "reason": "Баға ескі", "seq": row.seq}
    assert desk.post(f"{page}correct_cost/", words).status_code == answered
    assert row.corrections.count() == (1 if offered else 0)
