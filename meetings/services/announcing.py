"""From the calendar to the open doors: edit, announce, give notice, move, cancel, open."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from meetings import policy
from meetings.enums import MeetingWay, NormKind, NoticeChannel
from meetings.models import Meeting, Norm, Notice
from meetings.services import calendar, fields
from meetings.services.calendar import Planned
from meetings.workflow import MEETING
from workflow import acts
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused

WITH_A_HALL = frozenset({MeetingWay.HALL, MeetingWay.HYBRID})
WITH_A_STREAM = frozenset({MeetingWay.ONLINE, MeetingWay.HYBRID})


def edit(meeting_id: int, words: Planned, *, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Change what is said of a meeting, but not its day and hour: for those there is ``move``.

    Of a planned meeting that is not public yet the day may change too. Refused: as ``calendar.plan``;
    ``use_move``: the day of a meeting that people know of.
    """

    def change(meeting: Meeting) -> dict:
        values = calendar.judge(words, host=meeting.organisation, at=at)
        if meeting.public_since and values["starts_at"] != meeting.starts_at:
            sentence = _("People know this date already. Move the meeting instead, with a reason.")
            raise Refused(sentence, code="use_move", field="starts_at")
        if meeting.public_since is None:
            meeting.first_starts_at = values["starts_at"]
        changed = [name for name, value in values.items() if getattr(meeting, name) != value]
        for name, value in values.items():
            setattr(meeting, name, value)
        return {"changed": changed}

    return _perform(meeting_id, "edit", change=change, seq=seq, actor=actor, at=at)


def announce(meeting_id: int, *, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Say on this site that the meeting takes place: residents may register and put questions from now on.

    This is not the legal notice: each of those is recorded by ``give_notice``. Refused: ``venue_needed``,
    ``stream_needed``, ``starts_at_past``; role, state, stale.
    """
    days = notice_days(at)

    def change(meeting: Meeting) -> dict:
        if meeting.starts_at <= at:
            sentence = _("The hour of this meeting has passed. Move it to another day first.")
            raise Refused(sentence, code="starts_at_past")
        if meeting.way in WITH_A_HALL and not (meeting.venue_kk and meeting.venue_ru and meeting.district_id):
            sentence = _("Say where the meeting is held, in Kazakh and in Russian, and in which district.")
            raise Refused(sentence, code="venue_needed", field="venue_kk")
        if meeting.way in WITH_A_STREAM and not meeting.stream_url:
            sentence = _("Give the address of the broadcast.")
            raise Refused(sentence, code="stream_needed", field="stream_url")
        meeting.notice_days = days
        if meeting.public_since is None:
            meeting.public_since, meeting.off_calendar = at, True
        return {"starts_at": meeting.starts_at.isoformat(), "off_calendar": meeting.off_calendar}

    return _perform(meeting_id, "announce", change=change, seq=seq, actor=actor, at=at)


def give_notice(
    meeting_id: int,
    *,
    channel: str,
    published_at: datetime | None,
    evidence: str = "",
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Put on record that people were told of the meeting: through which channel and when.

    Rule: Decree No 826 of 3 March 2022. Without such a record the meeting cannot be opened. Refused:
    ``channel_unknown``, ``published_at_needed``, ``published_at_future``, ``evidence_long``; role, state, stale.
    """
    if channel not in NoticeChannel.values:
        raise Refused(_("Choose the channel of the notice."), code="channel_unknown", field="channel")
    moment = fields.moment(published_at, field="published_at")
    if moment > at:
        sentence = _("The notice is put on record once it is out: this moment is still to come.")
        raise Refused(sentence, code="published_at_future", field="published_at")
    where = fields.line(evidence, field="evidence", most=500)

    def change(meeting: Meeting) -> dict:
        Notice.objects.create(
            meeting=meeting,
            channel=channel,
            at=moment,
            for_start=meeting.starts_at,
            evidence=where,
            recorded_at=at,
            recorded_by_id=actor.user_id,
        )
        meeting.notice_since = min(filter(None, (meeting.notice_since, moment)))
        return {"channel": channel, "published_at": moment.isoformat()}

    return _perform(meeting_id, "give_notice", change=change, seq=seq, actor=actor, at=at)


def move(
    meeting_id: int,
    *,
    starts_at: datetime | None,
    reason: str,
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Move a meeting to another time, for a reason that is read in public. It is to be announced anew.

    The notices of the old date stay on record and do not count for the new one. Refused: ``reason_needed``,
    ``starts_at_needed``, ``starts_at_past``, ``same_time``; role, state, stale.
    """
    said = fields.reason(reason)
    moment = fields.moment(starts_at, field="starts_at")
    if moment <= at:
        raise Refused(_("Choose a day and an hour that are still to come."), code="starts_at_past", field="starts_at")

    def change(meeting: Meeting) -> dict:
        if meeting.starts_at == moment:
            sentence = _("This is the time for which the meeting stands already.")
            raise Refused(sentence, code="same_time", field="starts_at")
        before, meeting.starts_at, meeting.notice_since = meeting.starts_at, moment, None
        return {"before": before.isoformat(), "starts_at": moment.isoformat()}

    return _perform(meeting_id, "move", note=said, change=change, seq=seq, actor=actor, at=at)


def cancel(meeting_id: int, *, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Call a meeting off, for a reason that is read in public. Refused: ``reason_needed``; role, state, stale."""
    said = fields.reason(reason)
    return _perform(meeting_id, "cancel", note=said, seq=seq, actor=actor, at=at)


def hold(meeting_id: int, *, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Open the meeting: the sheet is ready for lines.

    Refused: ``no_notice``: nobody was told of it; ``too_early``; role, state, stale. Rule: Decree No 826.
    """

    def change(meeting: Meeting) -> dict:
        meeting.held_at = at
        return {"notices": Notice.objects.filter(meeting=meeting, for_start=meeting.starts_at).count()}

    return _perform(meeting_id, "hold", change=change, seq=seq, actor=actor, at=at)


def notice_days(at: datetime) -> int:
    """How many days ahead people are to be told of a meeting, by the norm in force."""
    rows = Norm.objects.in_force(timezone.localdate(at)).filter(kind=NormKind.NOTICE_DAYS)
    return rows.values_list("number", flat=True).first() or 0


def _perform(meeting_id: int, name: str, *, actor: Actor, at: datetime, **words) -> Act:
    return acts.perform(
        MEETING,
        Meeting,
        meeting_id,
        name,
        actor=actor,
        roles=lambda meeting: policy.roles_on(actor, meeting),
        at=at,
        **words,
    )
