"""Terms as offices write them: «до 1 сентября 2026 года», «II тоқсан 2026 ж.», «постоянно», «10 рабочих дней»."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from meetings.rules.plan.words import (
    ANY_MONTH,
    CARDINALS,
    TEXTS_KEPT,
    month_of,
    numeral,
    plain,
    spelled_out,
)


class DueKind(StrEnum):
    """The shape of a term."""

    DATE = "date"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    YEARS = "years"
    ONGOING = "ongoing"
    RECURRING = "recurring"
    RELATIVE = "relative"
    CONDITIONAL = "conditional"
    NONE = "none"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Due:
    """A term. ``first`` and ``last``: first and last day of the period, both included, where they are known.

    A single day has both. ``text``: as written. ``doubt``: what could not be understood, a short English phrase, empty
    where all was.
    """

    kind: DueKind
    text: str
    first: date | None = None
    last: date | None = None
    doubt: str = ""


class NotADay(ValueError):
    """A day that the calendar does not have."""


_YEAR = r"20\d\d(?!\d)"
_YEAR_MARK = r"(?:\s?-?\s?(?:г(?:\.|од[ауе]?)?|ж(?:\.|ыл\w*)?))?\.?"
_DAY_MARK = r"(?:\s?-?\s?(?:го|е|інші|ші|шы|ншы|ы|і)|\s?-)?"
_NUMBERED = re.compile(r"(?<![\d.])(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})(?!\d)")
_SPACED = re.compile(r"(?<![\d.])(\d\d)\. (\d\d)\. (20\d\d)(?!\d)")
_DASHED = re.compile(r"(?<![\d.-])(\d{1,2})-(\d{1,2})-(20\d\d)(?!\d)")
_ISO = re.compile(r"(?<!\d)(20\d\d)(?:-(\d{1,2})-|\.(\d{1,2})\.)(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(
    rf"(?<![\d.,])(?P<day>\d{{1,2}}){_DAY_MARK}\s?(?P<month>{ANY_MONTH})\b(?:[\s,.]*(?P<year>{_YEAR}){_YEAR_MARK})?"
)
_YEAR_FIRST = re.compile(
    rf"(?P<year>{_YEAR}){_YEAR_MARK}[\s,]*(?P<day>\d{{1,2}}){_DAY_MARK}\s?(?P<month>{ANY_MONTH})\b"
)
_NUMERAL = (
    r"(?:[1-4](?:\s?-?\s?(?:ий|й|го|м|ші|шы|ый|ой|ое|ом|е))?|[iіӏlvуүпш1]{1,3}(?:\s?-\s?(?:м|й|го|ом|ый|ші|шы))?"
    r"|перв\w+|втор\w+|трет\w+|четв[её]рт\w+|бірінші|екінші|үшінші|төртінші)"
)
_QUARTERS = re.compile(
    rf"(?<!\w)(?P<first>{_NUMERAL})(?:\s?(?:-|и|,|және|мен)\s?(?P<last>{_NUMERAL}))?\s?-?\s?(?:квартал|кв\b|тоқсан)"
)
_HALVES = re.compile(rf"(?<!\w)(?P<first>{_NUMERAL})\s?-?\s?(?:полугоди|п/г|жарты\s?жыл|жартысы)")
_MONTHS = re.compile(rf"(?<!\w)(?P<first>{ANY_MONTH})(?!\w)(?:\s?(?:-|и|по|және|мен)\s?(?P<last>{ANY_MONTH})(?!\w))?")
_MONTH_IN_DIGITS = re.compile(r"(?:до |в |по )?(?P<month>0?[1-9]|1[0-2])[./](?P<year>20\d\d)(?: ?[гж]\.?)?")
# «с 1 по 15 сентября», «1-15 сентября»: the month serves both days.
_DAYS_OF_A_MONTH = re.compile(rf"(?<![\d.,-])(\d{{1,2}})\s?(?:по|-)\s?(\d{{1,2}})\s(?P<month>{ANY_MONTH})\b")
# «15.05-15.09.2026»: the year serves both days.
_SHORT_DAY = re.compile(r"(?<![\d.])(\d{1,2}\.\d{1,2})(?=\.?\s?(?:-|по|до)\s?\d{1,2}\.\d{1,2}\.(20\d\d)(?!\d))")
_YEARS = re.compile(rf"(?<!\d)({_YEAR})(?!\d)")
_YEAR_RANGE = re.compile(rf"(?<!\d)(?:с )?({_YEAR}){_YEAR_MARK}\s?(?:-|/|по|и|және|мен)\s?({_YEAR})(?!\d)")

_ONGOING = re.compile(
    r"постоянн|регулярн|круглосуточн|круглогодичн|круглый год|бессрочн|непрерывно|систематически"
    r"|тұрақты|үнемі|ұдайы|тәулік бойы|жүйелі түрде|мерзімсіз"
)
_RECURRING = re.compile(
    r"ежекварт|ежемесячн|ежегодн|еженедельн|ежедневн|кажд(?:ый|ое|ую|ого)"
    r"|\bраза? в (?:\w+ )?(?:год|кварт|мес|нед|полугод|день)|ежедекадн|ежесуточн"
    r"|(?:жыл|тоқсан|ай|апта|күн)\w* (?:бір|екі|\d) рет|(?:жыл|тоқсан|ай|апта|күн) сайын"
    r"|(?:айына|тоқсанына|жылына|аптасына) (?:\w+ )?(?:\d|бір|екі|үш|төрт)\b"
)
_CONDITIONAL = re.compile(
    r"\bпосле\b|по мере|при (?:\w+ ){0,2}(?:наличи|услови|выделени|поступлени)|в случае"
    r"|до (?:выделения|завершения|получения)|(?:при|по) необходимости|по запрос|қажеттіліг|қажет болған|сұраныс бойынша"
    r"|кейін\b|\bсоң\b|жағдайда|болған кезде|бөлінгенде|қарай\b|шартымен"
)
_COUNTED = "|".join(sorted(map(re.escape, CARDINALS), key=len, reverse=True))
_RELATIVE = re.compile(
    rf"(?<![\d.])(?:\d{{1,3}}|\b(?:{_COUNTED}))(?:\s?-?\s?(?:ти|х|и))?\s?(?:\([^)]*\)\s?)?"
    r"(?:рабоч\w+|календарн\w+|банковск\w+|жұмыс|күнтізбелік)?\s?(?:дн|день|недел|месяц|күн|апта|ай\b|айда)"
    r"|в (?:течение|(?:двух|трех|трёх)?месячный|недельный|кратчайш)|ішінде|немедленно|незамедлительно"
    r"|безотлагательно|\bсрочно|дереу|жедел|шұғыл"
)
_TWO_TERMS = re.compile(r"\b(?:далее|затем|в дальнейшем|одан әрі)\b")
_THIS_YEAR = re.compile(
    r"кон(?:ца|цу|ец) (?:текущего )?года|(?:текущ|эт)\w+ год|весь год|ағымдағы жыл"
    r"|жыл(?:дың)? (?:соңы|аяғы)|жыл бойы|биыл"
)
# What says only a part of a month or a quarter, only since when, or what has become of it, sets no last day.
_PART = re.compile(r"\bдекад|онкүндік|онкүндіг|\bполовин|\bсередин|\bначал[аоеу]\b|\bортасы|\bбасын")
_BEGINNING = re.compile(r"(?:^|\s)со?\s(?=\d)|\bбастап\b")
_STATE = re.compile(r"\b(?:исполнено|выполнено|завершено|снято с контроля|орындалды|аяқталды|бақылаудан алынды)\b")
_BY_A_YEAR = re.compile(rf"\b(?:до|к|ко)\s{_YEAR}|{_YEAR}\s?-?\s?(?:жылға|ж\.?)\sдейін")
# «до апреля», «тоқсанына дейін»: before it begins or until it ends; «до конца апреля» is clear.
_BY_A_PERIOD = re.compile(
    rf"\b(?:до|к|ко)\s(?:{ANY_MONTH}\b|{_NUMERAL}\s?-?\s?(?:квартал|кв\b|полугоди|п/г))"
    rf"|(?:\b{ANY_MONTH}|(?:\bай|тоқсан|жартыжылдық|жартыжылдығ)\w*)\sдейін"
)
_UNTIL_THE_END = re.compile(r"\bкон(?:ца|цу|ец)\b|\b(?:соң|аяғ)\w*")
# «до первого сентября»: a day in words is no day in digits.
_DAY_IN_WORDS = re.compile(
    r"(?:перв|втор|трет|четв[её]рт|пят|шест|седьм|восьм|девят|десят|надцат|двадцат|тридцат)(?:ого|ь?его)\s"
    rf"{ANY_MONTH}\b|\w(?:інші|ыншы|нші|ншы)\s{ANY_MONTH}\b"
)
_EMPTY = re.compile(
    r"[\s\-_./…]*|н/д|нет|жоқ|(?:срок )?не (?:установлен|указан|определ[её]н)\w*|(?:мерзімі )?белгіленбеген|без срока"
)


@lru_cache(maxsize=TEXTS_KEPT)
def read_due(text: str) -> Due:
    """What a cell with a term says. Never refuses: what it cannot mean has kind ``unclear`` and a ``doubt``."""
    kept = " ".join(text.split())
    said = spelled_out(re.sub('[«»"“”]', "", plain(text)))
    if _EMPTY.fullmatch(said):
        return Due(DueKind.NONE, kept)
    try:
        return _understood(said, kept)
    except NotADay as error:
        return Due(DueKind.UNCLEAR, kept, doubt=str(error))


def _understood(said: str, kept: str) -> Due:
    if _TWO_TERMS.search(said):
        return Due(DueKind.UNCLEAR, kept, doubt="two terms in one")
    if _STATE.search(said):
        return Due(DueKind.UNCLEAR, kept, doubt="a state, no term")
    for kind, words in _LABELS.items():
        if words.search(said):
            return _labelled(kind, kept, _period(_without(words, said), kept))
    period = _period(said, kept)
    if period is not None:
        return period
    if _RELATIVE.search(said):
        return Due(DueKind.RELATIVE, kept)
    return Due(DueKind.UNCLEAR, kept, doubt="not understood")


_LABELS = {
    DueKind.CONDITIONAL: _CONDITIONAL,
    DueKind.RECURRING: _RECURRING,
    DueKind.ONGOING: _ONGOING,
}


def _without(words: re.Pattern[str], said: str) -> str:
    return re.sub(rf"\w*(?:{words.pattern})\w*", " ", said)


def _labelled(kind: DueKind, kept: str, period: Due | None) -> Due:
    """A term that is no period, with the period around it where that is clear: «ежемесячно до конца 2026 года»."""
    if period is None or period.doubt or period.kind is DueKind.UNCLEAR:
        return Due(kind, kept)
    return Due(kind, kept, first=None if period.kind is DueKind.DATE else period.first, last=period.last)


def _period(said: str, kept: str) -> Due | None:
    """The first shape that fits, from the most exact to the least."""
    readers: tuple[Callable[[str, str], Due | None], ...] = (_as_dates, _as_quarters, _as_halves, _as_months, _as_years)
    for reader in readers:
        if (found := reader(said, kept)) is not None:
            doubt = "" if found.kind is DueKind.DATE else _doubt_of_period(said)
            return Due(DueKind.UNCLEAR, kept, doubt=doubt) if doubt else found
    return None


def _doubt_of_period(said: str) -> str:
    if _PART.search(said):
        return "which part of it"
    if _DAY_IN_WORDS.search(said):
        return "a day in words"
    if _BY_A_PERIOD.search(said) and not _UNTIL_THE_END.search(said):
        return "before it begins or until it ends"
    return ""


def _as_dates(said: str, kept: str) -> Due | None:
    days = _days(said)
    if not days:
        return None
    if None in days:
        return Due(DueKind.DATE, kept, doubt="the year is missing")
    known = [day for day in days if day is not None]
    if len(known) == 1 and _BEGINNING.search(said):
        return Due(DueKind.UNCLEAR, kept, doubt="only a beginning")
    if len(known) == 1:
        return Due(DueKind.DATE, kept, known[0], known[0])
    if len(known) == 2 and known[0] <= known[1] and _is_span(said):
        return Due(DueKind.DATE, kept, known[0], known[1])
    return Due(DueKind.UNCLEAR, kept, doubt="several days")


_SPAN = re.compile(rf"\bсо?\s\d|бастап|(?:\d|г\.|года|ж\.|{ANY_MONTH})\s?-\s?\d|\b{ANY_MONTH}(?<=[дтн][ае]н)\s.*дейін")


def _is_span(said: str) -> bool:
    return bool(_SPAN.search(said))


def _days(said: str) -> list[date | None]:
    """Every day named, in order; None for a day and a month without a year."""
    found: list[tuple[int, date | None]] = []
    said = _DAYS_OF_A_MONTH.sub(r"с \1 \g<month> по \2 \g<month>", said)
    said = _SHORT_DAY.sub(r"\1.\2", said)
    for match in [*_NUMBERED.finditer(said), *_SPACED.finditer(said), *_DASHED.finditer(said)]:
        day, month, year = (int(part) for part in match.groups())
        found.append((match.start(), _day(year if year > 99 else 2000 + year, month, day)))
    for match in _ISO.finditer(said):
        found.append((match.start(), _day(int(match[1]), int(match[2] or match[3]), int(match[4]))))
    stated: int | None = None
    for match in reversed(_written(said)):
        stated = int(match["year"]) if match["year"] else stated  # «с 1 мая по 1 июня 2026 года»: it serves both days
        found.append((match.start(), _written_day(match, stated if stated is not None else _only_year(said))))
    return [day for _, day in sorted(found, key=lambda pair: pair[0])]


def _written(said: str) -> list[re.Match[str]]:
    """Days with their months in words; a year before a day belongs to it and to no day before."""
    year_first = list(_YEAR_FIRST.finditer(said))
    taken = {match.end() for match in year_first}
    rest = [match for match in _DAY_FIRST.finditer(said) if match.end() not in taken]
    return sorted([*year_first, *rest], key=lambda match: match.start())


def _written_day(match: re.Match[str], year: int | None) -> date | None:
    month = month_of(match["month"])
    if year is not None:
        return _day(year, month, int(match["day"]))
    if int(match["day"]) > calendar.monthrange(2024, month)[1]:
        raise NotADay(f"no year has a day {match['day']}.{month:02}")
    return None


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise NotADay(f"there is no day {day:02}.{month:02}.{year}") from error


def _only_year(said: str) -> int | None:
    years = set(_YEARS.findall(said))
    return int(years.pop()) if len(years) == 1 else None


def _as_quarters(said: str, kept: str) -> Due | None:
    named = list(_QUARTERS.finditer(said))
    if not named:
        return None
    if len(named) > 1:
        return Due(DueKind.UNCLEAR, kept, doubt="several quarters")
    found = named[0]
    first = numeral(found["first"])
    last = numeral(found["last"]) if found["last"] else first
    if first is None or last is None or last < first:
        return Due(DueKind.UNCLEAR, kept, doubt="which quarter")
    return _of_year(DueKind.QUARTER, said, kept, first * 3 - 2, last * 3)


def _as_halves(said: str, kept: str) -> Due | None:
    found = _HALVES.search(said)
    if not found:
        return None
    half = numeral(found["first"])
    if _MONTHS.search(said):
        return Due(DueKind.UNCLEAR, kept, doubt="which part of it")
    if half not in {1, 2}:
        return Due(DueKind.UNCLEAR, kept, doubt="which half of the year")
    return _of_year(DueKind.HALF, said, kept, half * 6 - 5, half * 6)


def _as_months(said: str, kept: str) -> Due | None:
    found = _MONTHS.search(said)
    if not found:
        return _as_month_in_digits(said, kept)
    first = month_of(found["first"])
    last = month_of(found["last"]) if found["last"] else first
    if len(_MONTHS.findall(said)) > 1 or last < first:
        return Due(DueKind.UNCLEAR, kept, doubt="several months")
    return _of_year(DueKind.MONTH, said, kept, first, last)


def _as_month_in_digits(said: str, kept: str) -> Due | None:
    """«09.2026»."""
    found = _MONTH_IN_DIGITS.fullmatch(said)
    return _of_year(DueKind.MONTH, said, kept, int(found["month"]), int(found["month"])) if found else None


def _of_year(kind: DueKind, said: str, kept: str, first_month: int, last_month: int) -> Due:
    year = _only_year(said)
    if year is None:
        doubt = "several years" if _YEARS.search(said) else "the year is missing"
        return Due(kind, kept, doubt=doubt)
    last_day = calendar.monthrange(year, last_month)[1]
    return Due(kind, kept, date(year, first_month, 1), date(year, last_month, last_day))


def _as_years(said: str, kept: str) -> Due | None:
    if _BY_A_YEAR.search(said):
        return Due(DueKind.UNCLEAR, kept, doubt="before that year or within it")
    if found := _YEAR_RANGE.search(said):
        first, last = int(found[1]), int(found[2])
        if not _only_words_of_a_year(said.removeprefix("с ")):
            return Due(DueKind.UNCLEAR, kept, doubt="not understood")
        if first < last:
            return Due(DueKind.YEARS, kept, date(first, 1, 1), date(last, 12, 31))
        return Due(DueKind.UNCLEAR, kept, doubt="the years run backwards")
    years = [int(year) for year in _YEARS.findall(said)]
    if len(set(years)) == 1:
        whole = Due(DueKind.YEAR, kept, date(years[0], 1, 1), date(years[0], 12, 31))
        return whole if _only_words_of_a_year(said) else Due(DueKind.UNCLEAR, kept, doubt="not understood")
    if years:
        return Due(DueKind.UNCLEAR, kept, doubt="several years")
    return Due(DueKind.YEAR, kept, doubt="the year is missing") if _THIS_YEAR.search(said) else None


_YEAR_WORDS = re.compile(
    r"20\d\d|\bгод(?:[ауеы]|ов|ах)?\b|\bгг?\b|\bжж?\b|\bжыл\w*|\b(?:до|в|к|на|по|и|мен|және|течение|весь|срок|бойы|дейін|ішінде)\b"
    r"|\bкон(?:ца|цу|це|ец)\b|\b(?:соң|аяғ)\w*|[\s.,()/\-]"
)


def _only_words_of_a_year(said: str) -> bool:
    return not _YEAR_WORDS.sub("", said)
