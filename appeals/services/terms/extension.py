"""A head puts the last day off."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.texts import clean
from appeals import policy
from appeals.enums import LimitCode
from appeals.models import Appeal, Extension, Part
from appeals.rules import term
from appeals.selectors import limits, terms
from appeals.services import fields, parts
from appeals.workflow import APPEAL
from workflow import acts, calendar
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused
from workflow.workdays import Calendar

ONCE_MORE = gettext_lazy(
    "The term was extended before. To extend it once more, write why; the reason stays in the journal."
)


def extend(
    appeal_id: int,
    *,
    until: date,
    reason: str,
    override: str = "",
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Put the last day for the answer off, and owe its author a notice within three working days.

    ``until``: the new last day, a working day at most two months after the first day of the term. ``reason``: which
    facts have yet to be established. ``override``: why it is extended once more, where it was before.
    Refused: ``complaint_not_extended``; ``hours_not_extended``: an emergency; ``term_over``: past the last day;
    ``reason_needed``; ``until_early``: not after the present last day; ``until_late``: after the two months;
    ``until_not_working``; ``already_extended``: once more takes an ``override``; role (a head or a deputy only),
    state, stale. Rule: APPC art. 76.
    """
    why = fields.reason(reason)
    change = _to_extend(until, reason=why, override=clean(override), actor=actor, at=at)
    return acts.perform(
        APPEAL,
        Appeal,
        appeal_id,
        "extend",
        note=why,
        change=change,
        seq=seq,
        actor=actor,
        roles=lambda appeal: policy.roles_on(actor, appeal),
        at=at,
    )


def extend_part(
    part_id: int,
    *,
    until: date,
    reason: str,
    override: str = "",
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Put the last day of one part off; the appeal's last day follows, and its author is told. Refused: as ``extend``.

    A part of an appeal that was extended before the split takes an ``override`` like any second extension.
    """
    why = fields.reason(reason)
    change = _to_extend(until, reason=why, override=clean(override), actor=actor, at=at)
    return parts.perform(part_id, "extend", note=why, change=change, seq=seq, actor=actor, at=at)


def _to_extend(until: date, *, reason: str, override: str, actor: Actor, at: datetime) -> acts.Change:
    def change(thing: Appeal | Part) -> dict:
        earlier = terms.extension_of_part(thing) if isinstance(thing, Part) else terms.extension_in_force(thing)
        if earlier is not None and not override:
            raise Refused(ONCE_MORE, code="already_extended", field="override")
        decided = _decide(thing, until, reason=reason, override=override if earlier else "", actor=actor, at=at)
        thing.due_on, thing.extended_at = until, at
        return {
            "due_on": until.isoformat(),
            "due_on_before": decided.before.isoformat(),
            "cap_on": decided.cap_on.isoformat(),
            "notice_due_on": decided.notice_due_on.isoformat(),
            "extension": decided.pk,
        } | ({"override": override} if earlier else {})

    return change


def _decide(thing: Appeal | Part, until: date, *, reason: str, override: str, actor: Actor, at: datetime) -> Extension:
    """Judge the day and write the decision down."""
    today, days_off = timezone.localdate(at), calendar.current()
    cap_on = latest_day(thing, on=today)
    _check_day(thing, until, cap_on=cap_on, days_off=days_off)
    notice_days = limits.value(LimitCode.EXTENSION_NOTICE_DAYS, on=today)
    appeal, part = (thing, None) if isinstance(thing, Appeal) else (thing.appeal, thing)
    return Extension.objects.create(
        appeal=appeal,
        part=part,
        counted_from=thing.counted_from,
        before=thing.due_on,
        until=until,
        cap_on=cap_on,
        reason=reason,
        override=override,
        decided_by_id=actor.user_id,
        decided_at=at,
        notice_due_on=days_off.add(today, notice_days),
        notice_key=notice_key(appeal, seq=thing.seq + 1, part=part) if _can_be_told(appeal) else "",
    )


def latest_day(appeal: Appeal | Part, *, on: date) -> date:
    """The last day to which this appeal's answer may be put off at all, worked or not. One query."""
    return term.latest_extension(appeal.counted_from, months=limits.value(LimitCode.EXTENSION_MONTHS, on=on))


def notice_key(appeal: Appeal, *, seq: int, part: Part | None = None) -> str:
    """What the keys of the letters about the act of this number begin with; see ``appeals.handlers``."""
    mark = f"{part.pk}:" if part else ""
    return f"appeal:{appeal.pk}:{mark}{seq}:appeal_extended:"


def _can_be_told(appeal: Appeal) -> bool:
    return bool(appeal.author_id or appeal.contact_email or appeal.contact_phone)


def _check_day(appeal: Appeal | Part, until: date, *, cap_on: date, days_off: Calendar) -> None:
    if until <= appeal.due_on:
        sentence = _("Choose a day after the present last day.")
        raise Refused(sentence, code="until_early", field="until")
    if until > cap_on:
        sentence = _("The law allows two months in all, until %(day)s inclusive. Choose an earlier day.")
        told = sentence % {"day": date_format(cap_on, "DATE_FORMAT")}
        raise Refused(told, code="until_late", field="until")
    if not days_off.is_working(until):
        raise Refused(_("Choose a working day."), code="until_not_working", field="until")
