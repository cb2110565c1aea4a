"""Flats and cars. All patterns have bounded parts."""

import re
from collections.abc import Iterator, Sequence

Stretch = tuple[int, int]

_ALONE = r"(?<![^\W\d_])"
_FLAT_WORD = (
    r"(?:[кk][вvb]артир\w{0,3}|kvartir\w{0,3}|[кk][вvb]|kv|apt|apartment|flat|п[әəaаae]тер(?!лі|лик)\w{0,5}|p[aәəä]ter)"
)
_WORD_FIRST = re.compile(rf"{_ALONE}{_FLAT_WORD}[ .:№#-]{{0,4}}(?!(?:19|20)\d\d(?!\d))\d{{1,4}}(?:[а-яa-z]\b)?(?!\d)")
_NUMBER_FIRST = re.compile(
    r"(?<![\d.,])(?:№ ?)?\d{1,4}[ -]{0,2}(?:"
    # 3 квартиры and 12 квартир are numbers of flats, 3-я квартира and «из 3 квартиры» are one.
    r"(?:(?:й|ой|я|ая|ю|ую|ей)[ -]{1,2})?квартир(?:а|е|у|ой|ою)"
    r"|(?:й|ой|ей)[ -]{1,2}квартиры"
    r"|(?:(?:ші|шы|інші|ыншы) ?)?п[әəaаae]тер(?!лі|лик)\w{0,5}"
    r"|(?:st|nd|rd|th)? ?(?:flat|apartment)"
    r")(?![^\W_])"
)
_OUT_OF = re.compile(rf"{_ALONE}(?:из|с|от|у) (?P<flat>\d{{1,4}} квартиры)(?![^\W_])")
# «Аксай-4 дом 25» is a house, «10 дом, 25» and «10 үй 25» are a house and a flat.
_AFTER_HOUSE = re.compile(
    r"(?<!\d)\d{1,4}[а-я]?[ -]{0,2}(?:дом ?, ?|(?:үй|уй)[ ,]{1,2})"
    r"(?P<flat>\d{1,4}(?: ?кв(?![^\W_]))?)(?= ?(?:[.,;!?)\n](?!\d)|$)|(?<=кв))"
)

_HOUSE_FLAT = r"\d{1,3}[а-яa-z]?(?:/\d{1,3}[а-я]?)? ?- ?(?P<flat>\d{1,4})(?![\d:.,/-]?\d|-[а-яәіңғүұқөһ])"
# What is counted, not lived in: 10-15 минут, 10-25 см.
_MEASURE = re.compile(
    r" ?(?:%|°|см|мм|мин|час|дн|день|дней|лет|год|раз|руб|тг|тенге|тыс|млн|млрд|чел|адам|кг|тонн|шт|метр|км|м\b|га\b|"
    r"градус|процент|этаж|қабат|күн|сағат|минут|рет|жас|жыл|ай|апта|недел|месяц|теңге|мың|пайыз|машин|көлік|дана|"
    r"январ|феврал|март|апрел|ма[йя]\b|июн|июл|август|сентябр|октябр|ноябр|декабр|"
    r"қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан)"
)
_AFTER_STREET = re.compile(
    rf"{_ALONE}(?:ул(?:иц[аеыу])?|пр(?:-?т|осп(?:ект[ае]?)?)?|пер|бульвар\w?|б-р|көш(?:есі\w{{0,3}})?|даңғыл\w{{0,5}}|мкрн?|мк-?н|"
    r"микрорайон\w{0,2}|мөлтек\w{0,3}|ықшам ?аудан\w{0,3}|дом\w?|д|үй\w{0,2}|street|st|ave)\b[ .,№«»\"]{0,3}"
    rf"(?:[\w«»\".]{{1,24}}[ ,]{{1,2}}){{0,4}}{_HOUSE_FLAT}"
)
_AFTER_NAME = re.compile(rf"{_ALONE}(?P<name>[^\W\d_]{{3,24}})[ ,]{{1,3}}{_HOUSE_FLAT}")

# Letters of both alphabets that look alike on a plate.
_LOOK_ALIKE = "авекмнорстухі"
_PLATE_LETTER = rf"[a-z{_LOOK_ALIKE}]"
_NEW_PLATE = re.compile(rf"(?<![^\W_])\d{{3}}[ -]?(?P<letters>{_PLATE_LETTER}{{2,3}})[ -]?(?:0[1-9]|1\d|20)(?![^\W_])")
_OLD_PLATE = re.compile(r"(?<![^\W_])[a-zа-яі][ -]?\d{3}[ -]?(?P<letters>[a-zа-яі]{2,3})(?:\d{2,3})?(?![^\W_])")
_NOT_A_PLATE = frozenset("мкр стр тг см мм км кг кв шт ост сот мин час год лет рет тен тыс млн руб дом чел дни".split())


def flats(text: str, capital: Sequence[bool]) -> Iterator[Stretch]:
    """A flat by its word, before or after the number; and the second number of «Абая 10-25»."""
    for found in _WORD_FIRST.finditer(text):
        # «Жду квартиру 15 лет», «в квартире 15 °C».
        if not _MEASURE.match(text, found.end()):
            yield found.span()
    for found in _NUMBER_FIRST.finditer(text):
        yield found.span()
    for pattern in (_OUT_OF, _AFTER_HOUSE):
        for found in pattern.finditer(text):
            yield found.span("flat")
    for found in _AFTER_STREET.finditer(text):
        if not _MEASURE.match(text, found.end()):
            yield found.span("flat")
    for found in _AFTER_NAME.finditer(text):
        # A street's name is written with a capital: «ждали 10-15» is no address.
        if capital[found.start("name")] and not _MEASURE.match(text, found.end()):
            yield found.span("flat")


def plates(text: str, capital: Sequence[bool]) -> Iterator[Stretch]:
    """Plates of Kazakhstan: 123 ABC 02 and A123BCD; small letters count where they are Latin or stand close."""
    for pattern in (_NEW_PLATE, _OLD_PLATE):
        for found in pattern.finditer(text):
            letters = found.group("letters")
            if letters not in _NOT_A_PLATE and _looks_like_one(found, letters, capital):
                yield found.span()


def _looks_like_one(found: re.Match[str], letters: str, capital: Sequence[bool]) -> bool:
    start = found.start("letters")
    if all(capital[start : start + len(letters)]):
        return True
    close = not any(char in " -" for char in found.group())
    if close or found.group()[-2:].startswith("0"):
        return letters.isascii() or len(letters) == 3
    return False
