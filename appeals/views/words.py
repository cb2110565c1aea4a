"""How an appeal or a part of one is told in words: its state, its clock, its pin. Nothing is decided here."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil, floor

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appeals.enums import OPEN, Status
from appeals.models import Appeal, Part
from workflow.workdays import Calendar

PILLS = {
    Status.REGISTERED: ("info", "inbox"),
    Status.ASKED: ("wait", "message-square"),
    Status.ROUTED: ("info", "send"),
    Status.IN_WORK: ("info", "hourglass"),
    Status.REPORTED: ("info", "camera"),
    Status.SPLIT: ("info", "split"),
    Status.LODGED: ("wait", "scale"),
    Status.ANSWERED: ("idle", "file-check"),
    Status.REOPENED: ("late", "refresh-cw"),
    Status.FIXED: ("ok", "circle-check"),
    Status.FORWARDED: ("idle", "forward"),
    Status.MERGED: ("idle", "merge"),
    Status.WITHDRAWN: ("idle", "minus"),
}
# From this share of the term on, the clock turns amber.
SOON = 0.7
HOUR = timedelta(hours=1)
# A term in hours that was missed by so many is missed by days.
HOURS_SAID = 72
# More ticks than this say nothing.
MOST_TICKS = 24


@dataclass(frozen=True)
class Pill:
    """State as an icon and a word. ``tone`` is one of idle, info, ok, wait, late."""

    tone: str
    icon: str
    word: str


@dataclass(frozen=True)
class Clock:
    """The term in working days: ``passed`` of ``total``; ``word`` says what matters most, ``note`` the rest."""

    total: int
    passed: int
    tone: str
    word: str
    note: str = ""


def is_late(appeal: Appeal | Part, today: date, at: datetime | None = None) -> bool:
    """Open past the last day for its answer; of an emergency, past its very moment where ``at`` is given."""
    if appeal.status not in OPEN:
        return False
    if appeal.due_at is not None and at is not None:
        return at > appeal.due_at
    return today > appeal.due_on


def pill(appeal: Appeal | Part, today: date, at: datetime | None = None) -> Pill:
    """The one pill of an appeal: a missed term comes before the state."""
    if is_late(appeal, today, at):
        return Pill("late", "circle-alert", _("Overdue"))
    return state(appeal)


def state(appeal: Appeal | Part) -> Pill:
    """The state alone, for those who see the term beside it."""
    tone, icon = PILLS[Status(appeal.status)]
    return Pill(tone, icon, str(Status(appeal.status).label))


def mark(appeal: Appeal, today: date, at: datetime | None = None) -> str:
    """The mark of an appeal on the map: late, wait, work or done."""
    if is_late(appeal, today, at):
        return "late"
    if appeal.status == Status.ASKED:
        return "wait"
    return "work" if appeal.status in OPEN else "done"


def clock(appeal: Appeal | Part, today: date, calendar: Calendar, at: datetime | None = None) -> Clock:
    """The clock of an appeal on this day, in words and ticks; an emergency's runs in hours where ``at`` is given."""
    total = appeal.term_days
    if appeal.status == Status.WITHDRAWN:
        return Clock(total, 0, "done", _("Withdrawn by the author"))
    if appeal.status == Status.FORWARDED:
        return Clock(total, 0, "done", _("The term runs at the other body"))
    moment = appeal.ended_at or at
    if appeal.due_at is not None and moment is not None:
        return _of_hours(appeal, appeal.due_at, moment)
    if appeal.status not in OPEN and appeal.ended_at:
        return _stopped(appeal, calendar)
    if appeal.extended_at is not None:
        total = max(calendar.between(appeal.counted_from, appeal.due_on), 1)
    left = calendar.between(max(today, appeal.counted_from), appeal.due_on)
    if today > appeal.due_on:
        days = calendar.between(appeal.due_on, today)
        return Clock(total, total, "late", _late(days))
    passed = min(max(total - left, 0), total)
    tone = "wait" if passed > total * SOON else "ok"
    if left == 0:
        return Clock(total, total, "wait", _("Today is the last day"))
    word = ngettext("%(n)d working day left", "%(n)d working days left", left) % {"n": left}
    note = _("Day %(day)d of %(total)d working days.") % {"day": passed, "total": total} if passed else ""
    return Clock(total, passed, tone, word, note)


def _of_hours(appeal: Appeal, due_at: datetime, at: datetime) -> Clock:
    """A term in hours, by day and night: what is left of it, or how it ended."""
    whole = max(ceil((due_at - appeal.received_at) / HOUR), 1)
    total = min(whole, MOST_TICKS)
    passed = min(max(floor((at - appeal.received_at) / HOUR), 0) * total // whole, total)
    if at > due_at:
        late = floor((at - due_at) / HOUR)
        return Clock(total, total, "late", _late_by_hours(late))
    if appeal.ended_at:
        hours = max(ceil((at - appeal.received_at) / HOUR), 1)
        word = ngettext("Answered within %(n)d hour", "Answered within %(n)d hours", hours) % {"n": hours}
        return Clock(total, min(passed, total), "done", word)
    left = floor((due_at - at) / HOUR)
    if left:
        word = ngettext("%(n)d hour left", "%(n)d hours left", left) % {"n": left}
    else:
        minutes = floor((due_at - at) / timedelta(minutes=1))
        word = ngettext("%(n)d minute left", "%(n)d minutes left", minutes) % {"n": minutes}
    return Clock(total, passed, "wait", word, _("An emergency: nights and days off count too."))


def _late_by_hours(late: int) -> str:
    """In hours, and in days where nobody counts hours any longer."""
    if not late:
        return _("The term is over")
    if late >= HOURS_SAID:
        return ngettext("%(n)d day late", "%(n)d days late", late // 24) % {"n": late // 24}
    return ngettext("%(n)d hour late", "%(n)d hours late", late) % {"n": late}


def _stopped(appeal: Appeal | Part, calendar: Calendar) -> Clock:
    """What the clock showed when the answer went out."""
    ended_on = timezone.localtime(appeal.ended_at).date()
    if ended_on > appeal.due_on:
        return Clock(appeal.term_days, appeal.term_days, "late", _late(calendar.between(appeal.due_on, ended_on)))
    days = max(calendar.between(appeal.counted_from, ended_on), 0)
    if days == 0:
        return Clock(appeal.term_days, 0, "done", _("Answered on the first day"))
    word = ngettext("Answered in %(n)d working day", "Answered in %(n)d working days", days) % {"n": days}
    return Clock(appeal.term_days, min(days, appeal.term_days), "done", word)


def _late(days: int) -> str:
    if days < 1:
        return _("The term is over")
    return ngettext("%(n)d working day late", "%(n)d working days late", days) % {"n": days}


def title(appeal: Appeal) -> str:
    """What stands over an appeal: the public title, or the beginning of its text for those who may read it."""
    if appeal.public_title:
        return appeal.public_title
    words = " ".join((appeal.public_text or appeal.text).split())
    if len(words) <= 90:
        return words
    return words[:90].rsplit(" ", 1)[0].rstrip(",.;:–- ") + "…"
