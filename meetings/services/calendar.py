"""The calendar of the year: meetings are planned, approved by the akim as a version, called beside it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import Organisation
from meetings import policy
from meetings.enums import UPCOMING, MeetingStatus, MeetingWay
from meetings.models import Meeting, YearPlan
from meetings.rules.disclosure import doubtful, unconfirmed
from meetings.services import fields
from meetings.services.fields import NO_PLACE, Place
from meetings.workflow import MEETING, OFFICE
from workflow import acts
from workflow.actor import Actor
from workflow.refusals import Refused

LONGEST_MINUTES = 600
MOST_SEATS = 50_000


@dataclass(frozen=True)
class Planned:
    """What is said of a meeting, as typed. ``minutes``: length; ``capacity``: seats, ``None`` for no limit."""

    starts_at: datetime | None = None
    title_kk: str = ""
    title_ru: str = ""
    topics_kk: str = ""
    topics_ru: str = ""
    venue_kk: str = ""
    venue_ru: str = ""
    place: Place = NO_PLACE
    minutes: int = 120
    capacity: int | None = None
    way: str = MeetingWay.HALL
    stream_url: str = ""


def plan(organisation: str, words: Planned, *, actor: Actor, at: datetime) -> Meeting:
    """Put a meeting of this akimat (its code) into the calendar that is being drawn up; nobody else sees it yet.

    Refused: ``role``; ``host_unknown``; ``starts_at_needed``, ``starts_at_past``; ``title_kk_short``,
    ``title_ru_short``; what ``fields`` refuses; ``district_elsewhere``: a district akim meets people of the own
    district; ``minutes_wrong``, ``capacity_wrong``, ``way_unknown``.
    """
    host = _host(organisation, at)
    if not _works_for(actor, host):
        raise Refused(acts.NOT_YOURS, code="role")
    values = judge(words, host=host, at=at)
    with transaction.atomic():
        year = timezone.localtime(values["starts_at"]).year
        meeting = Meeting(**values, organisation=host, number=_next_number(year), first_starts_at=values["starts_at"])
        role = min(policy.roles_on(actor, meeting) & OFFICE)
        acts.begin(MEETING, meeting, "plan", actor=actor, role=role, at=at, public=False)
    return meeting


def judge(words: Planned, *, host: Organisation, at: datetime) -> dict:
    """The columns of a meeting from what was typed. Refused as ``plan`` says."""
    starts_at = fields.moment(words.starts_at, field="starts_at")
    if starts_at <= at:
        raise Refused(_("Choose a day and an hour that are still to come."), code="starts_at_past", field="starts_at")
    if words.way not in MeetingWay.values:
        raise Refused(_("Choose how the meeting is held."), code="way_unknown", field="way")
    if not 10 <= words.minutes <= LONGEST_MINUTES:
        sentence = _("A meeting lasts from 10 to %(n)d minutes.") % {"n": LONGEST_MINUTES}
        raise Refused(sentence, code="minutes_wrong", field="minutes")
    if words.capacity is not None and not 1 <= words.capacity <= MOST_SEATS:
        sentence = _("Give the number of seats, from 1 to %(n)d, or leave it empty.") % {"n": MOST_SEATS}
        raise Refused(sentence, code="capacity_wrong", field="capacity")
    spot = fields.place(words.place)
    if host.district_id and spot.district and spot.district.pk != host.district_id:
        sentence = _("The akim of a district meets people in the own district. Choose a place there.")
        raise Refused(sentence, code="district_elsewhere", field="district")
    return {
        "starts_at": starts_at,
        "title_kk": fields.text(fields.line(words.title_kk, field="title_kk"), field="title_kk", least=5, most=200),
        "title_ru": fields.text(fields.line(words.title_ru, field="title_ru"), field="title_ru", least=5, most=200),
        "topics_kk": fields.text(words.topics_kk, field="topics_kk", least=0),
        "topics_ru": fields.text(words.topics_ru, field="topics_ru", least=0),
        "venue_kk": fields.line(words.venue_kk, field="venue_kk"),
        "venue_ru": fields.line(words.venue_ru, field="venue_ru"),
        "point": spot.point,
        "district_id": spot.district.pk if spot.district else host.district_id,
        "address": spot.address,
        "minutes": words.minutes,
        "capacity": words.capacity,
        "way": words.way,
        "stream_url": fields.web_address(words.stream_url, field="stream_url"),
    }


def approve(
    organisation: str, *, year: int, reason: str = "", shown: Collection[str] = (), actor: Actor, at: datetime
) -> YearPlan:
    """Approve the calendar of a year as it stands now: its next version, read in public from this moment.

    Rule: Decree No 826 of 3 March 2022, by 15 January; later is possible and shows as a breach. From the second
    version on a ``reason`` is needed; ``shown``: its words that look like personal data and that everybody may read.
    Refused: ``role`` (the akim alone), ``host_unknown``, ``nothing_planned``, ``reason_needed``, ``signs``: the reason
    holds others, and what is approved cannot be taken back; ``nothing_changed``.
    """
    host = _host(organisation, at)
    if not any(post.role == Role.AKIM and post.organisation_id == host.pk for post in actor.posts):
        raise Refused(acts.NOT_YOURS, code="role")
    with transaction.atomic():
        _one_at_a_time(f"calendar:{host.pk}:{year}")
        last = YearPlan.objects.filter(year=year, district=host.district_id).order_by("-version").first()
        stands = list(
            Meeting.objects.filter(organisation=host, starts_at__year=year, off_calendar=False).order_by(
                "starts_at", "pk"
            )
        )
        if not stands:
            sentence = _("There is no meeting in the calendar of this year yet. Plan the first one.")
            raise Refused(sentence, code="nothing_planned")
        said = _reason(reason, shown) if last or reason.strip() else ""
        snapshot = [_row(meeting) for meeting in stands]
        if last is not None and last.meetings == snapshot:
            sentence = _("Nothing has changed since the approved version.")
            raise Refused(sentence, code="nothing_changed")
        version = YearPlan.objects.create(
            year=year,
            district_id=host.district_id,
            version=last.version + 1 if last else 1,
            approved_on=timezone.localdate(at),
            approved_by_id=actor.user_id,
            approved_name=actor.named(Role.AKIM),
            reason=said,
            shown=[words for words in doubtful(said) if words in shown],
            meetings=snapshot,
        )
        _make_public(stands, version, actor=actor, at=at)
    return version


def _reason(typed: str, shown: Collection[str]) -> str:
    said = fields.reason(typed)
    if left := unconfirmed(said, shown):
        sentence = _("This looks like personal data: %(words)s. Remove it, or confirm that everybody may read it.")
        raise Refused(sentence % {"words": ", ".join(left)}, code="signs", field="reason")
    return said


def _make_public(stands: list[Meeting], version: YearPlan, *, actor: Actor, at: datetime) -> None:
    def publish(meeting: Meeting) -> None:
        meeting.public_since = meeting.public_since or at

    fresh = [meeting for meeting in stands if meeting.public_since is None and meeting.status in UPCOMING]
    acts.perform_many(
        MEETING,
        Meeting,
        [acts.Order(meeting.pk, data={"version": version.version}, change=publish, writes=False) for meeting in fresh],
        "approve",
        actor=actor,
        roles=lambda meeting: policy.roles_on(actor, meeting),
        at=at,
    )


def _row(meeting: Meeting) -> dict:
    return {
        "number": meeting.number,
        "starts_at": timezone.localtime(meeting.starts_at).isoformat(timespec="minutes"),
        "district": meeting.district_id,
        "title_kk": meeting.title_kk,
        "title_ru": meeting.title_ru,
        "way": str(meeting.way),
        "cancelled": meeting.status == MeetingStatus.CANCELLED,
    }


def _host(code: str, at: datetime) -> Organisation:
    found = Organisation.objects.in_force(timezone.localdate(at)).filter(code=code).first()
    if found is None:
        raise Refused(_("Choose the akimat from the list."), code="host_unknown", field="organisation")
    return found


def _works_for(actor: Actor, host: Organisation) -> bool:
    return any(post.role in OFFICE and post.organisation_id == host.pk for post in actor.posts)


def _next_number(year: int) -> str:
    """``M-2026-0042``: numbers of a year are given one after another, none twice."""
    _one_at_a_time(f"meetings:{year}")
    last = Meeting.objects.filter(number__startswith=f"M-{year}-").aggregate(last=Max("number"))["last"]
    return f"M-{year}-{int(last.rpartition('-')[2]) + 1 if last else 1:04d}"


def _one_at_a_time(what: str) -> None:
    """Until the transaction ends, nobody else passes here for the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
