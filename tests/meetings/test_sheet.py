"""The secretary's sheet: no line doubled, none lost, each passed on where it belongs (rules 43 and 46)."""

import uuid
from datetime import date

import pytest

from appeals.enums import Source
from appeals.models import Appeal
from config.portal import links
from meetings.enums import LineResult, QuestionStatus
from meetings.models import Category, Line, Meeting, Question
from meetings.selectors import lines
from meetings.services import announcing, sheet
from meetings.services.sheet import Words
from tests.factories.meetings import OPENED
from tests.meetings.refusing import refused
from tests.threads import at_once
from workflow import outbox
from workflow.models import Act


def test_lines_get_numbers_in_their_order(hall):
    meeting = hall.held()
    assert [hall.line(meeting).number for _ in range(3)] == [1, 2, 3]


def test_the_same_line_sent_again_is_the_same_line(hall):
    meeting, key = hall.held(), uuid.uuid4()
    words, actor = Words(text="Ауладағы шам жанбайды"), hall.actor("secretary")
    first = sheet.write(meeting.pk, key=key, words=words, actor=actor, at=OPENED)
    acts = Act.objects.count()
    again = sheet.write(meeting.pk, key=key, words=words, actor=actor, at=OPENED)
    assert (first.is_new, again.is_new, again.line.pk) == (True, False, first.line.pk)
    assert Act.objects.count() == acts


def test_five_secretaries_at_once_lose_no_line(busy_hall):
    meeting = busy_hall.held()
    actors = [busy_hall.actor(who) for who in ("secretary", "second_secretary")] * 3
    keys = [[uuid.uuid4() for _ in range(6)] for _ in range(5)]

    def take(writer: int) -> list[int]:
        return [
            sheet.write(
                meeting.pk, key=key, words=Words(text=f"{writer} жол"), actor=actors[writer], at=OPENED
            ).line.number
            for key in keys[writer]
        ]

    given = [number for numbers in at_once(5, take) for number in numbers]
    assert sorted(given) == list(range(1, 31))
    assert set(Line.objects.values_list("key", flat=True)) == {key for row in keys for key in row}


def test_one_key_at_once_from_two_places_is_one_line(busy_hall):
    meeting, key, actor = busy_hall.held(), uuid.uuid4(), busy_hall.actor("secretary")

    def send(_number: int) -> bool:
        return sheet.write(meeting.pk, key=key, words=Words(text="Бір жол"), actor=actor, at=OPENED).is_new

    assert sorted(at_once(3, send)) == [False, False, True]
    assert Line.objects.filter(key=key).count() == 1


@pytest.mark.parametrize("who", ["akim", "deputy", "controller", "district_secretary", "district_akim", "resident"])
def test_only_a_secretary_of_the_akimat_writes(hall, who):
    meeting = hall.held()
    refused("role", hall.line, meeting, by=who)
    assert Line.objects.count() == 0


def test_nothing_is_written_before_the_meeting_is_opened(hall):
    meeting = hall.announced()
    refused("state", hall.line, meeting)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"text": " "}, "text_short"),
        ({"text": "я" * 5001}, "text_long"),
        ({"category": "99"}, "category_unknown"),
        ({"result": "promised"}, "result_unknown"),
        ({"result": "explained"}, "explanation_needed"),
        ({"result": "appeal", "text": "Шам"}, "text_short"),
        ({"question": 7}, "question_unknown"),
        ({"phone": "123"}, "phone_wrong"),
        ({"email": "кім"}, "email_wrong"),
        ({"language": "de"}, "language_unknown"),
    ],
)
def test_what_is_wrong_in_a_line_is_said(hall, given, code):
    meeting = hall.held()
    refused(code, hall.line, meeting, **given)
    assert Line.objects.count() == 0


def test_digits_choose_the_category(hall):
    assert hall.line(hall.held(), category="3").category_id == "roads"


def test_a_question_put_in_advance_is_taken_up_with_its_words(hall):
    meeting = hall.announced()
    asked = hall.asked(meeting)
    announcing.hold(meeting.pk, actor=hall.actor("secretary"), at=OPENED)
    line = hall.line(meeting, text="", category="", question=asked.number)
    assert (line.text, line.category_id, line.question_id) == (asked.text, "roads", asked.pk)
    assert Question.objects.get(pk=asked.pk).status == QuestionStatus.HEARD


