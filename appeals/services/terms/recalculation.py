"""Terms follow the work calendar: where a day was moved, the last days move, and the journal keeps both."""

from datetime import datetime

from appeals.models import Appeal
from appeals.selectors import terms
from appeals.services import clock
from appeals.services.terms import rows
from workflow import calendar
from workflow.models import Act
from workflow.workdays import Calendar


def recalculate(*, at: datetime, by: str = "", limit: int = 500) -> int:
    """Bring the last days of open appeals in line with the calendar as it stands. Returns how many moved.

    Terms in hours keep their moment. A term that has already run out is not given back. ``by``: who asked for it, for
    the journal; the act is the system's. A second run moves nothing.
    """
    days_off = calendar.current()
    due = terms.displaced(days_off)
    return rows.each(due, lambda appeal: _recalculate(appeal, days_off, at=at, by=by), limit=limit)


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
