"""Reports, reasons and opening words in public, on pages and paper: personal data is covered until let through."""

import io
from datetime import timedelta

import docx
import openpyxl
import pypdfium2
import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import Notice
from meetings.models import Asker, Instruction, Meeting, YearPlan
from meetings.rules.disclosure import doubtful
from meetings.services import (
    announcing,
    asking,
    calendar,
    disclosing,
    execution,
    follows,
    plan_reading,
    plans,
    protocols,
    term_moves,
)
from tests.factories import people
from tests.factories.meetings import AT, OPENED, STARTS, Hall
from tests.factories.plans import ROADS, Office, later
from tests.meetings.browsing import client_of
from tests.meetings.refusing import refused
from tests.meetings.test_instructions import document
from tests.meetings.test_plan_import import ROWS, as_file, bring
from workflow import outbox

IIN, PHONE, MAIL, PLATE = "900515300127", "8 701 123 45 67", "aigul@example.kz", "777 ABC 02"
SECRETS = (IIN, PHONE, MAIL, PLATE)
SAID = f"Менің ЖСН {IIN}, телефоным {PHONE}, поштам {MAIL}, көлігім {PLATE}."
BOOKING = "8 727 300 00 00"
REPORTED = f"Шамдар қойылды. Диспетчер: {BOOKING}. Тұрғынның телефоны {PHONE}."
SPOKEN = {"kk": "[телефон жасырылған]", "ru": "[телефон скрыт]"}


@pytest.fixture
def office(hall, tmp_path, settings) -> Office:
    settings.MEDIA_ROOT = tmp_path / "media"
    return Office()


@pytest.fixture
def row(office, clock) -> Instruction:
    """Everybody who writes a word of it wrote somebody's data."""
    asker, given = (
        people.resident(email="asker@example.com"),
        office.given(),
    )
    execution.refuse(given.pk, reason=f"Біздікі емес. {SAID}", actor=office.doer(), at=later(1))
    execution.redirect(given.pk, lead=ROADS, reason=f"Солардікі. {SAID}", actor=office.controller, at=later(1))
    term_moves.move_term(given.pk, until=later(90).date(), reason=f"Жаңбыр. {SAID}", actor=office.akim, at=later(2))
    execution.report(given.pk, text=f"Басталды. {SAID}", documents=[document()], actor=office.doer(ROADS), at=later(3))
    execution.return_(given.pk, reason=f"Екі шам жанбайды. {SAID}", actor=office.controller, at=later(4))
    execution.report(given.pk, text=REPORTED, documents=[document()], actor=office.doer(ROADS), at=later(5))
    execution.accept(given.pk, note=f"Рахмет. {SAID}", actor=office.controller, at=later(6))
    Asker.objects.create(instruction=given, user=asker)
    follows.follow(instruction=given.ref, actor=people.acting(asker, later(6)), at=later(6))
    asking.dispute(given.pk, reason=f"Жанбайды. {SAID}", actor=people.acting(asker, later(7)), at=later(7))
    clock(later(8))
    return Instruction.objects.get(pk=given.pk)


def text_of(ending: str, content: bytes) -> str:
    if ending == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        return "\n".join(str(cell or "") for row in sheet.iter_rows(values_only=True) for cell in row)
    if ending == "docx":
        paper = docx.Document(io.BytesIO(content))
        cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(line.text for line in paper.paragraphs), *cells])
    document = pypdfium2.PdfDocument(content)
    # A line of a narrow column breaks where it must: words are compared, not lines.
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


def public_doors(client: Client, row: Instruction) -> dict[str, str]:
    paths = {
        "page": f"/kk/instructions/{row.ref}/",
        "fragment": f"/kk/instructions/{row.ref}/fragment/",
        "plan": f"/kk/plans/{row.plan.code}/",
        "rss": "/kk/plans/feed.rss",
        "atom": "/kk/plans/feed.atom",
        "api": f"/api/v1/instructions/{row.ref}/",
        "api plan": f"/api/v1/plans/{row.plan.code}/",
    }
    shown = {name: client.get(path).text for name, path in paths.items()}
    for language in SPOKEN:
        for ending in ("xlsx", "docx"):
            file = client.get(f"/{language}/plans/{row.plan.code}.{ending}")
            shown[f"{ending} {language}"] = text_of(ending, file.content)
    return shown


def test_no_door_shows_what_reports_and_reasons_say_of_a_person(office, row, client):
    outbox.drain()
    shown = public_doors(client, row)
    shown["letter"] = "\n".join(Notice.objects.filter(user__email="asker@example.com").values_list("body", flat=True))
    found = {(where, secret) for where, text in shown.items() for secret in (*SECRETS, BOOKING) if secret in text}
    assert found == set()
    assert "Жанбайды." in shown["letter"]
    spoken = {where for where, text in shown.items() if "…]" in text}
    assert spoken == {"api"}, "only programs read marks: people read words"
    assert {where: SPOKEN[where[-2:]] in text for where, text in shown.items() if where[-2:] in SPOKEN} == {
        "xlsx kk": True, "docx kk": True, "xlsx ru": True, "docx ru": True,
    }  # fmt: skip
    # Officials have it whole.
    desk = client_of(office.person(Role.CONTROLLER, "city-akimat")).get(f"/kk/desk/plan/{row.ref}/").text
    assert desk.count(PHONE) >= 7
    whole = Notice.objects.filter(user=office.person(Role.CONTROLLER, "city-akimat"), code="instruction_to_check")
    assert any(PHONE in body for body in whole.values_list("body", flat=True))


