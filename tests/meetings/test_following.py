"""Following a district or a body from the page: the letters that come, and leaving."""

from django.test import Client

from meetings.models import Follow
from meetings.services import announcing, follows
from tests.factories.meetings import AT, Hall
from tests.factories.plans import LIGHT, Office
from tests.meetings.browsing import client_of
from tests.meetings.refusing import refused
from workflow import outbox

PAGE = "/kk/plans/following/"


def test_a_resident_subscribes_hears_and_leaves_on_the_page(hall: Hall, clock):
    browser = client_of(hall.resident)
    assert Client().get(PAGE).status_code == 302
    for wish in ({"district": "turksib"}, {"district": "turksib"}, {"organisation": LIGHT}):
        assert browser.post(PAGE, wish).status_code == 302
    wishes = Follow.objects.order_by("pk").values_list("district", "organisation__code")
    assert list(wishes) == [("turksib", None), (None, LIGHT)]

    meeting = hall.announced()
    outbox.drain(100)
    letter = hall.resident.notices.get(code="meeting_announced", channel="inbox")
    assert (letter.link, PAGE in letter.body) == (f"/kk/meetings/{meeting.number}/", True)
    row = Office().given(text="Шам орнату", lead=LIGHT)
    outbox.drain(100)
    step = hall.resident.notices.get(code="instruction_step", channel="inbox")
    assert (row.ref in step.subject, PAGE in step.body) == (True, True)
    assert hall.neighbour.notices.count() == 0

    shown = browser.get(PAGE).text
    for follow in Follow.objects.all():
        assert f'value="{follow.pk}"' in shown
        assert browser.post(PAGE, {"leave": str(follow.pk)}).status_code == 302
    assert Follow.objects.count() == 0
    told = hall.resident.notices.count()
    again = hall.planned()
    announcing.announce(again.pk, actor=hall.actor("secretary"), at=AT)
    outbox.drain(100)
    assert hall.resident.notices.count() == told


def test_nobody_leaves_for_another_and_nothing_chosen_is_said(hall: Hall, clock):
    mine = follows.follow(district="medeu", actor=hall.actor("resident"), at=AT)
    client_of(hall.neighbour).post(PAGE, {"leave": str(mine.pk)})
    assert Follow.objects.filter(pk=mine.pk).exists()
    empty = client_of(hall.resident).post(PAGE, {})
    assert (empty.status_code, "Ауданды немесе мекемені таңдаңыз." in empty.text) == (422, True)
    refused("nothing_chosen", follows.follow, actor=hall.actor("resident"), at=AT)
