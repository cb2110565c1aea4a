"""The pages of meetings, as people and programs meet them."""

import io
import json
import re
import uuid
from datetime import timedelta

import docx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from accounts import notices
from meetings.models import Line, Meeting, Question
from meetings.rules import norms
from meetings.selectors import year
from meetings.services import announcing, sheet
from tests.factories.meetings import AT, OPENED, STARTS, Hall
from tests.meetings.browsing import client_of
from workflow import outbox


def test_the_list_shows_what_is_public_and_nothing_else(hall: Hall, clock, client):
    shown, hidden = hall.announced(), hall.planned()
    page = client.get("/kk/meetings/").content.decode()
    assert shown.number in page
    assert hidden.number not in page
    assert client.get(f"/kk/meetings/{hidden.number}/").status_code == 404


def test_a_list_counts_public_questions_and_lines_that_stand_without_multiplying_them(hall: Hall, clock, client):
    meeting = hall.announced()
    for number in range(3):
        hall.asked(meeting, text=f"{number}-сұрақ: аулада шам жанбайды", published=number > 0)
    announcing.hold(meeting.pk, actor=hall.actor("secretary"), at=OPENED)
    for _number in range(4):
        hall.line(meeting)
    sheet.strike(meeting.pk, 4, version=1, actor=hall.actor("secretary"), at=OPENED)
    with CaptureQueriesContext(connection) as asked:
        row = client.get("/api/v1/meetings/").json()["results"][0]
    assert (row["number"], row["questions"], row["lines"]) == (meeting.number, 2, 3)
    # Joined to the meeting, lines and questions would be multiplied with each other before they are counted.
    assert [one["sql"] for one in asked if 'JOIN "meetings_line"' in one["sql"]] == []


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_of_a_meeting_speaks_its_language(hall, clock, client, language):
    meeting = hall.announced()
    page = client.get(f"/{language}/meetings/{meeting.number}/").content.decode()
    assert (meeting.title_ru if language == "ru" else meeting.title_kk) in page


def test_a_late_notice_is_a_breach_that_everybody_reads(hall, clock, client):
    """Rule 45."""
    meeting = hall.announced(notice=False)
    hall.notice(meeting, at=STARTS - timedelta(days=1))
    clock(STARTS - timedelta(hours=2))
    told = client.get(f"/api/v1/meetings/{meeting.number}/").json()
    assert told["breach"] == "late_notice"
    assert "b-note--late" in client.get(f"/kk/meetings/{meeting.number}/").content.decode()


def test_no_notice_is_a_breach_once_its_day_has_passed(hall, clock, client):
    meeting = hall.announced(notice=False)
    assert client.get(f"/api/v1/meetings/{meeting.number}/").json()["breach"] == ""
    clock(STARTS - timedelta(days=2))
    assert client.get(f"/api/v1/meetings/{meeting.number}/").json()["breach"] == "missing_notice"


def test_the_calendar_of_the_year_says_where_the_law_is_not_kept(hall, clock, client):
    """Rule 44: once a year in each district from 2024 on, once a quarter before, and the city's own twice a month."""
    meeting = hall.settled()
    found = {
        (duty.norm.kind, duty.district.code if duty.district else None): [count.state for count in duty.counts]
        for duty in year.duties(2026, today=(STARTS + timedelta(days=365)).date())
        if duty.norm.is_law
    }
    assert found["city_in_district", "turksib"] == ["kept"]
    assert found["city_in_district", "medeu"] == ["breach"]
    assert found["district_akim", "turksib"] == ["breach", "breach"]
    assert len(found) == 16
    asked = {
        (duty.norm.kind, duty.norm.is_law, len(duty.counts), duty.counts[0].asked)
        for each in (2023, 2026)
        for duty in year.duties(each, today=STARTS.date())
        if duty.norm.kind != "district_akim"
    }
    assert asked == {
        ("city_in_district", True, 4, 1), ("city_in_district", True, 1, 1), ("city_total", False, 12, 2)
    }  # fmt: skip
    clock(STARTS + timedelta(days=1))
    page = client.get("/kk/meetings/calendar/?year=2026")
    assert meeting.number in page.content.decode()


