"""What a resident's page shows of the parts of an appeal, of where it was forwarded, and of a complaint's way up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appeals.enums import OPEN, Status
from appeals.models import Answer, Appeal, Complaint, Forwarding, Part
from appeals.selectors import parts as read
from appeals.views import words
from workflow.models import Act
from workflow.workdays import Calendar


@dataclass(frozen=True)
class PartView:
    """A part: ``text`` is empty for strangers; ``may_reopen``: answered, and the author may open the appeal again."""

    number: int
    title: str
    text: str
    category: str
    body: str
    pill: words.Pill
    clock: words.Clock
    due_on: date
    is_open: bool
    answer: Answer | None
    may_reopen: bool


@dataclass(frozen=True)
class SentOn:
    """One forwarding with both its clocks. ``second`` is of the receiver; ``known``: it has said when it registered."""

    sender: str
    receiver: str
    first: words.Clock
    second: words.Clock
    due_on: date
    registered_on: date | None
    number: str
    part: int | None

    @property
    def known(self) -> bool:
        return self.registered_on is not None


@dataclass(frozen=True)
class WayUp:
    """Where a complaint is on its way: ``clock`` is of the body complained of, ``gone_on`` the day it went up."""

    body: str
    superior: str
    pass_up_by: date
    gone_on: date | None
    by_itself: bool
    clock: words.Clock


def shown(appeal: Appeal, *, inside: bool, today: date, calendar: Calendar) -> list[PartView]:
    """The parts of an appeal; no query where it was not split, else two."""
    if not appeal.part_count:
        return []
    answers = read.sent_answers(appeal)
    return [
        PartView(
            number=part.number,
            title=part.title,
            text=part.text if inside else "",
            category=part.category.name if part.category else "",
            body=body_of(part),
            pill=words.pill(part, today),
            clock=clock_of(part, today, calendar),
            due_on=part.due_on,
            is_open=part.status in OPEN,
            answer=answers.get(part.pk),
            may_reopen=part.status == Status.ANSWERED,
        )
        for part in read.listed(appeal)
    ]


def body_of(part: Part) -> str:
    """The name of who answers for the part; words where nobody does yet."""
    if part.organisation:
        return part.organisation.name
    return part.outside or _("A moderator is looking for the responsible body")


def clock_of(part: Part, today: date, calendar: Calendar) -> words.Clock:
    """The clock of a part; of one that left the platform only what was promised there."""
    if part.status == Status.FORWARDED:
        return words.Clock(part.term_days, 0, "ok", _("The term runs at the other body"))
    return words.clock(part, today, calendar)


def sent_on(appeal: Appeal, acts: Iterable[Act], *, today: date, calendar: Calendar) -> list[SentOn]:
    """Where the appeal and its parts were forwarded. No query where nothing speaks of it."""
    if not appeal.part_count and not any(act.name == "forward" for act in acts):
        return []
    return [_sent(appeal, each, today, calendar) for each in read.forwardings(appeal)]


def way_up(appeal: Appeal, *, today: date, calendar: Calendar) -> WayUp | None:
    """Of a complaint, its way; no query for anything else."""
    if appeal.complained_body_id is None:
        return None
    way = Complaint.objects.select_related("superior", "appeal__complained_body").filter(appeal=appeal).first()
    if way is None or way.appeal.complained_body is None:
        return None
    return WayUp(
        body=way.appeal.complained_body.name,
        superior=way.superior.name,
        pass_up_by=way.pass_up_by,
        gone_on=timezone.localdate(way.passed_at) if way.passed_at else None,
        by_itself=way.by_itself,
        clock=_first(way.pass_up_by, timezone.localdate(way.passed_at) if way.passed_at else None, today, calendar),
    )


def _sent(appeal: Appeal, sent: Forwarding, today: date, calendar: Calendar) -> SentOn:
    receiver = sent.receiver.name if sent.receiver else sent.outside
    number = next((part.number for part in read.listed(appeal) if part.pk == sent.part_id), None)
    return SentOn(
        sender=sent.sender.name if sent.sender else _("the first line"),
        receiver=receiver,
        first=_first(sent.last_day, timezone.localdate(sent.sent_at), today, calendar),
        second=_second(appeal, sent, today, calendar),
        due_on=sent.due_on,
        registered_on=sent.their_registered_on,
        number=sent.their_number,
        part=number if sent.part_id else None,
    )


def _first(last: date, done_on: date | None, today: date, calendar: Calendar) -> words.Clock:
    """Three days for a step: done in time, done late, or still running."""
    total = 3
    if done_on is not None:
        late = calendar.between(last, done_on)
        if done_on > last:
            word = ngettext("%(n)d working day late", "%(n)d working days late", late) % {"n": max(late, 1)}
            return words.Clock(total, total, "late", word)
        return words.Clock(total, min(max(total + late, 0), total), "done", _("Done in time"))
    left = calendar.between(today, last)
    if left < 0:
        return words.Clock(total, total, "late", _("The term is over"))
    if left == 0:
        return words.Clock(total, total, "wait", _("Today is the last day"))
    word = ngettext("%(n)d working day left", "%(n)d working days left", left) % {"n": left}
    return words.Clock(total, max(total - left, 0), "wait", word)


def _second(appeal: Appeal, sent: Forwarding, today: date, calendar: Calendar) -> words.Clock:
    if sent.receiver_id and not sent.part_id and sent.receiver_id == appeal.organisation_id:
        return words.clock(appeal, today, calendar)
    left = calendar.between(today, sent.due_on)
    if left < 0:
        return words.Clock(sent.term_days, sent.term_days, "late", _("The term is over"))
    if left == 0:
        return words.Clock(sent.term_days, sent.term_days, "wait", _("Today is the last day"))
    word = ngettext("%(n)d working day left", "%(n)d working days left", left) % {"n": left}
    return words.Clock(sent.term_days, min(max(sent.term_days - left, 0), sent.term_days), "ok", word)
