"""How a meeting, a question and a line are told in words. Nothing is decided here."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from meetings.enums import LineResult, MeetingStatus, MeetingWay, QuestionStatus
from meetings.models import Meeting, Question
from meetings.selectors import year

PILLS = {
    MeetingStatus.PLANNED: ("idle", "calendar-days"),
    MeetingStatus.ANNOUNCED: ("info", "megaphone"),
    MeetingStatus.HELD: ("wait", "mic"),
    MeetingStatus.CLOSED: ("ok", "file-check"),
    MeetingStatus.MOVED: ("wait", "refresh-cw"),
    MeetingStatus.CANCELLED: ("idle", "x"),
}
QUESTION_PILLS = {
    QuestionStatus.ASKED: ("wait", "hourglass"),
    QuestionStatus.PUBLISHED: ("info", "message-square"),
    QuestionStatus.DECLINED: ("idle", "eye-off"),
    QuestionStatus.HEARD: ("info", "mic"),
    QuestionStatus.SETTLED: ("ok", "file-check"),
    QuestionStatus.WITHDRAWN: ("idle", "minus"),
}
RESULT_PILLS = {
    LineResult.EXPLAINED: ("ok", "message-square"),
    LineResult.INSTRUCTION: ("info", "file-check"),
    LineResult.APPEAL: ("info", "send"),
}
WAY_ICONS = {MeetingWay.HALL: "users", MeetingWay.ONLINE: "monitor", MeetingWay.HYBRID: "users"}


@dataclass(frozen=True)
class Pill:
    """State as an icon and a word. ``tone`` is one of idle, info, ok, wait, late."""

    tone: str
    icon: str
    word: str


def pill(meeting: Meeting) -> Pill:
    return Pill(*PILLS[MeetingStatus(meeting.status)], str(MeetingStatus(meeting.status).label))


def question_pill(question: Question) -> Pill:
    return Pill(*QUESTION_PILLS[QuestionStatus(question.status)], str(QuestionStatus(question.status).label))


def result_pill(result: str) -> Pill:
    """Of a line; one without a result waits for it."""
    if not result:
        return Pill("wait", "hourglass", capfirst(_("no result yet")))
    return Pill(*RESULT_PILLS[LineResult(result)], capfirst(str(LineResult(result).label)))


def breach(meeting: Meeting, at: datetime) -> str:
    """How the duty to give notice was broken, as a sentence; empty where it was kept."""
    return {
        None: "",
        "late_notice": _("Notice of this meeting was given too late."),
        "missing_notice": _("No notice of this meeting is on record, though it should have been given by now."),
    }[year.notice_breach(meeting, at=at)]


def host(meeting: Meeting) -> str:
    return meeting.organisation.name
