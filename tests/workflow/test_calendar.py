"""The work calendar as rows: seeded once, kept by people, asked by the rules."""

import csv
import os
from datetime import UTC, date, datetime, time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from workflow import calendar, checks, reference
from workflow.models import CalendarDay, DayKind, OfficeHours
from workflow.workdays import Calendar

pytestmark = pytest.mark.django_db


def load(*options: str) -> list[str]:
    out = StringIO()
    call_command("load_calendar", *options, stdout=out)
    return out.getvalue().splitlines()


def test_the_seed_has_seven_years_in_two_languages():
    assert load()[-1] == "147 days of the calendar changed."
    assert {day.year for day in CalendarDay.objects.values_list("date", flat=True)} == set(range(2021, 2028))
    assert not CalendarDay.objects.filter(name_kk="").exists()
    assert not CalendarDay.objects.filter(name_ru="").exists()
    assert set(CalendarDay.objects.filter(estimated=True).values_list("date", flat=True)) == {
        date(2026, 5, 27),
        date(2027, 5, 16),
    }
    assert set(CalendarDay.objects.filter(kind=DayKind.WORKING).values_list("date", flat=True)) == {
        date(2021, 7, 3),
        date(2022, 3, 5),
        date(2022, 8, 27),
        date(2022, 10, 22),
        date(2023, 7, 1),
        date(2024, 5, 4),
        date(2025, 1, 5),
    }
    worked = CalendarDay.objects.get(date=date(2022, 10, 22))
    assert worked.name_kk == "Жұмыс күні (демалыс 24.10.2022 күніне ауыстырылған)"
    assert worked.name_ru == "Рабочий день (выходной перенесён на 24.10.2022)"


def test_a_second_load_changes_nothing_and_what_people_removed_stays_removed():
    load()
    CalendarDay.objects.get(date=date(2026, 7, 6)).delete()
    assert load() == ["0 days of the calendar changed."]
    assert load("--years", "2026", "--refresh") == ["+ 2026-07-06 День Столицы", "1 days of the calendar changed."]


def test_a_refresh_mends_the_rows_of_the_library_and_leaves_those_of_people():
    load("--years", "2026")
    CalendarDay.objects.filter(date=date(2026, 7, 6)).update(name_ru="")
    CalendarDay.objects.filter(date=date(2026, 5, 27)).update(estimated=False, source="Приказ № 12")
    CalendarDay.objects.create(date=date(2026, 12, 31), kind=DayKind.MOVED_OFF, source="Приказ № 13")
    CalendarDay.objects.create(date=date(2026, 11, 2), kind=DayKind.HOLIDAY, source="holidays 0.1", name_ru="Отменён")
    assert load("--years", "2026", "--refresh") == [
        "~ 2026-07-06 День Столицы",
        "- 2026-11-02 Отменён",
        "2 days of the calendar changed.",
    ]
    assert CalendarDay.objects.get(date=date(2026, 5, 27)).source == "Приказ № 12"
    assert CalendarDay.objects.filter(date=date(2026, 12, 31)).exists()


def test_an_edited_day_counts_at_once(django_assert_num_queries):
    load("--years", "2026")
    assert calendar.current().add(date(2026, 2, 2), 15) == date(2026, 2, 23)
    CalendarDay.objects.create(date=date(2026, 2, 10), kind=DayKind.MOVED_OFF)
    CalendarDay.objects.create(date=date(2026, 2, 14), kind=DayKind.WORKING)
    with django_assert_num_queries(1):
        now = calendar.current()
    assert now.add(date(2026, 2, 2), 6) == date(2026, 2, 11)
    assert now.add(date(2026, 2, 2), 15) == date(2026, 2, 23)


def test_the_closing_time_is_a_row_with_a_date():
    assert calendar.closing_time(date(2026, 2, 2)) == time(18, 30)
    OfficeHours.objects.create(since=date(2026, 1, 1), closes=time(18, 30))
    OfficeHours.objects.create(since=date(2026, 3, 2), closes=time(18, 0))
    assert [calendar.closing_time(date(2026, month, 2)) for month in (2, 3, 4)] == [time(18, 30), time(18), time(18)]


@pytest.mark.parametrize(
    ("received_at", "registered"),
    [
        (datetime(2026, 2, 6, 14, 5, tzinfo=UTC), date(2026, 2, 9)),  # Friday 19:05 in Almaty
        (datetime(2026, 2, 6, 13, 30, tzinfo=UTC), date(2026, 2, 6)),  # 18:30
        (datetime(2026, 2, 5, 20, 0, tzinfo=UTC), date(2026, 2, 6)),  # already Friday, 01:00
        (datetime(2024, 2, 29, 12, 45, tzinfo=UTC), date(2024, 3, 1)),  # 18:45 at +06:00
        (datetime(2024, 3, 1, 12, 45, tzinfo=UTC), date(2024, 3, 1)),  # 17:45 at +05:00
    ],
)
def test_registration_goes_by_the_clock_of_almaty(received_at, registered):
    load()
    assert calendar.registration_date(received_at) == registered
    assert calendar.registration_date(received_at, calendar=Calendar()) == registered


def test_this_machine_knows_the_clock_of_almaty():
    assert checks.clock_is_of_2024(None) == []


def test_a_calendar_that_ends_soon_is_warned_of():
    assert checks.calendar_reaches_far_enough(None, databases=["default"]) == []
    CalendarDay.objects.create(date=date(2022, 12, 16), kind=DayKind.HOLIDAY)
    assert [told.id for told in checks.calendar_reaches_far_enough(None, databases=["default"])] == ["workflow.W001"]
    assert checks.calendar_reaches_far_enough(None, databases=None) == []


def test_a_holiday_without_a_russian_name_is_refused(monkeypatch):
    monkeypatch.delitem(reference.NAMES_RU, "Жеңіс күні")
    with pytest.raises(LookupError, match="No Russian name for the holiday of 2026-05-09"):
        reference.load([2026])
    assert not CalendarDay.objects.exists()


@pytest.mark.skipif("BIRGE_CALENDAR_FACTS" not in os.environ, reason="no file of known days is at hand")
def test_known_days_agree():
    """Against a table of days found in the press: columns ``date`` and ``is_workday``."""
    load()
    known = calendar.current()
    with Path(os.environ["BIRGE_CALENDAR_FACTS"]).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 10
    assert [
        row["date"] for row in rows if known.is_working(date.fromisoformat(row["date"])) != (row["is_workday"] == "1")
    ] == []
