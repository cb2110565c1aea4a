"""Who hears of what while it happens, and that open pages fetch anew only what has changed."""

from django.contrib.auth.models import AnonymousUser
from django.test import Client

from meetings.consumers import meetings as watching
from meetings.models import Question
from meetings.services import questions
from tests.factories.meetings import AT, OPENED
from workflow.registry import Scope

STRANGER = Scope(AnonymousUser(), {})


def test_a_stranger_watches_what_is_public_and_nothing_else(hall):
    public, hidden = hall.announced(), hall.planned()
    asked = hall.asked(public, published=False)
    assert watching.watch(STRANGER, public.number) == public.pk
    assert watching.watch(STRANGER, hidden.number) is None
    assert watching.watch_question(STRANGER, f"{public.number}.{asked.number}") is None
    assert [watching.follow_questions(STRANGER, f"questions:{one.number}") for one in (public, hidden)] == [True, False]
    assert watching.feeds_of_question(asked) == []


def test_a_published_question_is_news_of_the_meeting(hall, clock):
    meeting = hall.announced()
    asked = hall.asked(meeting, published=False)
    path, browser = f"/kk/meetings/{meeting.number}/fragment/", Client()
    first = browser.get(path)
    assert browser.get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    questions.publish(asked.pk, actor=hall.actor("secretary"), at=AT)
    assert watching.feeds_of_question(Question.objects.get()) == [f"questions:{meeting.number}"]
    again = browser.get(path, HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 200
    assert asked.text in again.content.decode()


def test_the_screens_fetch_anew_when_a_line_was_written(hall, clock):
    meeting = hall.held()
    clock(OPENED)
    browser = Client()
    for view in ("screen", "phone"):
        path = f"/kk/meetings/{meeting.number}/{view}/part/"
        before = browser.get(path)
        assert browser.get(path, HTTP_IF_NONE_MATCH=before["ETag"]).status_code == 304
        line = hall.line(meeting, text=f"Жаңа жол: {view}")
        after = browser.get(path, HTTP_IF_NONE_MATCH=before["ETag"])
        assert (after.status_code, line.text in after.content.decode()) == (200, True)
