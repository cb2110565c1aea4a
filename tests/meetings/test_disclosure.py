"""Personal data in what is said at a meeting: covered at every door, until a secretary lets a word through."""

import io

import docx
import pytest

from meetings.models import Line, Question
from meetings.services import announcing, plans, questions, sheet
from meetings.services.fields import Place
from meetings.services.sheet import Words
from tests.factories.meetings import OPENED
from tests.meetings.browsing import client_of
from tests.meetings.refusing import refused

IIN, PHONE, MAIL, PLATE = "900515300127", "8 701 123 45 67", "aigul@example.kz", "777 ABC 02"
SAID = f"Менің ЖСН {IIN}, телефоным {PHONE}, поштам {MAIL}, көлігім {PLATE}, 12-пәтерде тұрамын."
SECRETS = (IIN, PHONE, MAIL, PLATE, "12-пәтер")
BOOKING = "8 727 300 00 00"


def test_no_door_shows_what_looks_like_personal_data(hall, clock, client):
    meeting = hall.announced()
    asked = hall.asked(meeting, text=SAID)
    unchecked = hall.asked(meeting, text=SAID, by="neighbour", published=False)
    announcing.hold(meeting.pk, actor=hall.actor("secretary"), at=OPENED)
    place = Place(district="turksib", address="Зорге көшесі 1, 12-пәтер")
    hall.line(meeting, text=SAID, result="instruction", place=place)
    hall.line(meeting, text="Шам", result="explained", explanation=f"Маған хабарласыңыз: {SAID}")
    hall.line(meeting, text="", question=asked.number, result="instruction")
    hall.line(meeting, text="", question=unchecked.number, result="instruction")
    clock(OPENED)
    shown = {path: client.get(f"/kk/meetings/{meeting.number}/{path}").text for path in ("", "live/", "screen/")}
    shown["api lines"] = client.get(f"/api/v1/meetings/{meeting.number}/lines/").text
    shown["api questions"] = client.get(f"/api/v1/meetings/{meeting.number}/questions/").text
    hall.signed(meeting)
    shown |= {f"signed {path}": client.get(f"/kk/meetings/{meeting.number}/{path}").text for path in ("", "protocol/")}
    shown["api protocol"] = client.get(f"/api/v1/meetings/{meeting.number}/protocol/").text
    paper = docx.Document(io.BytesIO(client.get(f"/kk/meetings/{meeting.number}/protocol.docx").content))
    shown["docx"] = "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    plan = plans.draw_up(meeting.pk, actor=hall.actor("controller"), at=OPENED)
    shown["plan"] = "\n".join(plan.instructions.values_list("question", flat=True))
    found = {(where, secret) for where, text in shown.items() for secret in SECRETS if secret in text}
    assert found == set()
    assert "[телефон жасырылған]" in shown[""]
    # Officials and the appeal that a line becomes have it whole.
    assert SAID in client_of(hall.secretary).get(f"/kk/desk/meetings/{meeting.number}/sheet/").text
    assert Line.objects.get(meeting=meeting, number=1).text == SAID


def test_the_secretary_lets_a_word_through(hall, clock, client):
    meeting = hall.held()
    text = f"Кезекке {BOOKING} арқылы жазылады, менікі {PHONE}"
    line = hall.line(meeting, text=text)
    clock(OPENED)
    desk, page = client_of(hall.secretary), f"/kk/desk/meetings/{meeting.number}/sheet/{line.number}/"
    form = desk.get(page).text
    assert (f'value="{BOOKING}"' in form, f'value="{PHONE}"' in form) == (True, True)
    sent = {"key": str(line.key), "version": 1, "text": text, "language": "kk", "shown": [BOOKING]}
    assert desk.post(page, sent).status_code == 302
    assert Line.objects.get(pk=line.pk).shown == [BOOKING]
    read = client.get(f"/api/v1/meetings/{meeting.number}/lines/").json()["lines"][0]["text"]
    assert (BOOKING in read, PHONE in read) == (True, False)
    # What is let through is words that stand in the text: nothing else is kept.
    words = Words(text=text, shown=[BOOKING, "Кезекке"])
    changed = sheet.correct(meeting.pk, line.number, version=2, words=words, actor=hall.actor("secretary"), at=OPENED)
    assert changed.shown == [BOOKING]


def test_a_question_is_published_covered_and_a_word_only_by_confirmation(hall, clock):
    meeting = hall.announced()
    asked = hall.asked(meeting, text=f"Маған {PHONE} хабарласыңыз, {BOOKING} алмайды", published=False)
    hands = {"actor": hall.actor("secretary"), "at": OPENED}
    page = client_of(hall.secretary).get(f"/kk/desk/meetings/{meeting.number}/").text
    assert ("[TEL …]" in page, f'value="{BOOKING}"' in page) == (True, True)
    bare = f"Хабарласыңыз: {PHONE}"
    assert PHONE in str(refused("signs", questions.publish, asked.pk, public_text=bare, **hands).sentence)
    questions.publish(asked.pk, shown=[BOOKING], **hands)
    read = Question.objects.get(pk=asked.pk).public_text
    assert (PHONE in read, BOOKING in read) == (False, True)


@pytest.mark.parametrize("text", ["Зорге көшесі қашан жөнделеді?", "На ул. Абая 12 нет света уже 3 недели"])
def test_what_is_no_personal_data_stands_as_written(hall, text):
    assert hall.line(hall.held(), text=text).public_text == text
