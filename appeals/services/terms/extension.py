"""A head puts the last day off."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals import policy
from appeals.enums import LimitCode
from appeals.models import Appeal, Extension
from appeals.rules import term
from appeals.rules.texts import clean
from appeals.selectors import limits, terms
from appeals.services import fields
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
    again = clean(override)

    def change(appeal: Appeal) -> dict:
        earlier = terms.extension_in_force(appeal)
        if earlier is not None and not again:
            raise Refused(ONCE_MORE, code="already_extended", field="override")
        decided = _decide(appeal, until, reason=why, override=again if earlier else "", actor=actor, at=at)
        appeal.due_on, appeal.extended_at = until, at
        return {
            "due_on": until.isoformat(),
            "due_on_before": decided.before.isoformat(),
            "cap_on": decided.cap_on.isoformat(),
            "notice_due_on": decided.notice_due_on.isoformat(),
            "extension": decided.pk,
        } | ({"override": again} if earlier else {})

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


def _decide(appeal: Appeal, until: date, *, reason: str, override: str, actor: Actor, at: datetime) -> Extension:
    """Judge the day and write the decision down."""
    today, days_off = timezone.localdate(at), calendar.current()
    cap_on = latest_day(appeal, on=today)
    _check_day(appeal, until, cap_on=cap_on, days_off=days_off)
    notice_days = limits.value(LimitCode.EXTENSION_NOTICE_DAYS, on=today)
    return Extension.objects.create(
        appeal=appeal,
        counted_from=appeal.counted_from,
        before=appeal.due_on,
        until=until,
        cap_on=cap_on,
        reason=reason,
        override=override,
        decided_by_id=actor.user_id,
        decided_at=at,
        notice_due_on=days_off.add(today, notice_days),
        notice_key=notice_key(appeal, seq=appeal.seq + 1) if _can_be_told(appeal) else "",
    )


def latest_day(appeal: Appeal, *, on: date) -> date:
    """The last day to which this appeal's answer may be put off at all, worked or not. One query."""
    return term.latest_extension(appeal.counted_from, months=limits.value(LimitCode.EXTENSION_MONTHS, on=on))


def notice_key(appeal: Appeal, *, seq: int) -> str:
    """What the keys of the letters about the act of this number begin with; see ``appeals.handlers``."""
    return f"appeal:{appeal.pk}:{seq}:appeal_extended:"


def _can_be_told(appeal: Appeal) -> bool:
    return bool(appeal.author_id or appeal.contact_email or appeal.contact_phone)


def _check_day(appeal: Appeal, until: date, *, cap_on: date, days_off: Calendar) -> None:
    if until <= appeal.due_on:
        sentence = _("Choose a day after the present last day.")
        raise Refused(sentence, code="until_early", field="until")
    if until > cap_on:
        sentence = _("The law allows two months in all, until %(day)s inclusive. Choose an earlier day.")
        told = sentence % {"day": date_format(cap_on, "DATE_FORMAT")}
        raise Refused(told, code="until_late", field="until")
    if not days_off.is_working(until):
        raise Refused(_("Choose a working day."), code="until_not_working", field="until")
