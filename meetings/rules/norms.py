"""Whether enough meetings were held: counts against the numbers of the law."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True)
class Span:
    """A half-open period of days."""

    start: date
    end: date


@dataclass(frozen=True)
class Count:
    """One period of a norm. ``held``: took place; ``coming``: still to take place; ``asked``: the least.

    ``state``: ``kept``; ``breach`` (the period is over, or can no longer be kept by what is planned for it);
    ``planned`` (what is planned will keep it); ``short`` (still running, and too little is planned).
    """

    span: Span
    held: int
    coming: int
    asked: int
    state: str


def spans(year: int, period: str) -> list[Span]:
    """The periods of a year."""
    step = MONTHS[period]
    starts = [date(year, month, 1) for month in range(1, 13, step)]
    return [Span(start, end) for start, end in zip(starts, [*starts[1:], date(year + 1, 1, 1)], strict=True)]


def count(span: Span, *, held: Iterable[date], coming: Iterable[date], asked: int, today: date) -> Count:
    """Judge one period by the days of meetings that took place and of those to come."""
    was = sum(span.start <= day < span.end for day in held)
    will = sum(max(span.start, today) <= day < span.end for day in coming)
    if was >= asked:
        state = "kept"
    elif today >= span.end:
        state = "breach"
    else:
        state = "planned" if was + will >= asked else "short"
    return Count(span, was, will, asked, state)


def approval_due(year: int) -> date:
    """The last day for approving the calendar of a year (Decree No 826 of 3 March 2022)."""
    return date(year, 1, 15)


def approval_breach(year: int, *, approved_on: date | None, today: date) -> str | None:
    """``late_calendar``, ``missing_calendar`` or nothing. The first approved version counts."""
    if approved_on is None:
        return "missing_calendar" if today > approval_due(year) else None
    return "late_calendar" if approved_on > approval_due(year) else None


def last_day(span: Span) -> date:
    return span.end - timedelta(days=1)