def test_a_calendar_approved_late_or_never_is_named(hall):
    day = norms.approval_due(2026)
    after = day + timedelta(days=1)
    assert norms.approval_breach(2026, approved_on=None, today=day) is None
    assert norms.approval_breach(2026, approved_on=None, today=after) == "missing_calendar"
    assert norms.approval_breach(2026, approved_on=after, today=after) == "late_calendar"
    assert norms.approval_breach(2026, approved_on=day, today=after) is None


def test_programs_read_the_calendar(hall, clock, client):
    meeting = hall.announced(topics_kk="Жол; аула, көлік\nсу", title_kk="Ұзақ атау " * 10)
    answer = client.get("/kk/meetings/calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (str(event["SUMMARY"]), event["DTSTART"].dt, event["DTEND"].dt) == (
        meeting.title_kk,
        STARTS,
        STARTS + timedelta(minutes=120),
    )
    assert "Жол; аула, көлік\nсу" in str(event["DESCRIPTION"])
    assert str(event["STATUS"]) == "CONFIRMED"


def test_the_feed_tells_the_newest_steps(hall, clock, client):
    meeting = hall.announced()
    assert f"birge:meeting:{meeting.number}:announced" in client.get("/kk/meetings/feed.rss").content.decode()


def ask_form(**given) -> dict:
    return {"key": str(uuid.uuid4()), "text": "Зорге көшесіндегі жол қашан жөнделеді?", "language": "kk", **given}


def test_a_resident_asks_in_advance_and_reads_it_once_it_is_checked(hall, clock):
    meeting, resident = hall.announced(), client_of(hall.resident)
    answer = resident.post(f"/kk/meetings/{meeting.number}/ask/", ask_form(category="roads", district="turksib"))
    assert answer.status_code == 302
    asked = Question.objects.get()
    assert (asked.number, asked.author, asked.category_id, asked.district_id) == (1, hall.resident, "roads", "turksib")
    assert asked.text not in Client().get(f"/kk/meetings/{meeting.number}/").content.decode()
    desk = client_of(hall.secretary)
    path = reverse("meetings-desk:question_act", args=[meeting.number, 1, "publish"])
    assert desk.post(path, {"public_text": "", "seq": asked.seq}).status_code == 302
    assert asked.text in Client().get(f"/kk/meetings/{meeting.number}/").content.decode()
    outbox.drain(100)
    notices.deliver(AT)
    assert [letter.code for letter in hall.resident.notices.order_by("pk")] == ["question_published"]


def test_who_asks_nearly_the_same_is_shown_it_first(hall, clock):
    meeting = hall.announced()
    hall.asked(meeting, text="Рихард Зорге көшесіндегі жаяу жүргінші жолы қашан жөнделеді?")
    other = client_of(hall.neighbour)
    typed = ask_form(text="Зорге көшесіндегі жаяу жүргінші жолы қашан жөнделеді деп сұраймын")
    page = other.post(f"/kk/meetings/{meeting.number}/ask/", typed)
    assert (page.status_code, Question.objects.count()) == (200, 1)
    assert "№ 1" in page.content.decode()
    other.post(f"/kk/meetings/{meeting.number}/questions/1/support/")
    assert Question.objects.get().support == 1
    assert other.post(f"/kk/meetings/{meeting.number}/ask/", {**typed, "anyway": "1"}).status_code == 302
    assert Question.objects.count() == 2


def test_support_counts_a_person_once_and_can_be_taken_back(hall, clock):
    meeting = hall.announced()
    hall.asked(meeting)
    other, path = client_of(hall.neighbour), f"/kk/meetings/{meeting.number}/questions/1/support/"
    other.post(path)
    other.post(path)
    assert Question.objects.get().support == 1
    other.post(path, {"back": "1"})
    assert Question.objects.get().support == 0


