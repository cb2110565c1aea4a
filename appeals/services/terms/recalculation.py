"""Terms follow the work calendar: where a day was moved, the last days move, and the journal keeps both."""

import logging
from datetime import date, datetime

from appeals.models import Appeal, Part
from appeals.rules import term
from appeals.rules.term import Allowed
from appeals.selectors import terms
from appeals.services import clock, parts
from appeals.services.terms import rows
from workflow import calendar
from workflow.actor import SYSTEM
from workflow.models import Act
from workflow.refusals import Refused
from workflow.workdays import Calendar

log = logging.getLogger(__name__)


def recalculate(*, at: datetime, by: str = "", limit: int = 500) -> int:
    """Bring the last days of open appeals and of their parts in line with the calendar. Returns how many moved.

    Terms in hours keep their moment. A term that has already run out is not given back. ``by``: who asked for it, for
    the journal; the act is the system's. A second run moves nothing.
    """
    days_off = calendar.current()
    due = terms.displaced(days_off)
    moved = rows.each(due, lambda appeal: _recalculate(appeal, days_off, at=at, by=by), limit=limit)
    parts_moved = 0
    for part in list(terms.running_parts()):
        if parts_moved < limit and (day := _day_of(part, days_off)) != part.due_on:
            parts_moved += _recalculate_part(part, day, at=at, by=by)
    return moved + parts_moved


def _day_of(part: Part, days_off: Calendar) -> date:
    """The last day of a part by this calendar and the term that it has been given."""
    allowed = Allowed(part.term_days, part.term_unit, "")
    first = term.due_on(part.registered_on, allowed=allowed, calendar=days_off)
    decided = terms.extension_of_part(part)
    if decided is None:
        return first
    return max(first, term.extended_due_on(decided.until, cap_on=decided.cap_on, calendar=days_off))


def _recalculate_part(part: Part, due_on: date, *, at: datetime, by: str) -> bool:
    told = {"due_on": due_on.isoformat(), "due_on_before": part.due_on.isoformat()}

    def change(one: Part) -> dict:
        one.due_on = due_on
        return told | ({"by": by} if by else {})

    try:
        parts.perform(part.pk, "recalculate", change=change, seq=part.seq, actor=SYSTEM, at=at)
    except Refused as refusal:  # somebody moved it meanwhile: the next run looks at it again
        log.info("Part %s was left for the next run: %s", part.pk, refusal.code)
        return False
    return True


def _recalculate(appeal: Appeal, days_off: Calendar, *, at: datetime, by: str) -> Act | None:
    first, due_on = clock.days_by_calendar(appeal, days_off)
    if (first, due_on) == (appeal.first_due_on, appeal.due_on):
        return None
    told = {
        "due_on": due_on.isoformat(),
        "due_on_before": appeal.due_on.isoformat(),
        "first_due_on": first.isoformat(),
        "first_due_on_before": appeal.first_due_on.isoformat(),
    }

    def change(one: Appeal) -> dict:
        one.first_due_on, one.due_on = first, due_on
        return told | ({"by": by} if by else {})

    return rows.perform(appeal, "recalculate", change=change, at=at)
