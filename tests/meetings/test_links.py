"""What a line or an instruction names in another room: it exists, it is linked, nothing limited leaks (rule 43)."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from appeals.models import Appeal
from appeals.services import author, part_work
from meetings.models import InstructionLink, Line
from meetings.services import follows, plans, sheet
from meetings.services.sheet import Words
from tests.appeals.test_parts import DONE, HOLE, LATER, LIGHT, POLICE, cut
from tests.factories.appeals import AIRPORT, Town, photo
from tests.factories.budget import VETTING, Season
from tests.factories.meetings import OPENED
from tests.factories.plans import AT as GIVEN
from tests.factories.plans import Office
from tests.meetings.browsing import client_of
from tests.meetings.refusing import refused
from workflow import outbox

UNKNOWN = "2026-999999"


@pytest.fixture
def appeal(hall) -> Appeal:
    return Town().appeal()


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def href(number: str, language: str = "kk") -> str:
    return f'href="/{language}/appeals/{number}/"'


def test_a_secretary_names_an_appeal_as_it_is_copied_from_a_letter(hall, clock, appeal):
    meeting, secretary = hall.held(), client_of(hall.secretary)
    sent = {"key": uuid.uuid4(), "text": "Шұңқыр әлі тұр", "raises": f" № {appeal.number} ", "language": "kk"}
    assert secretary.post(f"/kk/desk/meetings/{meeting.number}/sheet/", sent).status_code == 302
    assert Line.objects.get().raises == appeal.number
    Appeal.objects.update(published_at=OPENED)
    assert href(appeal.number) in page(secretary, f"/kk/desk/meetings/{meeting.number}/sheet/")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("kk", f"Нөмірі {UNKNOWN} өтініш жоқ."), ("ru", f"Обращения с номером {UNKNOWN} нет.")],
)
def test_a_number_that_does_not_exist_is_said_and_nothing_typed_is_lost(hall, clock, language, sentence):
    meeting, secretary = hall.held(), client_of(hall.secretary)
    sent = {"key": uuid.uuid4(), "text": "Шұңқыр әлі тұр", "raises": UNKNOWN, "language": "kk"}
    answer = secretary.post(f"/{language}/desk/meetings/{meeting.number}/sheet/", sent)
    body = answer.content.decode()
    assert (answer.status_code, Line.objects.count()) == (422, 0)
    assert sentence in body and "Шұңқыр әлі тұр" in body and f'value="{UNKNOWN}"' in body
    api = secretary.post(f"/api/v1/meetings/{meeting.number}/lines/", sent, "application/json")
    assert (api.status_code, api.json()["code"]) == (422, "appeal_unknown")


@pytest.mark.parametrize("signed", [False, True])
def test_what_is_not_published_is_a_number_to_strangers_and_a_link_to_its_author(hall, clock, appeal, signed):
    meeting, town = hall.held(), Town()
    hall.line(meeting, raises=appeal.number, result="explained", explanation="Жөнделеді.")
    if signed:
        hall.signed(meeting)
    Appeal.objects.filter(pk=appeal.pk).update(published_at=None)
    address, own = f"/kk/meetings/{meeting.number}/", f"/kk/appeals/{appeal.number}/"
    stranger, author = page(Client(), address), page(client_of(appeal.author), address)
    assert appeal.number in stranger and href(appeal.number) not in stranger
    assert appeal.text not in stranger
    assert href(appeal.number) in author
    assert href(appeal.number) not in page(client_of(town.lights_executor), address)
    assert Client().get(own).status_code == 404
    assert f"{address}#line-1" in page(client_of(appeal.author), own)


@pytest.mark.parametrize(
    ("language", "raised", "born"),
    [
        ("kk", "кездесуде айтылды, хаттаманың 1-тармағы", "хаттамасының 2-тармағынан шықты"),
        ("ru", "Поднято на встрече 12\xa0февраля, пункт 1", "Подано со встречи 12\xa0февраля, пункт 2"),
        ("en", "Raised in line 1", "Came out of line 2"),
    ],
)
def test_the_page_of_an_appeal_says_at_which_meeting_and_in_which_line(hall, clock, appeal, language, raised, born):
    meeting = hall.held()
    hall.line(meeting, raises=appeal.number)
    hall.line(meeting, text="Аулада балалар алаңы жоқ, салып беріңіздер.", result="appeal")
    outbox.drain(100)
    filed = Line.objects.get(number=2).appeal_number
    Appeal.objects.update(published_at=OPENED)
    first, second = (page(Client(), f"/{language}/appeals/{number}/") for number in (appeal.number, filed))
    assert raised in first and f"/{language}/meetings/{meeting.number}/#line-1" in first
    assert born in second and f"/{language}/meetings/{meeting.number}/#line-2" in second
    assert href(appeal.number, language) in page(Client(), f"/{language}/meetings/{meeting.number}/")
    sheet.strike(meeting.pk, 1, version=1, actor=hall.actor("secretary"), at=OPENED)
    assert meeting.number not in page(Client(), f"/{language}/appeals/{appeal.number}/")


def test_the_author_of_a_split_appeal_reads_it_too_and_the_fullest_page_keeps_within_its_queries(hall):
    town = Town()
    split, (hole, light, _outside) = cut(town, HOLE, LIGHT, POLICE, photos=[photo("red"), photo("blue")])
    doers = town.actor("executor"), town.actor("lights_executor")
    part_work.accept(hole.pk, actor=doers[0], at=LATER)
    part_work.ask(hole.pk, question="Қай үйдің тұсында?", actor=doers[0], at=LATER)
    author.reply(split.pk, text="12-үйдің тұсында.", part=1, actor=town.actor("resident"), at=LATER)
    for part, doer in zip((hole, light), doers, strict=True):
        if part is light:
            part_work.accept(light.pk, actor=doer, at=LATER)
        part_work.report(part.pk, text=DONE, photos=[photo("black")], photo_place=AIRPORT, actor=doer, at=LATER)
        part_work.answer(part.pk, actor=town.actor("controller"), at=LATER)
    meeting = hall.held()
    hall.line(meeting, raises=split.number)
    own, address = client_of(split.author), f"/kk/appeals/{split.number}/"
    page(own, address)
    with CaptureQueriesContext(connection) as asked:
        shown = page(own, address)
    split.refresh_from_db()
    assert (split.status, f"/kk/meetings/{meeting.number}/#line-1" in shown) == ("answered", True)
    assert len(asked) <= 15, "\n".join(query["sql"][:100] for query in asked)


def test_what_a_line_names_stands_together_with_the_instruction_drawn_up_out_of_it(hall, appeal):
    meeting = hall.held()
    hall.line(meeting, raises=appeal.number, result="instruction")
    hall.signed(meeting)
    row = plans.draw_up(meeting.pk, actor=hall.actor("controller"), at=OPENED).instructions.get()
    assert list(row.links.values_list("kind", "number")) == [("appeal", appeal.number)]


def test_the_number_of_a_line_is_corrected_or_taken_away(hall, appeal):
    meeting = hall.held()
    line = hall.line(meeting, raises=appeal.number)
    hands = {"actor": hall.actor("secretary"), "at": OPENED}
    wrong = Words(text=line.text, raises=UNKNOWN)
    refused("appeal_unknown", sheet.correct, meeting.pk, 1, version=1, words=wrong, **hands)
    assert Line.objects.get().raises == appeal.number
    sheet.correct(meeting.pk, 1, version=1, words=Words(text=line.text), **hands)
    assert Line.objects.get().raises == ""


@pytest.mark.parametrize(
    ("kind", "number", "sentence"),
    [
        ("appeal", UNKNOWN, f"Обращения с номером {UNKNOWN} нет."),
        ("budget", "P-2027-000999", "Проекта бюджета народного участия с номером P-2027-000999 нет."),
    ],
)
def test_an_instruction_is_not_linked_with_what_does_not_exist(hall, kind, number, sentence):
    office = Office()
    row = office.given()
    with override("ru"):
        refusal = refused(
            "number_unknown", follows.link, row.pk, kind=kind, number=number, actor=office.controller, at=GIVEN
        )
    assert str(refusal.sentence).startswith(sentence)
    assert not InstructionLink.objects.exists()


def test_a_linked_budget_project_leads_to_its_page(hall, clock):
    proposal, office = Season().proposal(), Office()
    row = office.given()
    clock(VETTING)
    follows.link(row.pk, kind="budget", number=proposal.number.lower(), actor=office.controller, at=GIVEN)
    shown = page(Client(), f"/kk/instructions/{row.ref}/")
    address = f"/kk/budget/proposals/{proposal.number}/"
    assert f'href="{address}"' in shown
    opened = Client().get(address)
    assert opened.status_code == 200
    assert proposal.title in opened.content.decode()


def test_an_instruction_leads_to_an_appeal_only_those_who_may_open_it(hall, clock, appeal):
    office = Office()
    row = office.given()
    follows.link(row.pk, kind="appeal", number=appeal.number, actor=office.controller, at=GIVEN)
    Appeal.objects.filter(pk=appeal.pk).update(published_at=None)
    address = f"/kk/instructions/{row.ref}/"
    stranger = page(Client(), address)
    assert appeal.number in stranger and href(appeal.number) not in stranger
    assert href(appeal.number) in page(client_of(appeal.author), address)
