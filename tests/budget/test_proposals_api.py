"""Editions and proposals for programs, and the admin of editions."""

import pytest
from django.test import Client

from accounts.enums import Role
from budget.enums import EditionStatus, ProposalStatus
from budget.models import Edition, Proposal
from tests.budget.test_pages import at, client_of  # noqa: F401 - the clock of the doors is a fixture
from tests.factories import people
from tests.factories.budget import WORDS, Season

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = "off"


def test_editions_and_proposals_are_read_by_everybody(season: Season, at, django_assert_max_num_queries):  # noqa: F811
    row = season.proposal(ProposalStatus.REFUSED)
    with django_assert_max_num_queries(15):
        edition = Client().get("/api/v1/budget/editions/2027/").json()
    assert (edition["cap_tenge"], edition["envelopes"]["medeu"]) == (108_125_000, 800_000_000)
    assert edition["rules_hash"] == row.edition.rules_hash
    listed = Client().get("/api/v1/budget/editions/2027/proposals/").json()["results"]
    assert [(each["number"], each["status"], each["district"]) for each in listed] == [(row.number, "refused", "medeu")]
    with django_assert_max_num_queries(15):
        whole = Client().get(f"/api/v1/budget/proposals/{row.number}/").json()
    assert [line["amount_tenge"] for line in whole["costs"]] == [3_600_000, 5_400_000]
    assert "author" not in whole
    way = Client().get(f"/api/v1/budget/proposals/{row.number}/timeline/").json()
    assert [step["name"] for step in way][-3:] == ["rework", "lapse", "refuse"]
    assert way[-1]["code"] == "networks"


def test_an_author_writes_and_sends_through_the_api(season: Season, at):  # noqa: F811
    season.edition  # noqa: B018 - opened
    client = client_of(season.author)
    begun = client.post("/api/v1/budget/editions/2027/proposals/", {"language": "kk"}, "application/json")
    assert begun.status_code == 201
    address = f"/api/v1/budget/proposals/{begun.json()['number']}/"
    words = {name: WORDS[name] for name in WORDS if name != "language"}
    saved = client.patch(address, {**words, "revision": 0}, "application/json")
    assert (saved.status_code, saved.json()["cost_tenge"]) == (200, 8_000_000)
    stale = client.patch(address, {"title": "Ескі", "revision": 0}, "application/json")
    assert stale.status_code == 409
    refused = client.post(f"{address}submit/", {}, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "picture_needed")
    assert Client().get(address).status_code == 404
    assert client_of(season.resident()).patch(address, {"title": "Өзге"}, "application/json").status_code == 404
    assert Proposal.objects.get().title == WORDS["title"]


def test_a_manager_opens_an_edition_in_the_admin_and_then_only_reads_it(season: Season, at):  # noqa: F811
    row = season.draft_edition()
    client = client_of(season.manager)
    given = {"action": "open_editions", "_selected_action": [row.pk]}
    client.post("/admin/budget/edition/", given)
    row = Edition.objects.get()
    assert row.status == EditionStatus.INTAKE and row.rules_hash
    page = client.get(f"/admin/budget/edition/{row.pk}/change/")
    assert page.status_code == 200 and b'name="_save"' not in page.content
    client.post(f"/admin/budget/edition/{row.pk}/change/", {"choices": 9})
    assert Edition.objects.get().choices == 3


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.COUNCIL_SECRETARY, Role.EXPERT])
def test_others_do_not_see_editions_in_the_admin(season: Season, at, role):  # noqa: F811
    row = season.draft_edition()
    client = client_of(people.officer(role, "city-akimat"))
    assert client.get("/admin/budget/edition/").status_code == 403
    assert client.get(f"/admin/budget/edition/{row.pk}/change/").status_code == 403
