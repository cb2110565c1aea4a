"""The legal clock of an appeal, kept in its row and told to the journal."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from appeals.models import Appeal
from appeals.rules import reopening, term
from appeals.rules.term import Allowed
from appeals.selectors import taxonomy
from workflow import calendar


def facts(appeal: Appeal, allowed: Allowed) -> dict:
    """What the journal keeps of the clock: days, unit, law, first and last day."""
    return {
        "registered_on": appeal.registered_on.isoformat(),
        "due_on": appeal.due_on.isoformat(),
        "term": {"days": allowed.days, "unit": allowed.unit, "basis": allowed.basis},
    }


def set_term(appeal: Appeal, *, kind: str) -> dict:
    """Give an appeal the term of another kind, counted from its own day of registration; returns the facts."""
    allowed = taxonomy.allowed(kind, on=appeal.registered_on)
    appeal.kind = kind
    appeal.term_days, appeal.term_unit = allowed.days, allowed.unit
    appeal.due_on = term.due_on(appeal.registered_on, allowed=allowed, calendar=calendar.current())
    return facts(appeal, allowed)


def restart(appeal: Appeal, *, at: datetime) -> dict:
    """Begin the term anew for a reopened appeal, from the legal day of the reopening; returns old and new last day."""
    days_off = calendar.current()
    again_on = calendar.registration_date(at, calendar=days_off)
    allowed = taxonomy.allowed(appeal.kind, on=again_on)
    before = appeal.due_on
    appeal.due_on = term.due_on(again_on, allowed=allowed, calendar=days_off)
    return {"due_on": appeal.due_on.isoformat(), "due_on_before": before.isoformat()}


def reopen_until(answered_at: datetime) -> datetime:
    """The midnight of the city at the end of the last day for reopening."""
    last = reopening.last_day(timezone.localdate(answered_at), days=settings.REOPEN_DAYS)
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