def test_the_sheet_works_without_a_script(hall, clock):
    meeting = hall.held()
    clock(OPENED)
    desk = client_of(hall.secretary)
    path = reverse("meetings-desk:sheet", args=[meeting.number])
    page = desk.get(path).content.decode()
    key = re.search(r'name="key" value="([0-9a-f-]{36})"', page)[1]
    typed = {"key": key, "text": "Шам жанбайды", "category": "yards", "result": "explained", "explanation": "Жөнделді."}
    assert desk.post(path, typed).status_code == 302
    assert desk.post(path, typed).status_code == 302
    line = Line.objects.get()
    assert (line.number, line.category_id, line.result, line.written_by) == (1, "yards", "explained", hall.secretary)
    assert "Шам жанбайды" in desk.get(path).content.decode()
    correcting = reverse("meetings-desk:line", args=[meeting.number, 1])
    assert desk.post(correcting, {**typed, "version": "1", "text": "Шам сынған"}).status_code == 302
    assert desk.post(correcting, {**typed, "version": "1", "text": "Ескі"}).status_code == 409
    assert Line.objects.get().text == "Шам сынған"


def test_the_interface_of_the_sheet_takes_a_line_once(hall, clock):
    meeting = hall.held()
    clock(OPENED)
    desk = client_of(hall.secretary)
    path = f"/api/v1/meetings/{meeting.number}/lines/"
    sent = {"key": str(uuid.uuid4()), "text": "Шам жанбайды", "category": "1", "phone": "87012345678"}
    first, second = (desk.post(path, json.dumps(sent), "application/json") for _ in range(2))
    assert (first.status_code, second.status_code, first.json()) == (201, 200, second.json())
    stamp = desk.get(path).json()["stamp"]
    assert desk.get(f"{path}?since={stamp}").json()["lines"] == []
    desk.post(path, json.dumps({**sent, "key": str(uuid.uuid4())}), "application/json")
    assert [line["number"] for line in desk.get(f"{path}?since={stamp}").json()["lines"]] == [2]
    assert "contact_phone" not in Client().get(path).json()["lines"][0]


def test_neither_name_nor_contact_of_a_speaker_is_read_in_public(hall, clock, client):
    meeting = hall.held()
    hall.line(meeting, speaker="Құпия Адам", phone="87012345678", email="qupia@example.kz", result="instruction")
    hall.line(meeting, speaker="Ашық Адам", is_named=True, result="instruction")
    clock(OPENED)
    shown = {}
    hall.signed(meeting)
    for path in ("", "live/", "screen/", "protocol/"):
        shown[path] = client.get(f"/kk/meetings/{meeting.number}/{path}").content.decode()
    for path in ("lines/", "protocol/", ""):
        shown[f"api/{path}"] = client.get(f"/api/v1/meetings/{meeting.number}/{path}").content.decode()
    paper = client.get(f"/kk/meetings/{meeting.number}/protocol.docx").content
    shown["docx"] = "\n".join(
        cell.text for table in docx.Document(io.BytesIO(paper)).tables for row in table.rows for cell in row.cells
    )
    for where, text in shown.items():
        assert not re.search("Құпия|2345678|qupia", text), where
    assert "Ашық Адам" in shown[""]


@pytest.mark.parametrize(("language", "heading"), [("kk", "ХАТТАМА"), ("ru", "ПРОТОКОЛ")])
def test_the_signed_protocol_is_printed_in_both_languages(hall, clock, client, language, heading):
    meeting = hall.settled()
    hall.signed(meeting)
    clock(OPENED + timedelta(days=3))
    paper = client.get(f"/{language}/meetings/{meeting.number}/protocol.docx")
    file = docx.Document(io.BytesIO(paper.content))
    words = [line.text for line in file.paragraphs]
    assert words[0] == f"{heading} № {meeting.number}"
    assert [row.cells[2].text for row in file.tables[0].rows[1:]] == ["1-сұрақ", "2-сұрақ", "3-сұрақ"]
    pdf = client.get(f"/{language}/meetings/{meeting.number}/protocol.pdf")
    assert pdf.content.startswith(b"%PDF-")