def test_a_line_changed_by_another_is_not_overwritten_unseen(hall):
    meeting = hall.held()
    line = hall.line(meeting)
    words = Words(text="Екінші", result="instruction")
    second = hall.actor("second_secretary")
    changed = sheet.correct(meeting.pk, line.number, version=1, words=words, actor=second, at=OPENED)
    assert (changed.version, changed.text, changed.result) == (2, "Екінші", "instruction")
    stale = Words(text="Үшінші")
    refusal = refused("line_changed", sheet.correct, meeting.pk, line.number, version=1, words=stale,
                      actor=hall.actor("secretary"), at=OPENED)  # fmt: skip
    assert refusal.conflict


def test_a_struck_line_leaves_and_its_number_is_not_given_again(hall):
    meeting = hall.held()
    line = hall.line(meeting)
    sheet.strike(meeting.pk, line.number, version=1, actor=hall.actor("secretary"), at=OPENED)
    assert hall.line(meeting).number == 2
    assert [row.number for row in lines.lines_of(meeting)] == [2]


def test_an_open_sheet_asks_for_what_it_has_not_seen(hall):
    meeting = hall.held()
    first, second = hall.line(meeting), hall.line(meeting)
    seen = Meeting.objects.get(pk=meeting.pk).seq
    assert second.stamp == seen
    sheet.strike(meeting.pk, first.number, version=1, actor=hall.actor("secretary"), at=OPENED)
    assert [row.number for row in lines.changed_since(meeting, seen)] == [1]


def passed_on(hall, meeting: Meeting, **given) -> Line:
    whole = {
        "text": "Райымбек даңғылында аялдаманың жанында терең шұңқыр бар.",
        "category": "roads",
        "result": "appeal",
        "speaker": "Айгүл Омарова",
        "phone": "8 701 234 56 78",
        **given,
    }
    return hall.line(meeting, **whole)


def test_a_line_passed_on_becomes_an_appeal_with_the_legal_clock(hall):
    meeting = hall.held()
    line = passed_on(hall, meeting)
    assert Appeal.objects.count() == 0
    outbox.drain(100)
    appeal, line = Appeal.objects.get(), Line.objects.get(pk=line.pk)
    assert line.appeal_number == appeal.number
    assert (appeal.source, appeal.text, appeal.contact_name, appeal.contact_phone, appeal.category.code) == (
        Source.MEETING,
        line.text,
        "Айгүл Омарова",
        "+77012345678",
        "roads-repair",
    )
    assert appeal.received_at == OPENED
    # Thursday 12 February 2026, and 15 working days.
    assert (appeal.registered_on, appeal.due_on) == (date(2026, 2, 12), date(2026, 3, 5))


def test_a_handler_that_runs_twice_makes_one_appeal(hall):
    meeting = hall.held()
    line = passed_on(hall, meeting)
    act = Act.objects.get(kind="meeting", name="pass_on")
    links.line_to_appeal(act)
    links.line_to_appeal(act)
    assert Appeal.objects.count() == 1
    assert Line.objects.get(pk=line.pk).appeal_number == Appeal.objects.get().number


def test_a_written_note_becomes_an_appeal_by_itself(hall):
    line = hall.line(hall.held(), text="Аулада балалар алаңы жоқ, салып беріңіздер.", is_written=True)
    assert line.result == LineResult.APPEAL
    outbox.drain(100)
    assert Line.objects.get(pk=line.pk).appeal_number == Appeal.objects.get().number


def test_why_a_line_did_not_become_an_appeal_stands_at_the_line(hall):
    meeting = hall.held()
    Category.objects.filter(code="roads").update(appeal_category="no-such-leaf")
    line = passed_on(hall, meeting)
    outbox.drain(100)
    line.refresh_from_db()
    assert (line.appeal_number, bool(line.appeal_problem), Appeal.objects.count()) == ("", True, 0)
    Category.objects.filter(code="roads").update(appeal_category="roads-repair")
    words = Words(text=line.text, category="roads", result="appeal")
    sheet.correct(meeting.pk, line.number, version=line.version, words=words, actor=hall.actor("secretary"), at=OPENED)
    outbox.drain(100)
    line.refresh_from_db()
    assert (line.appeal_number, line.appeal_problem) == (Appeal.objects.get().number, "")


def test_what_was_passed_on_stays_an_appeal(hall):
    meeting = hall.held()
    line = passed_on(hall, meeting)
    outbox.drain(100)
    line.refresh_from_db()
    words, actor = Words(text=line.text, result="instruction"), hall.actor("secretary")
    refused("passed_on", sheet.correct, meeting.pk, 1, version=line.version, words=words, actor=actor, at=OPENED)
    refused("passed_on", sheet.strike, meeting.pk, 1, version=line.version, actor=actor, at=OPENED)
