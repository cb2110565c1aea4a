"""From the calendar to the open doors: rules 44 (versions of the calendar) and 45 (no meeting without a notice)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from meetings import policy
from meetings.enums import MeetingStatus
from meetings.models import Meeting, Notice, YearPlan
from meetings.services import announcing, calendar
from meetings.services.fields import Place
from meetings.workflow import MEETING
from tests.factories.meetings import AT, OPENED, STARTS, planned_words
from tests.meetings.refusing import refused
from workflow import acts
from workflow.models import Act


def test_numbers_of_a_year_follow_each_other(hall):
    assert [hall.planned().number for _ in range(3)] == ["M-2026-0001", "M-2026-0002", "M-2026-0003"]


def test_a_planned_meeting_is_seen_by_its_akimat_only(hall):
    meeting = hall.planned()
    assert policy.may_see(policy.Viewer(hall.actor("secretary")), meeting.pk)
    assert not policy.may_see(policy.STRANGER, meeting.pk)
    assert not policy.may_see(policy.Viewer(hall.actor("district_secretary")), meeting.pk)


def test_the_akim_approves_the_year_and_everybody_sees_it(hall):
    meeting = hall.planned()
    version = calendar.approve("city-akimat", year=2026, actor=hall.actor("akim"), at=AT)
    assert (version.version, version.district_id, [row["number"] for row in version.meetings]) == (
        1,
        None,
        [meeting.number],
    )
    assert policy.may_see(policy.STRANGER, meeting.pk)
    assert [act.name for act in Act.objects.filter(kind="meeting").order_by("seq")] == ["plan", "approve"]


def test_a_change_of_the_calendar_is_the_next_version_and_needs_a_reason(hall):
    hall.planned()
    akim = hall.actor("akim")
    calendar.approve("city-akimat", year=2026, actor=akim, at=AT)
    refused("nothing_changed", calendar.approve, "city-akimat", year=2026, reason="Жаңа", actor=akim, at=AT)
    hall.planned(starts_at=STARTS + timedelta(days=14))
    refused("reason_needed", calendar.approve, "city-akimat", year=2026, actor=akim, at=AT)
    second = calendar.approve("city-akimat", year=2026, reason="Тағы бір кездесу", actor=akim, at=AT)
    assert (second.version, len(second.meetings)) == (2, 2)


def test_an_approved_calendar_never_changes(hall):
    hall.planned()
    version = calendar.approve("city-akimat", year=2026, actor=hall.actor("akim"), at=AT)
    for change in (lambda: version.delete(), lambda: YearPlan.objects.update(reason="x")):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            change()


@pytest.mark.parametrize("who", ["secretary", "deputy", "district_akim", "controller", "resident"])
def test_only_its_akim_approves(hall, who):
    hall.planned()
    refused("role", calendar.approve, "city-akimat", year=2026, actor=hall.actor(who), at=AT)


def test_a_meeting_without_notice_cannot_be_opened(hall):
    meeting = hall.announced(notice=False)
    refused("no_notice", announcing.hold, meeting.pk, actor=hall.actor("secretary"), at=OPENED)
    assert Meeting.objects.get(pk=meeting.pk).status == MeetingStatus.ANNOUNCED
    hall.notice(meeting, at=OPENED - timedelta(hours=1))
    announcing.hold(meeting.pk, actor=hall.actor("secretary"), at=OPENED)
    assert Meeting.objects.get(pk=meeting.pk).status == MeetingStatus.HELD


def test_the_database_too_wants_a_notice(hall):
    meeting = hall.announced(notice=False)
    with pytest.raises(IntegrityError, match="meeting_is_not_held_without_notice"), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(status="held")


def test_a_notice_stays_on_record(hall):
    hall.announced()
    for change in (lambda: Notice.objects.all().delete(), lambda: Notice.objects.update(channel="site")):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            change()


def test_a_meeting_is_not_opened_before_its_hour(hall):
    meeting = hall.announced()
    early = STARTS - timedelta(minutes=31)
    refused("too_early", announcing.hold, meeting.pk, actor=hall.actor("secretary"), at=early)


def test_a_moved_meeting_needs_new_notices(hall):
    meeting = hall.announced()
    later = STARTS + timedelta(days=3)
    announcing.move(meeting.pk, starts_at=later, reason="Залда жөндеу", actor=hall.actor("secretary"), at=AT)
    moved = Meeting.objects.get(pk=meeting.pk)
    assert (moved.status, moved.notice_since, moved.first_starts_at) == (MeetingStatus.MOVED, None, STARTS)
    announcing.announce(meeting.pk, actor=hall.actor("secretary"), at=AT)
    refused("no_notice", announcing.hold, meeting.pk, actor=hall.actor("secretary"), at=later)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"starts_at": AT - timedelta(days=1)}, "starts_at_past"),
        ({"starts_at": None}, "starts_at_needed"),
        ({"title_kk": ""}, "title_kk_short"),
        ({"way": "by_mail"}, "way_unknown"),
        ({"capacity": 0}, "capacity_wrong"),
        ({"minutes": 5}, "minutes_wrong"),
        ({"stream_url": "javascript:alert(1)"}, "stream_url_wrong"),
    ],
)
def test_what_is_wrong_in_a_plan_is_said(hall, given, code):
    refused(code, hall.planned, **given)
    assert Meeting.objects.count() == 0


def test_a_district_akim_meets_people_of_the_own_district(hall):
    elsewhere = planned_words(place=Place(lon=76.9455, lat=43.2363))
    refused("district_elsewhere", calendar.plan, "akimat-turksib", elsewhere,
            actor=hall.actor("district_secretary"), at=AT)  # fmt: skip


def test_an_online_meeting_needs_its_broadcast(hall):
    meeting = hall.planned(way="online")
    refused("stream_needed", announcing.announce, meeting.pk, actor=hall.actor("secretary"), at=AT)


ROLES = ("secretary", "akim", "deputy", "controller", "district_secretary", "district_akim", "resident")


def test_who_may_do_what_with_an_announced_meeting(hall):
    meeting = hall.announced()
    open_to = {
        who: set(acts.may(MEETING, meeting, roles=policy.roles_on(hall.actor(who), meeting), at=OPENED))
        for who in ROLES
    }
    of_office = {"edit", "give_notice", "move", "cancel", "hold"}
    assert open_to == {
        "secretary": of_office,
        "deputy": of_office,
        "akim": of_office | {"approve"},
        "controller": set(),
        "district_secretary": set(),
        "district_akim": set(),
        "resident": set(),
    }
