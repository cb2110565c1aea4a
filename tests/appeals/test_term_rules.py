"""Rules of terms against a calendar of their own: the library asked day by day, with nothing of ours in between."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appeals.enums import Kind
from appeals.rules import term
from appeals.rules.term import Allowed
from workflow.models import DayKind
from workflow.reference import days_of
from workflow.workdays import Calendar

YEARS = range(2021, 2028)
LIBRARY = holidays.country_holidays("KZ", years=YEARS)
ROWS = [day for year in YEARS for day in days_of(year)]
OURS = Calendar(
    holidays=frozenset(day.date for day in ROWS if day.kind != DayKind.WORKING),
    working=frozenset(day.date for day in ROWS if day.kind == DayKind.WORKING),
)
DAYS = st.dates(date(2021, 7, 1), date(2027, 6, 30))
WORKING, REQUEST = Allowed(15, "working", "APPC art. 76"), Allowed(15, "calendar", "Law 401-V")


def oracle(day: date, n: int) -> date:
    while n:
        day += timedelta(days=1)
        n -= LIBRARY.is_working_day(day)
    return day


def add_months(day: date, months: int) -> date:
    """By counting on from the first of the month, another way than the rule's."""
    first = day.replace(day=1)
    for _month in range(months):
        first = (first + timedelta(days=32)).replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)


@pytest.mark.parametrize(
    ("registered_on", "days", "due_on"),
    [
        (date(2026, 2, 2), 15, date(2026, 2, 23)),
        (date(2026, 2, 2), 20, date(2026, 3, 2)),
        (date(2026, 3, 5), 15, date(2026, 4, 1)),
        (date(2026, 5, 8), 15, date(2026, 6, 2)),
        (date(2026, 11, 20), 15, date(2026, 12, 11)),
    ],
)
def test_known_last_days(registered_on, days, due_on):
    assert term.due_on(registered_on, allowed=Allowed(days, "working", ""), calendar=OURS) == due_on


@given(DAYS, st.integers(1, 60))
def test_working_days_agree_with_the_library(day, n):
    assert term.due_on(day, allowed=Allowed(n, "working", ""), calendar=OURS) == oracle(day, n)


@given(DAYS, st.integers(1, 60))
def test_calendar_days_are_rolled_on_to_a_day_that_the_library_calls_worked(day, n):
    due = day + timedelta(days=n)
    while not LIBRARY.is_working_day(due):
        due += timedelta(days=1)
    assert term.due_on(day, allowed=Allowed(n, "calendar", ""), calendar=OURS) == due


@given(DAYS, st.integers(1, 12))
def test_months_are_counted_by_the_calendar(day, months):
    assert term.latest_extension(day, months=months) == add_months(day, months)


@pytest.mark.parametrize(
    ("begun", "latest"),
    [
        (date(2026, 2, 2), date(2026, 4, 2)),
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2023, 12, 31), date(2024, 2, 29)),
        (date(2026, 11, 20), date(2027, 1, 20)),
    ],
)
def test_two_months_in_all(begun, latest):
    assert term.latest_extension(begun, months=2) == latest


@given(DAYS, st.integers(0, 90), st.integers(0, 90))
def test_an_extended_day_is_worked_and_within_the_cap(begun, until_after, cap_after):
    cap = begun + timedelta(days=7 + max(until_after, cap_after))
    until = begun + timedelta(days=7 + until_after)
    due = term.extended_due_on(until, cap_on=cap, calendar=OURS)
    assert (LIBRARY.is_working_day(due), due <= cap) == (True, True)
    if LIBRARY.is_working_day(until):
        assert due == until


@given(DAYS, st.integers(-10, 10))
def test_a_step_of_the_ladder_lies_so_many_working_days_from_the_last_day(day, offset):
    due = oracle(day, 15)
    step = term.ladder_day(due, offset=offset, calendar=OURS)
    between = sum(LIBRARY.is_working_day(min(due, step) + timedelta(days=n + 1)) for n in range(abs((due - step).days)))
    assert (between, LIBRARY.is_working_day(step), (step > due) - (step < due)) == (
        abs(offset),
        True,
        (offset > 0) - (offset < 0),
    )


@given(DAYS, st.integers(0, 40), st.integers(-10, 10))
def test_a_step_is_reached_from_its_day_on(day, later, offset):
    """What the query asks for agrees with the day of the step, on worked days and days off alike."""
    due, today = oracle(day, 15), day + timedelta(days=later)
    first, last = term.due_days_reached(offset, on=today, calendar=OURS)
    reached = due <= last and (first is None or due >= first)
    over = offset <= 0 and due < today
    assert reached == (term.ladder_day(due, offset=offset, calendar=OURS) <= today and not over)


def an_appeal(**given) -> SimpleNamespace:
    return SimpleNamespace(**{"kind": Kind.APPLICATION, "due_at": None, "due_on": date(2026, 2, 23), **given})


@pytest.mark.parametrize(
    ("given_", "at", "code"),
    [
        ({}, datetime(2026, 2, 23, 23, 59, tzinfo=term.CITY), None),
        ({}, datetime(2026, 2, 24, 0, 0, tzinfo=term.CITY), "term_over"),
        ({"kind": Kind.COMPLAINT}, datetime(2026, 2, 3, 9, 0, tzinfo=term.CITY), "complaint_not_extended"),
        (
            {"due_at": datetime(2026, 2, 3, tzinfo=term.CITY)},
            datetime(2026, 2, 2, tzinfo=term.CITY),
            "hours_not_extended",
        ),
    ],
)
def test_what_stands_in_the_way_of_an_extension(given_, at, code):
    assert term.extension_obstacle(an_appeal(**given_), at) == code


@pytest.mark.parametrize("kind", list(Kind))
def test_what_the_law_requires_of_each_kind(kind):
    nothing = term.still_missing(kind=kind, operational=Kind.QUICK_REPORT, name="", can_be_told=False)
    assert nothing == (() if kind == Kind.QUICK_REPORT else ("name", "contact"))
    assert term.still_missing(kind=kind, operational=Kind.QUICK_REPORT, name="Айгүл", can_be_told=True) == ()
