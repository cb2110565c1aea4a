"""Terms of instructions: what a text says, counted from the day on which the instruction was given."""

from dataclasses import dataclass
from datetime import date

from meetings.rules.plan.due import Due, DueKind, read_due
from meetings.rules.plan.rhythm import end_of, next_day, read_rhythm, read_span
from workflow.workdays import Calendar

SHOWN_LENGTH = 300


@dataclass(frozen=True)
class Term:
    """The columns of a term. ``is_past``: its last day lies before the day on which the instruction was given."""

    text: str
    kind: str
    first: date | None = None
    last: date | None = None
    ends_on: date | None = None
    stage_months: int | None = None
    stage_day: int | None = None
    doubt: str = ""
    is_past: bool = False

    def columns(self) -> dict:
        return {
            "term_text": self.text,
            "due_kind": self.kind,
            "due_from": self.first,
            "due_to": self.last,
            "first_due_on": self.last,
            "ends_on": self.ends_on,
            "stage_months": self.stage_months,
            "stage_day": self.stage_day,
        }


def read_term(text: str, *, given_on: date, calendar: Calendar) -> Term:
    """What the office wrote, as columns. What is not understood has no day and says so in ``doubt``."""
    return term_of(read_due(text), given_on=given_on, calendar=calendar)


def term_of(due: Due, *, given_on: date, calendar: Calendar) -> Term:
    kept, kind = due.text[:SHOWN_LENGTH], due.kind
    if kind is DueKind.RECURRING:
        return _recurring(due, kept, given_on)
    if kind is DueKind.RELATIVE:
        span = read_span(due.text)
        if span is None:
            return Term(kept, kind.value, doubt=due.doubt)
        last = calendar.add(given_on, span.days) if span.working else end_of(span, given_on)
        return Term(kept, kind.value, given_on, last)
    past = due.last is not None and due.last < given_on
    return Term(kept, kind.value, due.first, due.last, doubt=due.doubt, is_past=past)


def _recurring(due: Due, kept: str, given_on: date) -> Term:
    """Its term in force is that of the first stage."""
    rhythm = read_rhythm(due.text)
    past = due.last is not None and due.last < given_on
    if rhythm is None or past:
        return Term(kept, due.kind.value, ends_on=due.last, doubt=due.doubt, is_past=past)
    last = next_day(rhythm, given_on)
    if due.last is not None and last > due.last:
        last = due.last
    return Term(kept, due.kind.value, None, last, due.last, rhythm.months, rhythm.day, due.doubt)
