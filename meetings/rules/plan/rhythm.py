"""Terms that come again: «ежеквартально, до 25 числа», «ай сайын», and terms counted in days from the order."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from meetings.rules.plan.words import CARDINALS, plain, spelled_out

_MONTHS = (
    (12, r"ежегодн|раз в год|жыл сайын|жылына бір"),
    (6, r"раз в полугоди|полугодов|по полугодиям|жартыжылдық сайын|жарты жыл сайын"),
    (3, r"ежекварт|раз в квартал|поквартальн|тоқсан сайын|тоқсанына"),
    (1, r"ежемесяч|раз в месяц|помесячн|ай сайын|айына бір"),
)
_DAY = re.compile(r"(?<![\d.])(\d{1,2})\s?-?\s?(?:го|е|ші|шы|сі)?\s?(?:числ|күн)")
_DAYS = re.compile(
    r"(?<![\d-])(?P<number>\d{1,3}|[а-яёәіңғүұқөһ]+)\s?-?\s?(?:(?:ти|х|и)\s)?(?P<working>рабоч\w+|жұмыс)?\s?"
    r"(?:(?:календарн\w+|күнтізбелік)\s)?(?P<unit>дн|ден|күн|недел|апта)"
)
_WEEK = ("недел", "апта")


@dataclass(frozen=True)
class Rhythm:
    """``months``: how many months lie between two reports; ``day``: by which day of the last month, 31 for its end."""

    months: int
    day: int = 31


def read_rhythm(text: str) -> Rhythm | None:
    """The rhythm of a term that comes again, or ``None``: not understood, and then nobody is reminded."""
    said = plain(text)
    months = next((months for months, words in _MONTHS if re.search(words, said)), None)
    if months is None:
        return None
    found = _DAY.search(said)
    day = int(found[1]) if found else 31
    return Rhythm(months, day) if 1 <= day <= 31 else None


def next_day(rhythm: Rhythm, after: date) -> date:
    """The first day of the rhythm later than ``after``. A day that the month lacks is the month's last."""
    year, month = after.year, after.month
    month += -month % rhythm.months  # the last month of the period that ``after`` lies in
    while True:
        day = date(year, month, min(rhythm.day, calendar.monthrange(year, month)[1]))
        if day > after:
            return day
        month += rhythm.months
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1


@dataclass(frozen=True)
class Span:
    """So many days from the order; ``working``: of working days."""

    days: int
    working: bool


def read_span(text: str) -> Span | None:
    """«10 рабочих дней», «бес жұмыс күні», «2 недели»; ``None`` where the number is not clear."""
    named = _DAYS.findall(spelled_out(plain(text)))
    found = [one for one in named if one[0].isdecimal() or one[0] in CARDINALS]
    if len(found) != 1:
        return None
    number, working, unit = found[0]
    count = int(number) if number.isdecimal() else CARDINALS[number]
    if not count:
        return None
    return Span(count * 7 if unit.startswith(_WEEK) else count, bool(working))


def end_of(span: Span, given_on: date) -> date:
    """The last day of a span of calendar days; of working days the calendar knows."""
    return given_on + timedelta(days=span.days)
