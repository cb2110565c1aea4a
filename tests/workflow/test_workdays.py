"""Rules of terms: APPC art. 64 and 76, on the calendar of Kazakhstan. The oracle asks the library day by day."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.models import DayKind
from workflow.reference import YEARS, days_of
from workflow.workdays import Calendar, registration_date

ALMATY = ZoneInfo("Asia/Almaty")
CLOSES = time(18, 30)


@cache
def kazakhstan() -> Calendar:
    days = [day for year in YEARS for day in days_of(year)]
    return Calendar(
        holidays=frozenset(day.date for day in days if day.kind != DayKind.WORKING),
        working=frozenset(day.date for day in days if day.kind == DayKind.WORKING),
    )


@pytest.mark.parametrize(
    ("day", "n", "last"),
    [
        (date(2026, 2, 2), 15, date(2026, 2, 23)),
        (date(2026, 2, 2), 20, date(2026, 3, 2)),
        (date(2026, 3, 5), 15, date(2026, 4, 1)),
        (date(2026, 5, 8), 15, date(2026, 6, 2)),
        (date(2022, 10, 21), 1, date(2022, 10, 22)),
        (date(2025, 1, 2), 1, date(2025, 1, 5)),
    ],
)
def test_day_one_of_a_term_is_the_working_day_after(day, n, last):
    assert kazakhstan().add(day, n) == last


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 8, 30), False),  # Friday, Constitution Day
        (date(2025, 8, 30), False),  # Saturday
        (date(2025, 9, 1), False),  # Monday instead of it
        (date(2026, 8, 31), True),  # 30 August is an ordinary date from 2026: no day off is moved from that Sunday
        (date(2027, 8, 30), True),  # and an ordinary Monday
        (date(2027, 3, 15), False),  # Constitution Day since 2027
        (date(2026, 3, 16), True),
        (date(2022, 10, 22), True),  # a Saturday worked for Monday the 24th
        (date(2022, 10, 24), False),
        (date(2024, 6, 17), True),  # Kurban Ait on a Sunday moves no day off
        (date(2026, 5, 27), False),  # first day of Kurban Ait
        (date(2024, 1, 8), True),  # 7 January on a Sunday moves none either
        (date(2026, 1, 7), False),
        (date(2025, 1, 5), True),  # a Sunday worked for Friday the 3rd
        (date(2025, 1, 3), False),
        (date(2024, 5, 4), True),
        (date(2024, 5, 8), False),
    ],
)
def test_days_that_differ_from_the_five_day_week(day, works):
    assert kazakhstan().is_working(day) is works


@pytest.mark.parametrize(
    ("received", "registered"),
    [
        (datetime(2026, 2, 6, 19, 5), date(2026, 2, 9)),  # Friday evening -> Monday
        (datetime(2026, 2, 6, 18, 30), date(2026, 2, 6)),  # the last moment
        (datetime(2026, 2, 6, 18, 30, 0, 1), date(2026, 2, 9)),
        (datetime(2026, 2, 6, 0, 0), date(2026, 2, 6)),
        (datetime(2026, 2, 7, 10, 0), date(2026, 2, 9)),  # Saturday
        (datetime(2026, 3, 20, 18, 31), date(2026, 3, 26)),  # Friday before Nauryz
        (datetime(2026, 3, 23, 9, 0), date(2026, 3, 26)),
        (datetime(2022, 10, 21, 19, 0), date(2022, 10, 22)),  # a worked Saturday follows
        (datetime(2022, 10, 22, 12, 0), date(2022, 10, 22)),
    ],
)
def test_registration_day(received, registered):
    assert registration_date(received, CLOSES, kazakhstan()) == registered


def test_almaty_is_at_plus_five_since_march_2024_and_was_at_plus_six():
    """Rule 53. The same instant after closing time falls on another legal day with old zone data."""
    assert datetime(2024, 2, 29, 12, tzinfo=UTC).astimezone(ALMATY).isoformat() == "2024-02-29T18:00:00+06:00"
    assert datetime(2024, 3, 1, 12, tzinfo=UTC).astimezone(ALMATY).isoformat() == "2024-03-01T17:00:00+05:00"
    calendar = kazakhstan()
    before = datetime(2024, 2, 28, 13, 0, tzinfo=UTC).astimezone(ALMATY)  # 19:00
    after = datetime(2024, 3, 5, 13, 0, tzinfo=UTC).astimezone(ALMATY)  # 18:00
    assert registration_date(before, CLOSES, calendar) == date(2024, 2, 29)
    assert registration_date(after, CLOSES, calendar) == date(2024, 3, 5)


def test_a_term_of_calendar_days_is_rolled_to_a_working_day():
    assert kazakhstan().on_or_after(date(2026, 3, 21)) == date(2026, 3, 26)
    assert kazakhstan().on_or_after(date(2026, 3, 26)) == date(2026, 3, 26)


def test_refusals():
    with pytest.raises(ValueError, match="at least one"):
        Calendar().add(date(2026, 2, 2), 0)
    endless = Calendar(holidays=frozenset(date(2026, 1, 1) + timedelta(days=step) for step in range(365)))
    with pytest.raises(ValueError, match="no working day"):
        endless.next_working(date(2026, 2, 2))


# The oracle: the library itself, asked about one day at a time.
LIBRARY = holidays.country_holidays("KZ", years=YEARS)
DAYS = st.dates(date(YEARS[0], 1, 1), date(YEARS[-1], 10, 1))
TERMS = st.integers(1, 40)


def oracle_add(day: date, n: int) -> date:
    counted = 0
    while counted < n:
        day += timedelta(days=1)
        counted += LIBRARY.is_working_day(day)
    return day


@given(DAYS)
def test_every_day_is_as_the_library_says(day):
    assert kazakhstan().is_working(day) == LIBRARY.is_working_day(day)


@given(DAYS, TERMS)
def test_add_agrees_with_the_oracle(day, n):
    assert kazakhstan().add(day, n) == oracle_add(day, n)


@given(DAYS, TERMS)
def test_between_is_the_inverse_of_add(day, n):
    calendar = kazakhstan()
    last = calendar.add(day, n)
    assert calendar.between(day, last) == n
    assert calendar.between(last, day) == -n
    assert calendar.is_working(last)


@given(DAYS, st.integers(0, 60))
def test_between_agrees_with_the_oracle(day, length):
    later = day + timedelta(days=length)
    assert kazakhstan().between(day, later) == sum(
        LIBRARY.is_working_day(day + timedelta(days=step + 1)) for step in range(length)
    )


@given(DAYS, TERMS, TERMS)
def test_terms_add_up(day, first, second):
    calendar = kazakhstan()
    assert calendar.add(calendar.add(day, first), second) == calendar.add(day, first + second)


@given(st.datetimes(datetime(2021, 1, 1), datetime(2027, 10, 1)))
def test_registration_is_a_working_day_and_never_earlier(received):
    registered = registration_date(received, CLOSES, kazakhstan())
    assert LIBRARY.is_working_day(registered)
    in_time = LIBRARY.is_working_day(received.date()) and received.time() <= CLOSES
    assert (registered == received.date()) == in_time
    assert in_time or registered == oracle_add(received.date(), 1)


@given(st.sets(DAYS, max_size=5), st.sets(DAYS, max_size=5), DAYS)
def test_a_decree_to_work_comes_after_the_list_of_holidays(off, worked, day):
    calendar = Calendar(frozenset(off), frozenset(worked))
    assert calendar.is_working(day) == (day in worked or (day.weekday() < 5 and day not in off))