def test_no_protocol_is_read_before_it_is_signed(hall, clock, client):
    meeting = hall.settled()
    hall.checked(meeting)
    for path in ("protocol/", "protocol.pdf", "protocol.docx"):
        assert client.get(f"/kk/meetings/{meeting.number}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["/kk/meetings/", "/kk/meetings/{}/", "/api/v1/meetings/", "/api/v1/meetings/{}/"])
def test_pages_ask_as_many_questions_with_fifty_rows_as_with_one(hall, clock, client, path):
    meeting = hall.announced()
    hall.asked(meeting)
    client.get(path.format(meeting.number))
    with CaptureQueriesContext(connection) as few:
        assert client.get(path.format(meeting.number)).status_code == 200
    for number in range(12):
        hall.announced(title_kk=f"Кездесу {number}", title_ru=f"Встреча {number}")
    for number in range(8):
        by = hall.resident if number % 2 else hall.neighbour
        hall.asked(meeting, by="resident" if by == hall.resident else "neighbour", text=f"Сұрақ нөмірі {number} туралы")
    with CaptureQueriesContext(connection) as many:
        assert client.get(path.format(meeting.number)).status_code == 200
    assert len(many) == len(few) <= 15


def test_the_desk_pages_open(hall, clock):
    meeting = hall.settled()
    hall.drafted(meeting)
    clock(OPENED)
    desk = client_of(hall.secretary)
    for name in ("meeting", "sheet", "door", "protocol", "lines"):
        assert desk.get(reverse(f"meetings-desk:{name}", args=[meeting.number])).status_code == 200, name
    for name in ("list", "new"):
        assert desk.get(reverse(f"meetings-desk:{name}")).status_code == 200, name
    stranger = client_of(hall.district_secretary)
    for name in ("meeting", "sheet", "door", "protocol", "lines"):
        assert stranger.get(reverse(f"meetings-desk:{name}", args=[meeting.number])).status_code == 404, name


def test_the_office_carries_a_meeting_from_plan_to_signature_on_its_pages(hall, clock):
    desk = client_of(hall.secretary)
    planned = desk.post(
        reverse("meetings-desk:new"),
        {
            "organisation": "city-akimat",
            "starts_at": "2026-02-12T18:00",
            "title_kk": "Тұрғындармен кездесу",
            "title_ru": "Встреча с жителями",
            "way": "hall",
            "venue_kk": "Мәдениет үйі",
            "venue_ru": "Дом культуры",
            "district": "turksib",
            "minutes": "90",
        },
    )
    number = Meeting.objects.get().number
    assert planned["Location"].endswith(f"/desk/meetings/{number}/")

    def act(name: str, client: Client = desk, **typed) -> int:
        return client.post(reverse("meetings-desk:act", args=[number, name]), typed).status_code

    def paper(name: str, client: Client = desk, **typed) -> int:
        return client.post(reverse("meetings-desk:protocol_act", args=[number, name]), typed).status_code

    assert act("hold") == 409
    assert act("announce") == 302
    clock(OPENED)
    assert act("hold") == 422
    assert act("give_notice", channel="media", published_at="2026-02-05T09:00") == 302
    assert act("hold") == 302
    line = {"key": str(uuid.uuid4()), "text": "Шам жанбайды", "result": "instruction"}
    desk.post(reverse("meetings-desk:sheet", args=[number]), line)
    assert paper("draft", attended="90") == 302
    assert paper("sign", client_of(hall.akim)) == 409
    assert paper("check", client_of(hall.controller)) == 302
    assert paper("sign", client_of(hall.controller)) == 422
    assert paper("sign", client_of(hall.akim)) == 302
    assert Meeting.objects.get().status == "closed"


def test_the_place_is_marked_on_a_map_when_a_meeting_is_planned_and_changed(hall, clock):
    desk, path = client_of(hall.secretary), reverse("meetings-desk:new")
    assert 'data-map-pick="1"' in desk.get(path).text
    words = {"organisation": "city-akimat", "starts_at": "2026-02-12T18:00", "title_kk": "Тұрғындармен кездесу"}
    words |= {"title_ru": "Встреча с жителями", "venue_kk": "Мәдениет үйі", "venue_ru": "Дом культуры", "minutes": "90"}
    assert desk.post(path, words | {"way": "hall", "lon": "77.0405", "lat": "43.3521"}).status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.point.coords, meeting.district_id) == ((77.0405, 43.3521), "turksib")
    page = desk.get(reverse("meetings-desk:meeting", args=[meeting.number])).text
    assert 'data-lon="77.0405" data-lat="43.3521"' in page


def test_a_signed_line_keeps_no_contact(hall, clock):
    meeting = hall.held()
    hall.line(meeting, phone="87012345678", email="qupia@example.kz", result="instruction")
    hall.signed(meeting)
    assert Line.objects.filter(contact_phone="", contact_email="").count() == 1
