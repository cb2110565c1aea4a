"""The legal clock of an appeal, kept in its row and told to the journal."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from appeals.models import Appeal, Category
from appeals.rules import reopening, term
from appeals.rules.term import COMPLAINT, Allowed
from appeals.selectors import taxonomy, terms
from workflow import calendar
from workflow.workdays import Calendar


def facts(appeal: Appeal, allowed: Allowed) -> dict:
    """What the journal keeps of the clock: days, unit, law, first and last day; the moment of a term in hours."""
    told = {
        "registered_on": appeal.registered_on.isoformat(),
        "due_on": appeal.due_on.isoformat(),
        "term": {"days": allowed.days, "unit": allowed.unit, "basis": allowed.basis},
    }
    return told | ({"due_at": appeal.due_at.isoformat()} if appeal.due_at else {})


def hours_for(category: Category | None, *, on: date) -> int | None:
    """Within how many hours an emergency of this category is dealt with; ``None`` where it is none. At most a query."""
    return terms.emergency_hours(category, on=on) if category else None


def start(appeal: Appeal, *, on: date, at: datetime, days_off: Calendar | None = None) -> Allowed:
    """Begin a term on the legal day ``on``, by the appeal's kind and category; nothing of an earlier term is left.

    An emergency category has a term in hours besides, from the moment ``at`` on, by day and night. Returns the term
    of law. The caller saves the appeal.
    """
    allowed = taxonomy.allowed(appeal.kind, on=on)
    appeal.counted_from = on
    appeal.term_days, appeal.term_unit = allowed.days, allowed.unit
    appeal.first_due_on = term.due_on(on, allowed=allowed, calendar=days_off or calendar.current())
    appeal.extended_at = appeal.deemed_refused_at = None
    _set_due(appeal, at=at)
    return allowed


def set_term(appeal: Appeal, *, kind: str, at: datetime) -> dict:
    """Fit the clock to another kind and to the appeal's present category, from the same first day; returns the facts.

    A term in hours begins ``at``, when the danger was recognised, and ends where the category has none. A last day
    that a head has put off stays, unless it became a complaint.
    """
    allowed = taxonomy.allowed(kind, on=appeal.counted_from)
    appeal.kind = kind
    appeal.term_days, appeal.term_unit = allowed.days, allowed.unit
    days_off = calendar.current()
    appeal.first_due_on = term.due_on(appeal.counted_from, allowed=allowed, calendar=days_off)
    if kind == COMPLAINT:
        appeal.extended_at = None
    had_hours = appeal.due_at
    _set_due(appeal, at=at)
    if had_hours and appeal.due_at:
        appeal.due_at, appeal.due_on = had_hours, timezone.localdate(had_hours)
    return facts(appeal, allowed)


def restart(appeal: Appeal, *, at: datetime) -> dict:
    """Begin the term anew for a reopened appeal, from the legal day of the reopening; returns old and new last day."""
    days_off = calendar.current()
    before = appeal.due_on
    start(appeal, on=calendar.registration_date(at, calendar=days_off), at=at, days_off=days_off)
    return {"due_on": appeal.due_on.isoformat(), "due_on_before": before.isoformat()}


def days_by_calendar(appeal: Appeal, days_off: Calendar) -> tuple[date, date]:
    """``first_due_on`` and ``due_on`` as this calendar gives them, by the term that the appeal has been given."""
    allowed = Allowed(appeal.term_days, appeal.term_unit, "")
    first = term.due_on(appeal.counted_from, allowed=allowed, calendar=days_off)
    if appeal.due_at is not None:
        return first, appeal.due_on
    if appeal.part_count:  # follows its parts, see ``appeals.services.parts``
        return first, max(first, appeal.due_on)
    decided = terms.extension_in_force(appeal) if appeal.extended_at else None
    if decided is None:
        return first, first
    return first, max(first, term.extended_due_on(decided.until, cap_on=decided.cap_on, calendar=days_off))


def lateness(appeal: Appeal, *, at: datetime) -> dict:
    """What the journal keeps of an answer that went out after the term: ``late``, and by how many working days."""
    if not term.is_over(due_on=appeal.due_on, due_at=appeal.due_at, at=at):
        return {}
    days = calendar.current().between(appeal.due_on, timezone.localdate(at))
    return {"late": True, "late_days": max(days, 0)}


def reopen_until(answered_at: datetime, *, days: int | None = None) -> datetime:
    """The midnight of the city at the end of the last day for reopening; ``days``: of the category's row."""
    days = settings.REOPEN_DAYS if days is None else days
    last = reopening.last_day(timezone.localdate(answered_at), days=days)
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))


def _set_due(appeal: Appeal, *, at: datetime) -> None:
    """The last day and, for an emergency, the moment."""
    hours = hours_for(appeal.category, on=timezone.localdate(at))
    appeal.due_at = at + timedelta(hours=hours) if hours else None
    if appeal.due_at is not None:
        appeal.extended_at = None
        appeal.due_on = timezone.localdate(appeal.due_at)
        return
    decided = terms.extension_in_force(appeal) if appeal.extended_at else None
    appeal.due_on = max(appeal.first_due_on, decided.until) if decided else appeal.first_due_on