def test_the_controller_lets_a_word_through_by_one_act(office, row, client):
    desk = client_of(office.person(Role.CONTROLLER, "city-akimat"))
    page, act = f"/kk/desk/plan/{row.ref}/", f"/kk/desk/plan/{row.ref}/do/let_through/"
    form = desk.get(page).text
    assert {word: f'value="{word}"' in form for word in (*SECRETS, BOOKING)} == dict.fromkeys((*SECRETS, BOOKING), True)
    assert desk.post(act, {"seq": row.seq, "shown": [BOOKING]}).status_code == 302
    shown = public_doors(client, row)
    assert {where for where, text in shown.items() if BOOKING in text} == shown.keys() - {"rss", "atom", "api plan"}
    assert {(where, secret) for where, text in shown.items() for secret in SECRETS if secret in text} == set()
    # Taken back by the same act; nothing but words that stand there is kept.
    disclosing.let_through(row.pk, shown=["Шамдар"], actor=office.controller, at=later(8))
    assert Instruction.objects.get(pk=row.pk).shown == []
    for actor in (office.doer(ROADS), office.actor(Role.CONTROLLER, "akimat-medeu")):
        refused("role", disclosing.let_through, row.pk, shown=[BOOKING], actor=actor, at=later(8))


def test_opening_words_and_the_reason_to_amend_are_covered_until_confirmed(hall: Hall, clock, client):
    meeting = hall.held()
    hall.line(meeting, text=SAID, result="explained", explanation=f"Жазып алдық: {SAID}")
    clock(OPENED)
    desk, path = client_of(hall.secretary), f"/kk/desk/meetings/{meeting.number}/protocol/"
    words = {"summary_kk": f"Әкім: {BOOKING}. {SAID}", "summary_ru": f"Звоните {BOOKING}. {SAID}", "attended": "90"}
    assert desk.post(f"{path}draft/", words).status_code == 302
    assert f'value="{BOOKING}"' in desk.get(path).text
    assert desk.post(f"{path}draft/", words | {"shown": [BOOKING]}).status_code == 302
    signed = hall.signed(meeting)
    protocols.amend(signed.pk, reason=f"Қате болған. {SAID}", actor=hall.actor("secretary"), at=OPENED)
    assert desk.post(f"{path}draft/", words | {"shown": [BOOKING]}).status_code == 302
    protocols.check(signed.pk, actor=hall.actor("controller"), at=OPENED)
    protocols.sign(signed.pk, actor=hall.actor("akim"), at=OPENED)
    address = f"meetings/{meeting.number}/protocol"
    shown = {"api": client.get(f"/api/v1/{address}/").text, "page": client.get(f"/kk/{address}/").text}
    for language in SPOKEN:
        for ending in ("pdf", "docx"):
            shown[f"{ending} {language}"] = text_of(ending, client.get(f"/{language}/{address}.{ending}").content)
    assert {(where, secret) for where, text in shown.items() for secret in SECRETS if secret in text} == set()
    assert {where for where, text in shown.items() if BOOKING in text} == shown.keys()
    assert {where for where, text in shown.items() if "…]" in text} == {"api"}
    # Of the line what was asked and what was answered, the reason to amend, the opening words.
    spoken = {where: text.count(SPOKEN[where[-2:]]) for where, text in shown.items() if where[-2:] in SPOKEN}
    assert spoken == {"pdf kk": 4, "docx kk": 4, "pdf ru": 4, "docx ru": 4}


def test_a_plan_that_was_sent_out_comes_back_with_its_marks(office, clock, client, tmp_path):
    """What stands for a hidden word on paper is read as the mark again: nothing would change."""
    row, question = office.given(term="01.04.2026"), "Жауап күтемін: [TEL …], [APT …]"
    Instruction.objects.filter(pk=row.pk).update(question=question)
    for language in SPOKEN:
        file = tmp_path / f"plan-{language}.xlsx"
        file.write_bytes(client.get(f"/{language}/plans/{row.plan.code}.xlsx").content)
        read = plan_reading.read(file, given_on=row.plan.given_on, plan=row.plan)
        assert [(one.change, one.words.question) for one in read.entries] == [("same", question)]


