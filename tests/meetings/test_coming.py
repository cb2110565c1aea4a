"""Coming to a meeting: registration, ticket, reminder, the door; and being forgotten afterwards."""

from datetime import timedelta

from django.core import mail
from django.urls import reverse

from accounts import notices
from accounts.models import Notice
from meetings.models import Meeting, Question, Registration
from meetings.services import announcing, own_data, questions, registrations
from meetings.tasks import remind
from tests.factories.meetings import AT, OPENED, STARTS
from tests.meetings.browsing import client_of
from tests.meetings.refusing import refused
from workflow import outbox
from workflow.actor import NOBODY


def register(meeting: Meeting, *, actor) -> Registration:
    words = {"name": "Айгүл Омарова", "email": "aigul@example.kz", "consent": "2026-01"}
    return registrations.register(meeting.pk, **words, actor=actor, at=AT)


def test_somebody_without_an_account_registers_and_gets_a_ticket(hall, clock, client):
    meeting = hall.announced()
    typed = {"name": "Айгүл", "email": "aigul@example.kz", "wants_to_speak": "on", "subject": "Жол", "consent": "on"}
    answer = client.post(f"/kk/meetings/{meeting.number}/register/", typed)
    made = Registration.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/kk/meetings/ticket/{made.token}/")
    assert (made.turn, made.wants_to_speak) == (1, True)
    notices.deliver(AT)
    assert made.token in mail.outbox[0].body
    assert "data:image/svg+xml" in client.get(answer["Location"]).content.decode()


def test_a_ticket_is_good_once_and_for_its_own_akimat(hall, clock):
    meeting = hall.announced()
    made = register(meeting, actor=NOBODY)
    refused("not_found", registrations.check_in, made.token, actor=hall.actor("district_secretary"), at=OPENED)
    desk = client_of(hall.secretary)
    path = reverse("meetings-desk:check_in", args=[made.token])
    assert desk.get(path).status_code == 200
    assert Registration.objects.get().checked_in_at is None
    assert desk.post(path).status_code == 302
    assert registrations.check_in(made.token, actor=hall.actor("secretary"), at=OPENED)[1] is False


def test_a_full_hall_says_so(hall, clock):
    meeting = hall.announced(capacity=1)
    first = register(meeting, actor=NOBODY)
    refused("full", register, meeting, actor=NOBODY)
    registrations.call_off(first.token, at=AT)
    register(meeting, actor=NOBODY)


def test_everybody_who_registered_is_reminded_once_a_date(hall, clock):
    meeting = hall.announced()
    register(meeting, actor=NOBODY)
    notices.deliver(AT)
    mail.outbox.clear()
    clock(STARTS - timedelta(hours=30))
    remind()
    clock(STARTS - timedelta(hours=20))
    remind()
    remind()
    notices.deliver(STARTS)
    assert len(mail.outbox) == 1
    assert mail.outbox[0].to == ["aigul@example.kz"]


def test_whoever_asked_is_reminded_too_and_who_did_both_once(hall, clock):
    meeting = hall.announced()
    hall.asked(meeting)
    hall.asked(meeting, by="neighbour")
    register(meeting, actor=hall.actor("neighbour"))
    clock(STARTS - timedelta(hours=20))
    remind()
    remind()
    letters = Notice.objects.filter(channel="inbox", code__endswith="_reminder").values_list("user", "code", "link")
    assert sorted(letters) == sorted(
        [
            (hall.resident.pk, "question_reminder", f"/kk/meetings/{meeting.number}/"),
            (hall.neighbour.pk, "meeting_reminder", f"/ru/meetings/ticket/{Registration.objects.get().token}/"),
        ]
    )


def test_whoever_asked_or_registered_hears_that_the_meeting_moved(hall, clock):
    meeting = hall.announced()
    hall.asked(meeting)
    register(meeting, actor=hall.actor("neighbour"))
    new = STARTS + timedelta(days=7)
    announcing.move(meeting.pk, starts_at=new, reason="Жылу жөнделуде", actor=hall.actor("secretary"), at=AT)
    outbox.drain(100)
    assert hall.resident.notices.filter(code="meeting_moved").count() == 1
    assert hall.neighbour.notices.filter(code="meeting_moved", channel="inbox").count() == 1


def test_a_person_gets_a_copy_and_is_forgotten(hall, clock):
    meeting = hall.announced()
    hall.asked(meeting)
    hall.asked(meeting, by="neighbour", text="Аялдама қашан салынады, айтыңызшы?")
    register(meeting, actor=hall.actor("resident"))
    questions.support(Question.objects.get(number=2).pk, actor=hall.actor("resident"), at=AT)
    copy = own_data.collect(hall.resident).data
    assert (len(copy["registrations"]), len(copy["questions"]), len(copy["supports"])) == (1, 1, 1)
    own_data.forget(hall.resident, AT)
    assert own_data.collect(hall.resident).data == {"registrations": [], "questions": [], "supports": []}
    assert Question.objects.get(number=2).support == 0
    assert Question.objects.get(number=1).author is None


def test_who_came_is_forgotten_in_time(hall, clock):
    meeting = hall.announced()
    register(meeting, actor=NOBODY)
    assert own_data.forget_visitors(at=STARTS + timedelta(days=90)) == 0
    assert own_data.forget_visitors(at=STARTS + timedelta(days=90, seconds=1)) == 1
    left = Registration.objects.get()
    assert (left.name, left.email, left.phone, left.subject) == ("", "", "", "")
