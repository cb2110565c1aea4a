"""Sums as offices write them: «РБ – 10,5 млн тенге», «1 250 тыс. тг», «5 млн. теңге»."""

import re
from dataclasses import dataclass
from fractions import Fraction

from meetings.rules.plan.words import plain

UNITS = {"": 1, "тыс": 10**3, "мың": 10**3, "млн": 10**6, "миллион": 10**6, "млрд": 10**9, "миллиард": 10**9}
_AMOUNT = re.compile(
    r"(?<![\d.,])(?P<number>\d{1,3}(?: \d{3})+(?:[.,]\d{1,3})?|\d+(?:[.,]\d+)*)(?!\d*\s?%)\s?"
    r"(?P<unit>млрд|миллиард\w*|млн|миллион\w*|тыс\w*|мың)?\.?\s?(?P<tenge>тенге|теңге\w*|тг|kzt|₸)?"
)
_NOTHING = re.compile(
    r"[\s\-_.]*|нет|жоқ|без финанс\w*|финансирование не требуется|не требу\w+( финанс\w+)?( средств)?"
    r"|не предусмотрен\w*"
    r"|қаржыландыру(ды)? (қажет|талап) е\w+|қаржыны қажет етпейді|в рамках (текущ\w+|утвержд\w+) .*"
)
_PARTS_OF_A_SUM = re.compile(r"\([^)]*$|в том числе|в т\.\s?ч|из них|оның ішінде|соның ішінде|из которых")
_CALENDAR = re.compile(
    r"(?<!\d)(?:20\d\d\s?-\s?)?20\d\d\s?-?\s?(?:гг?\b|год|жыл|жж?\b)\w*\.?|(?<!\d)\d{1,2}\.\d{1,2}\.20\d\d|№\s?\d+"
    r"|(?<!\d)20\d\d(?=\s-\s)"
)
_TOTAL = re.compile(r"\b(?:всего|итого|барлығы|жиыны)\b")
# A clerk would ask before writing a sum down: a range, an estimate, a sum in words, digits parted by who knows what.
_DOUBTS = {
    "how much exactly": re.compile(
        r"порядка|около|примерно|ориентировочно|более|менее|свыше|\bдо \d|~|шамамен|жуық|астам|теңгеге дейін"
    ),
    "how many times": re.compile(r"\bпо \d|\d\s?[xх*×]\s?\d|теңгеден\b"),
    "with or without the tax": re.compile(r"\+\s?ндс|без (?:учета )?ндс|ққс-?сыз"),
    "another currency": re.compile(r"доллар|\bдолл\b|\busd\b|\$|руб|евро|\beur\b|€"),
    "from how much to how much": re.compile(
        r"\bот \d.{0,20}\bдо \d|\d\s?-\s?\d[\d.,]*\s?(?:млн|млрд|тыс|мың|тенге|тг)"
    ),
    "how the digits are parted": re.compile(r"\d['’`]\d"),
}
_IN_WORDS = re.compile(r"миллион|миллиард|\bмлн|\bмлрд|тысяч|\bмың")


@dataclass(frozen=True)
class Money:
    """``tenge``: the whole sum, None where none is named; ``doubt``: what could not be understood."""

    tenge: int | None
    text: str
    doubt: str = ""


def read_money(text: str, *, unit: int | None = None) -> Money:
    """The sum in a cell, in whole tenge.

    ``unit``: what a bare number counts in, as the head of the column says («тыс. тенге»: 1,000). Sums of several
    sources are added up, unless one is said to be a part of another.
    """
    kept = " ".join(text.split())
    said = _CALENDAR.sub(" ", plain(text))
    if _NOTHING.fullmatch(said.strip(" .;")):
        return Money(None, kept)
    found = [match for match in _AMOUNT.finditer(said) if match["unit"] or match["tenge"] or unit]
    if not found:
        return Money(None, kept, _doubt_of_none(said))
    if doubt := next((doubt for doubt, words in _DOUBTS.items() if words.search(said)), ""):
        return Money(None, kept, doubt)
    if total := _TOTAL.search(said):
        found = [match for match in found if match.start() >= total.end()][:1] or found
    if len(found) > 1 and _PARTS_OF_A_SUM.search(said[found[0].end() : found[1].start()]):
        found = found[:1]
    elif len(found) > 1 and _PARTS_OF_A_SUM.search(said[found[1].end() : found[-1].start()]):
        return Money(None, kept, "which sum is a part of which")
    return _added_up(found, kept, unit)


def _added_up(found: list[re.Match[str]], kept: str, unit: int | None) -> Money:
    if len({bool(match["unit"] or match["tenge"]) for match in found}) > 1:
        return Money(None, kept, "numbers with and without a unit")
    total = Fraction(0)
    for match in found:
        number, size = _number(match["number"]), _unit(match, unit)
        if number is None or (size == 1 and re.fullmatch(r"\d{1,3},\d{3}", match["number"])):
            return Money(None, kept, f"how much is {match['number']}")
        total += number * size
    if total.denominator != 1:
        return Money(None, kept, "a part of a tenge")
    return Money(int(total), kept)


def _doubt_of_none(said: str) -> str:
    if re.search(r"\d", said):
        return "a number without a unit"
    return "a sum in words" if _IN_WORDS.search(said) else ""


def unit_of_column(title: str) -> int | None:
    """What bare numbers of a column count in: 1 for «тенге», 1,000 for «тыс. тенге», None where it does not say."""
    said = plain(title)
    if found := re.search(r"млрд|млн|тыс|мың", said):
        return UNITS[found[0]]
    return 1 if re.search(r"тенге|теңге|\bтг\b", said) else None


def _unit(match: re.Match[str], column: int | None) -> int:
    word = match["unit"] or ""
    if not word:
        return 1 if match["tenge"] or column is None else column
    return next(size for stem, size in UNITS.items() if stem and word.startswith(stem))


def _number(text: str) -> Fraction | None:
    """«1 250», «10,5», «1.250.000»; None for «1.250», which may be a thousand or a little more than one.

    A comma is always the decimal one, as both languages write it.
    """
    text = text.replace(" ", "")
    if found := re.fullmatch(r"(\d{1,3}(?:\.\d{3})+),(\d{1,2})", text):
        return Fraction(f"{found[1].replace('.', '')}.{found[2]}")
    parts = re.split("[.,]", text)
    if len(parts) == 1:
        return Fraction(text)
    if len(parts) == 2:
        grouped = "." in text and len(parts[1]) == 3 and len(parts[0]) < 4 and parts[0] != "0"
        return None if grouped else Fraction(".".join(parts))
    return Fraction("".join(parts)) if all(len(part) == 3 for part in parts[1:]) else None