def test_the_question_of_a_plan_from_a_file_is_covered_until_confirmed(office, clock, client, tmp_path):
    said = f"Нет света, звонил {BOOKING}. {SAID}"
    bring(as_file(tmp_path / "plan.xlsx", [["1", said, *ROWS[0][2:]]]), "--publish")
    row, controller = Instruction.objects.get(), office.person(Role.CONTROLLER, "city-akimat")
    assert row.question == said
    clock(later(8))
    shown = public_doors(client, row)
    found = {(where, secret) for where, text in shown.items() for secret in (*SECRETS, BOOKING) if secret in text}
    assert found == set()
    desk = client_of(controller)
    assert PHONE in desk.get(f"/kk/desk/plan/{row.ref}/").text
    assert (
        desk.post(f"/kk/desk/plan/{row.ref}/do/let_through/", {"seq": row.seq, "shown": [BOOKING]}).status_code == 302
    )
    shown = public_doors(client, row)
    assert {where for where, text in shown.items() if BOOKING in text} == shown.keys() - {"rss", "atom"}
    assert {(where, secret) for where, text in shown.items() for secret in SECRETS if secret in text} == set()
    # Sent out, changed in another column and brought in again, the question stays as it was asked.
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/ru/plans/{row.plan.code}.xlsx").content))
    book.active["F3"] = "отчёт"
    book.save(tmp_path / "back.xlsx")
    bring(tmp_path / "back.xlsx", "--plan", row.plan.code)
    row.refresh_from_db()
    assert (row.form, row.question) == ("отчёт", said)


def test_what_is_let_through_in_a_line_is_let_through_in_its_instruction(hall: Hall):
    meeting = hall.held()
    hall.line(meeting, text=f"Шам жанбайды, {BOOKING}, {PHONE}", shown=[BOOKING], result="instruction")
    hall.signed(meeting)
    row = plans.draw_up(meeting.pk, actor=hall.actor("controller"), at=OPENED).instructions.get()
    assert BOOKING in row.public_question and PHONE not in row.public_question


@pytest.mark.parametrize("deed", ["move", "cancel"])
def test_the_reason_to_move_or_call_off_a_meeting_is_covered_until_confirmed(hall: Hall, clock, client, deed):
    meeting = hall.announced()
    author = hall.asked(meeting).author
    secretary, hands = client_of(hall.secretary), {"actor": hall.actor("secretary"), "at": AT}
    why, when = f"Залда су жоқ: {BOOKING}. {SAID}", {"starts_at": OPENED} if deed == "move" else {}
    getattr(announcing, deed)(meeting.pk, reason=why, **when, **hands)
    outbox.drain()

    def doors() -> dict[str, str]:
        paths = [f"/{language}/meetings/{meeting.number}/{part}" for language in SPOKEN for part in ("", "fragment/")]
        letter = {"letter": "\n".join(Notice.objects.filter(user=author).values_list("body", flat=True))}
        return {path: client.get(path).text for path in paths} | letter

    shown = doors()
    found = {(where, secret) for where, text in shown.items() for secret in (*SECRETS, BOOKING) if secret in text}
    assert found == set()
    mark = {where: SPOKEN["ru" if where.startswith("/ru") else "kk"] for where in shown}
    assert {where for where, text in shown.items() if mark[where] in text} == shown.keys()
    path = f"/kk/desk/meetings/{meeting.number}/"
    assert f'value="{BOOKING}"' in secretary.get(path).text
    seq = Meeting.objects.get(pk=meeting.pk).seq
    assert secretary.post(f"{path}act/let_through/", {"seq": seq, "shown": [BOOKING]}).status_code == 302
    shown = doors()
    assert {where for where, text in shown.items() if BOOKING in text} == shown.keys() - {"letter"}
    assert {(where, secret) for where, text in shown.items() for secret in SECRETS if secret in text} == set()
    for who in ("resident", "district_secretary", "akim"):
        refused("role", disclosing.let_through_of_meeting, meeting.pk, shown=[PHONE], actor=hall.actor(who), at=AT)


def test_the_reason_to_change_the_calendar_holds_no_personal_data_unless_confirmed(hall: Hall, clock, client):
    hall.planned()
    akim, hands = client_of(hall.akim), {"actor": hall.actor("akim"), "at": AT}
    calendar.approve("city-akimat", year=2026, **hands)
    hall.planned(starts_at=STARTS + timedelta(days=14))
    typed = {"organisation": "city-akimat", "year": 2026, "reason": f"Залда су жоқ: {BOOKING}. {SAID}"}

    refused = akim.post("/kk/desk/meetings/approve/", typed)
    assert (refused.status_code, YearPlan.objects.count()) == (422, 1)
    assert f'value="{BOOKING}"' in refused.text and SAID in refused.text
    everything = [words for words in doubtful(typed["reason"]) if words != BOOKING]
    assert akim.post("/kk/desk/meetings/approve/", typed | {"shown": everything}).status_code == 422
    assert YearPlan.objects.count() == 1
    typed["reason"] = f"Залда су жоқ: {BOOKING}."
    assert akim.post("/kk/desk/meetings/approve/", typed | {"shown": [BOOKING]}).status_code == 302
    assert BOOKING in client.get("/kk/meetings/calendar/?year=2026").text

    # What an earlier version says was written before anybody asked.
    YearPlan.objects.create(year=2026, version=3, approved_on=AT, reason=f"Залда су жоқ: {BOOKING}. {SAID}")
    page = client.get("/kk/meetings/calendar/?year=2026").text
    assert {secret for secret in SECRETS if secret in page} == set()
    assert SPOKEN["kk"] in page
