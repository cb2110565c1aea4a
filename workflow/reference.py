"""The work calendar of Kazakhstan, seeded from the `holidays` library. The rows are the law here, the library is not.

The library gives the names in Kazakh; it has none in Russian, and its words for moved days are translated by machine.
"""

import re
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from importlib.metadata import version

import holidays
from django.db import transaction

from workflow.models import CalendarDay, DayKind, OfficeHours

YEARS = range(2021, 2028)
# The words by which rows of the library are told from rows entered by hand.
LIBRARY = "holidays"

OBSERVED = " (қайта белгіленген демалыс)"
ESTIMATED = " (бағаланған)"
MOVED = re.compile(r"Демалыс күні \((\d\d\.\d\d\.\d{4}) бастап ауыстырылды\)")

NAMES_RU = {
    "Жаңа жыл": "Новый год",
    "Православиелік Рождество": "Православное Рождество",
    "Халықаралық әйелдер күні": "Международный женский день",
    "Наурыз мейрамы": "Наурыз мейрамы",
    "Қазақстан халқының бірлігі мерекесі": "Праздник единства народа Казахстана",
    "Отан Қорғаушы күні": "День защитника Отечества",
    "Жеңіс күні": "День Победы",
    "Астана күні": "День Столицы",
    "Құрбан айт": "Первый день Курбан-айта",
    "Қазақстан Республикасының Конституциясы күні": "День Конституции Республики Казахстан",
    "Қазақстан Республикасының Тұңғыш Президенті күні": "День Первого Президента Республики Казахстан",
    "Тәуелсіздік күні": "День Независимости",
    "Республика күні": "День Республики",
    "Қазақстан Республикасы күні": "День Республики",
}
NAMES_KK = {"Құрбан айт": "Құрбан айттың бірінші күні", "Қазақстан Республикасы күні": "Республика күні"}


@dataclass(frozen=True)
class Day:
    """A line of the calendar, as the table has it."""

    date: date
    kind: str
    name_kk: str
    name_ru: str
    estimated: bool = False


def days_of(year: int) -> list[Day]:
    """The days of one year that differ from the five-day week, by the library, in order.

    Refused (``LookupError``): a holiday without a Russian name here, after the law or the library changed.
    """
    library = holidays.country_holidays("KZ", years=year, language="kk")
    days = []
    for day, names in library.items():
        # Two holidays may meet on one day.
        days.append(_day(day, names.split("; ")[0]))
        moved = MOVED.fullmatch(names)
        if moved:
            days.append(_worked_for(_date(moved[1]), day))
    worked = {day.date for day in days if day.kind == DayKind.WORKING}
    if worked != {day for day in library.weekend_workdays if day.year == year}:
        raise LookupError(f"The worked weekend days of {year} do not match the days off moved from them.")
    return sorted(days, key=lambda day: day.date)


def _day(day: date, name: str) -> Day:
    moved = MOVED.fullmatch(name)
    if moved:
        return Day(
            date=day,
            kind=DayKind.MOVED_OFF,
            name_kk=f"{moved[1]} күнінен ауыстырылған демалыс",
            name_ru=f"Выходной день, перенесённый с {moved[1]}",
        )
    base = name.removesuffix(OBSERVED).removesuffix(ESTIMATED)
    if base not in NAMES_RU:
        raise LookupError(f"No Russian name for the holiday of {day}: {name}")
    off_instead = name.endswith(OBSERVED)
    return Day(
        date=day,
        kind=DayKind.MOVED_OFF if off_instead else DayKind.HOLIDAY,
        name_kk=NAMES_KK.get(base, base) + (" (демалыс күні ауыстырылған)" if off_instead else ""),
        name_ru=NAMES_RU[base] + (" (перенесённый выходной)" if off_instead else ""),
        estimated=name.endswith(ESTIMATED),
    )


def _worked_for(day: date, off: date) -> Day:
    return Day(
        date=day,
        kind=DayKind.WORKING,
        name_kk=f"Жұмыс күні (демалыс {off:%d.%m.%Y} күніне ауыстырылған)",
        name_ru=f"Рабочий день (выходной перенесён на {off:%d.%m.%Y})",
    )


def _date(text: str) -> date:
    return datetime.strptime(text, "%d.%m.%Y").date()


@transaction.atomic
def load(years=YEARS, *, refresh: bool = False) -> list[str]:
    """Fill the years that the calendar does not have yet. Returns the changes in words.

    ``refresh``: also bring the library's own rows of these years up to date; what people entered stays.
    """
    changes = []
    for year in years:
        rows = {row.date: row for row in CalendarDay.objects.filter(date__year=year)}
        if not rows or refresh:
            changes += _load_year(year, rows)
    OfficeHours.objects.get_or_create(since=date(YEARS[0], 1, 1), defaults={"closes": time(18, 30)})
    return changes


def _load_year(year: int, rows: dict[date, CalendarDay]) -> list[str]:
    changes = []
    source = f"{LIBRARY} {version('holidays')}"
    days = {day.date: day for day in days_of(year)}
    for day in days.values():
        row = rows.get(day.date)
        values = {field.name: getattr(day, field.name) for field in fields(day)}
        if row is None:
            CalendarDay.objects.create(**values, source=source)
            changes.append(f"+ {day.date} {day.name_ru}")
        elif is_of_library(row) and values != {name: getattr(row, name) for name in values}:
            CalendarDay.objects.filter(pk=row.pk).update(**values, source=source)
            changes.append(f"~ {day.date} {day.name_ru}")
    for row in rows.values():
        if is_of_library(row) and row.date not in days:
            row.delete()
            changes.append(f"- {row.date} {row.name_ru}")
    return changes


def is_of_library(row: CalendarDay) -> bool:
    """Whether the row came from the library and nobody changed it since."""
    return row.source.split(" ")[0] == LIBRARY
