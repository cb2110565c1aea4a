"""Names of people in free text: by a patronymic, by initials, and where somebody says who he is.

What a street or a school is called after somebody is no secret and is left alone. All patterns have bounded parts. A
machine takes many a word for a name and misses many a name: a person decides what is published of it.
"""

import re
from collections.abc import Iterator, Sequence

Stretch = tuple[int, int]

_LETTER = r"[^\W\d_]"
_ALONE = rf"(?<!{_LETTER})"
_END = rf"(?!{_LETTER})"
_WORD = rf"{_LETTER}{{2,20}}(?:-{_LETTER}{{2,20}})?"
# Words that end like a patronymic.
_NO_PATRONYMIC = r"(?!атаулы|головн|основн|духовн|верховн|церковн|условн)"
_PATRONYMIC = re.compile(
    rf"{_ALONE}{_NO_PATRONYMIC}{_LETTER}{{2,14}}(?:(?:[оеё]вич|ьич)(?:ем|ом|а|у|е)?|(?:[оеё]вн|ичн)(?:ой|ою|[ауые])"
    rf"|(?:ұлы|улы|қызы|кызы)(?:ның|нің|на|не|нан|мен|н)?){_END}"
)
_BEFORE = re.compile(rf"(?:(?P<second>{_WORD}) )?(?P<first>{_WORD}) $")
_AFTER = re.compile(rf" (?P<next>{_WORD}){_END}")
_INITIALS_LAST = re.compile(rf"{_ALONE}(?P<name>{_WORD}) (?P<a>{_LETTER})\. ?(?P<b>{_LETTER})\.")
_INITIALS_FIRST = re.compile(rf"{_ALONE}(?P<a>{_LETTER})\. ?(?P<b>{_LETTER})\. ?(?P<name>{_WORD}){_END}")
_SAID = re.compile(
    rf"{_ALONE}(?:меня зовут|мо[её] имя|моя фамилия|ф\.? ?и\.? ?о\.?|аты[ -]ж[өо]ні(?:м|міз)?"
    rf"|(?:менің )?(?:атым|есімім|тегім)|my name is)(?: ?[:–,-])? (?P<name>{_WORD}(?: {_WORD}){{0,2}}){_END}"
)
_SURNAME = rf"{_LETTER}{{2,18}}(?:[оеё]ва?|[иы]на?|ск(?:ий|ая)|енко){_END}"
# After a title a surname tells itself by its ending; after a greeting two capitals do; small letters need both.
_CALLED = re.compile(
    rf"{_ALONE}(?:врач|терапевт|педиатр|участков(?:ый|ая)|водитель|председатель(?: (?:оси|кск|пк|пт))?|сосед(?:ка)?|"
    r"учитель(?:ница)?|воспитатель(?:ница)?|директор|мастер|инспектор|гражданин|гражданка|"
    r"дәрігер|мұғалім|көрші(?:м|міз)?|жүргізуші|төраға|тәрбиеші)"
    rf" (?P<name>(?:{_WORD} )?{_SURNAME}(?: {_WORD})?)"
)
_SIGNED = re.compile(
    rf"{_ALONE}(?:с уважением|құрметпен|я),? (?!жител|жильц|тұрғын|коллектив|собственник)"
    rf"(?P<name>{_WORD} {_WORD}){_END}"
)
_SAID_SMALL = re.compile(rf"{_ALONE}(?:меня зовут|(?:менің )?атым) (?P<name>{_WORD} {_SURNAME})")
# Before or after these a name is that of a place.
_PLACE_BEFORE = re.compile(
    rf"{_ALONE}(?:ул|улиц\w{{1,2}}|пр|просп|пр-т|проспект\w{{0,2}}|бульвар\w{{0,2}}|пер|переул\w{{1,4}}|сквер\w{{0,2}}|парк\w{{0,2}}|мкр|"
    r"микрорайон\w{0,2}|им|имени|театр\w{0,2}|школ\w{1,2}|гимнази\w|площад\w|"
    r"памятник\w{0,2}|метро|станци\w|street|st|ave)\.? ?[«\"]?$"
)
_PLACE_AFTER = re.compile(
    r"[»\"]? (?:көше|даңғыл|атында|бульвар|тұйы|мектеп|саябақ|алаң|ықшам|мөлтек|ескерткіш|театр|батыр|"
    r"(?:хан|би)(?![^\W\d_])|street|avenue)"
)
_REACH = 48


def names(text: str, capital: Sequence[bool]) -> Iterator[Stretch]:
    """«Иванова Алия Сериковна», «Нұрлан Серікұлы», «Ахметов Е. С.», «менің атым Әлия»; not «Құнанбайұлы көшесі»."""
    for found in _PATRONYMIC.finditer(text):
        if capital[found.start()]:
            yield from _with_neighbours(text, capital, found.start(), found.end())
    for pattern in (_INITIALS_LAST, _INITIALS_FIRST):
        for found in pattern.finditer(text):
            if all(capital[found.start(part)] for part in ("name", "a", "b")) and not _of_a_place(text, *found.span()):
                yield found.span()
    yield from _titled(text, capital)
    for found in _SAID.finditer(text):
        end = _capitals(text, capital, *found.span("name"))
        if end > found.start("name"):
            yield found.start("name"), end
    for found in _SAID_SMALL.finditer(text):
        yield found.span("name")


def _titled(text: str, capital: Sequence[bool]) -> Iterator[Stretch]:
    """«Врач Садыкова», «с уважением Ержан Касымов». Where all is in capitals they tell nothing."""
    for pattern, fewest in ((_CALLED, 1), (_SIGNED, 2)):
        for found in pattern.finditer(text):
            start = found.start("name")
            end = _capitals(text, capital, *found.span("name"))
            if capital[start + 1] or _of_a_place(text, start, end):
                continue
            if len(text[start:end].split()) >= fewest:
                yield start, end


def _with_neighbours(text: str, capital: Sequence[bool], start: int, end: int) -> Iterator[Stretch]:
    """A patronymic with the one or two names before it and the surname after it, all written with capitals."""
    floor = max(0, start - _REACH)
    before = _BEFORE.search(text, floor, start)
    if before and capital[before.start("first")]:
        start = before.start("first")
        if before["second"] and capital[before.start("second")]:
            start = before.start("second")
    after = _AFTER.match(text, end)
    if after and capital[after.start("next")] and not _PLACE_AFTER.match(text, end):
        end = after.end()
    if not _of_a_place(text, start, end):
        yield start, end


def _of_a_place(text: str, start: int, end: int) -> bool:
    return bool(_PLACE_AFTER.match(text, end) or _PLACE_BEFORE.search(text, max(0, start - _REACH), start))


def _capitals(text: str, capital: Sequence[bool], start: int, end: int) -> int:
    """Where the words that begin with a capital end."""
    reached = start
    for word in re.finditer(_WORD, text[start:end]):
        if not capital[start + word.start()]:
            break
        reached = start + word.end()
    return reached
