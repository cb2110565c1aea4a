"""The words of plans in Kazakh and Russian: months, numbers, and letters that look alike."""

import re
import unicodedata
from functools import lru_cache

MONTHS = {
    1: ("январ", "янв", "қаңтар"),
    2: ("феврал", "февр", "фев", "ақпан"),
    3: ("март", "наурыз"),
    4: ("апрел", "апр", "сәуір"),
    5: ("мая", "май", "мае", "маю", "мамыр"),
    6: ("июн", "маусым"),
    7: ("июл", "шілде"),
    8: ("август", "авг", "тамыз"),
    9: ("сентябр", "сент", "қыркүйек", "қыркүйег"),
    10: ("октябр", "окт", "қазан"),
    11: ("ноябр", "нояб", "ноя", "қараша"),
    12: ("декабр", "дек", "желтоқсан"),
}
# A month is a stem and a short ending: «қазан» is October, «қазандық» a boiler house.
_ENDINGS = (
    "ь я е ю ем й а у да де та те ға ге қа ке на не дан ден тан тен нан нен ы і ын ін ына іне ында інде "
    "ның нің дың дің тың тің ынан інен"
).split()
ANY_MONTH = "(?:{})(?:{})?".format(
    "|".join(re.escape(word) for words in MONTHS.values() for word in words), "|".join(_ENDINGS)
)
_BY_STEM = [(stem, number) for number, words in MONTHS.items() for stem in words]

ORDINALS = {
    1: ("перв", "бірінші", "1-й", "1-ші"),
    2: ("втор", "екінші"),
    3: ("трет", "үшінші"),
    4: ("четверт", "четвёрт", "төртінші"),
}
# Roman numerals as they are typed: Latin, Kazakh or Ukrainian І, П for II, Ш for III, У or Ү for V.
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ROMAN_LETTERS = str.maketrans(
    {"і": "i", "ӏ": "i", "п": "ii", "ш": "iii", "у": "v", "ү": "v", "ұ": "v", "l": "i", "1": "i"}
)

CARDINALS = {
    "одного": 1, "один": 1, "одна": 1, "бір": 1, "двух": 2, "два": 2, "две": 2, "екі": 2, "трех": 3, "трёх": 3,
    "три": 3, "үш": 3, "четырех": 4, "четырёх": 4, "четыре": 4, "төрт": 4, "пяти": 5, "пять": 5, "бес": 5,
    "шести": 6, "шесть": 6, "алты": 6, "семи": 7, "семь": 7, "жеті": 7, "десяти": 10, "десять": 10, "он": 10,
    "пятнадцати": 15, "пятнадцать": 15, "он бес": 15, "двадцати": 20, "двадцать": 20, "жиырма": 20,
    "тридцати": 30, "тридцать": 30, "отыз": 30, "восьми": 8, "восемь": 8, "сегіз": 8, "девяти": 9, "девять": 9,
    "тоғыз": 9,
}  # fmt: skip

_TENS = {"он": 10, "жиырма": 20, "отыз": 30, "двадцати": 20, "двадцать": 20, "тридцати": 30, "тридцать": 30}
_WITH_TENS = re.compile(r"\b({}) ({})\b".format("|".join(_TENS), "|".join(w for w, n in CARDINALS.items() if n < 10)))
# How offices shorten the days of a term, and what it stands for.
_SHORT = (
    (re.compile(r"(?<=\d)\s?\([^)\d]*\)"), ""),
    (re.compile(r"(?<=\d)[\s-]*(?:р\.?\s?д\b|раб\w*\.?\s?дн\w*)\.?"), " рабочих дней"),
    (re.compile(r"(?<=\d)[\s-]*(?:к\.?\s?д\b|кал\w*\.?\s?дн\w*)\.?"), " календарных дней"),
    (re.compile(r"(?<=\d)[\s-]*ж\.\s?к\b\.?"), " жұмыс күні"),
    (re.compile(r"(?<=\d)\s?-?\s?(?:ти|х|и)?\s?дневн\w*"), " дней"),
    (re.compile(r"\b(двух|трех|трёх|пяти|десяти|двадцати|тридцати)\s?дневн\w*"), r"\1 дней"),
    (re.compile(r"\b(двух|трех|трёх)\s?недельн\w*"), r"\1 недель"),
)

_LATIN_IN_CYRILLIC = str.maketrans("aceopxyi", "асеорхуі")
_SPACES = re.compile(r"[\s\u00a0\u2007\u202f]+")
_DASHES = re.compile("[\u2010-\u2015\u2212]")


# A cell is read by several readers, and a plan names the same bodies and terms in row after row.
TEXTS_KEPT = 8192


@lru_cache(maxsize=TEXTS_KEPT)
def plain(text: str) -> str:
    """Lower case, one kind of space and dash, Latin letters inside Cyrillic words made Cyrillic."""
    text = _DASHES.sub("-", unicodedata.normalize("NFC", text)).casefold()
    text = _SPACES.sub(" ", text.replace("ə", "ә")).strip()
    return re.sub(r"\w*[а-яёәіңғүұқөһ]\w*", lambda found: found[0].translate(_LATIN_IN_CYRILLIC), text)


def spelled_out(said: str) -> str:
    """A plain text with short forms written out: «10 р.д.», «в трехдневный срок», «он бес жұмыс күні»."""
    for pattern, words in _SHORT:
        said = pattern.sub(words, said)
    return _WITH_TENS.sub(lambda found: str(_TENS[found[1]] + CARDINALS[found[2]]), said)


def month_of(word: str) -> int:
    """The number of a month found by ``ANY_MONTH``."""
    return next(number for stem, number in _BY_STEM if word.startswith(stem))


def numeral(text: str) -> int | None:
    """1 to 4, written with a digit, a Roman numeral or a word, in any case form."""
    text = text.strip(" .-")
    if found := re.fullmatch(r"([1-4])(?:\s?-?\s?(?:й|ый|ой|ий|го|ого|м|ом|ші|шы|інші|е|ое|ье|ая|я))?", text):
        return int(found[1])
    for number, words in ORDINALS.items():
        if any(text.startswith(word) for word in words):
            return number
    return _ROMAN.get(text.partition("-")[0].strip().translate(_ROMAN_LETTERS))
