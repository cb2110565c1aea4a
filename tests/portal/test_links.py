"""Rooms that do not know each other: an instruction hears of the appeal that it stands together with."""

import pytest
from django.test import Client
from django.utils import timezone

from appeals.enums import Status
from budget.models import Proposal, Work
from budget.services import editions, works
from meetings.models import InstructionLink
from meetings.services import follows
from tests.factories import city, people
from tests.factories.appeals import Town
from tests.factories.budget import INTAKE, Season
from tests.factories.plans import Office
from tests.factories.results import Election
from workflow import outbox
from workflow.models import Act

BACKEND = "django.contrib.auth.backends.ModelBackend"


def test_rule_43_an_appeal_becomes_a_proposal_and_each_page_leads_to_the_other(db, monkeypatch, settings):
    """The other half of the rule, from a line of a meeting to an appeal: tests/meetings/test_sheet.py."""
    settings.STAFF_SECOND_FACTOR = "off"
    city.load()
    season, town = Season(), Town()
    assert season.edition.code == "2027"
    monkeypatch.setattr("django.utils.timezone.now", lambda: INTAKE)
    appeal = town.appeal(Status.REGISTERED, at=INTAKE)
    author, stranger = Client(), Client()
    author.force_login(appeal.author, backend=BACKEND)
    stranger.force_login(season.resident(), backend=BACKEND)
    page = f"/kk/appeals/{appeal.number}/propose/"
    assert page in author.get(f"/kk/appeals/{appeal.number}/").content.decode()
    assert [stranger.get(page).status_code, stranger.post(page).status_code] == [404, 404]
    assert author.get(page).status_code == 200
    written = author.post(page)
    draft = Proposal.objects.get()
    assert written["Location"] == f"/kk/budget/proposals/{draft.number}/write/"
    assert (draft.origin_kind, draft.origin_number, draft.description) == ("appeal", appeal.number, appeal.text)
    assert (draft.address, draft.point.coords) == (appeal.address, appeal.point.coords)
    assert draft.number in author.get(page).content.decode()
    assert f"/kk/appeals/{appeal.number}/" in author.get(f"/kk/budget/proposals/{draft.number}/").content.decode()


@pytest.fixture
def office(db) -> Office:
    city.load()
    return Office()


def test_an_instruction_hears_when_its_appeal_is_answered(office: Office):
    town = Town()
    appeal, other = town.appeal(Status.REPORTED), town.appeal(Status.REPORTED)
    row, apart = office.given(), office.given()
    for instruction, number in ((row, appeal.number), (apart, other.number)):
        follows.link(instruction.pk, kind="appeal", number=number, actor=office.controller, at=timezone.now())
    outbox.drain(200)
    town._answer(appeal.pk, timezone.now())
    outbox.drain(200)
    heard = Act.objects.filter(kind="instruction", name="link_moved").values_list("subject_id", "data")
    assert list(heard) == [(row.pk, {"kind": "appeal", "number": appeal.number, "told": Status.ANSWERED})]
    assert set(InstructionLink.objects.values_list("number", "told")) == {
        (appeal.number, Status.ANSWERED),
        (other.number, ""),
    }


def test_an_instruction_hears_how_the_budget_project_that_fulfils_it_is_built(office: Office):
    election = Election()
    election.counted()
    election.publish()
    editions.start_works(election.edition.pk, actor=election.actor, at=election.now)
    works.begin_all(election.edition.pk, at=election.now)
    work = Work.objects.select_related("proposal").order_by("pk")[0]
    number, district = work.proposal.number, work.proposal.district_id
    row = office.given()
    follows.link(row.pk, kind="budget", number=number, actor=office.controller, at=timezone.now())
    akimat = people.acting(people.officer("district_akimat", f"akimat-{district}", district), election.now)
    works.announce_tender(work.pk, actor=akimat, at=election.now)
    works.sign_contract(work.pk, contractor="Жасыл Алматы", amount_tenge=1_000_000, actor=akimat, at=election.now)
    works.begin_works(work.pk, actor=akimat, at=election.now)
    outbox.drain(500)
    heard = Act.objects.filter(kind="instruction", name="link_moved", subject_id=row.pk).order_by("seq")
    assert [act.data["told"] for act in heard] == ["contract", "works"]
    assert InstructionLink.objects.get(instruction=row).told == Work.objects.get(pk=work.pk).status == "works"
