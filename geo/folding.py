"""Names made comparable, however they are typed. Plain Python.

``fold`` turns a name into a coarse Cyrillic skeleton in which these meet: Kazakh letters and the Russian ones typed
for them (Қ/К, Ө/О, І/И/Ы ...), Latin transliterations old and new (Zhetysu, Jetisu, Жетісу), Latin letters that slipped
into a Cyrillic word, and the many short forms of "street", "avenue" and "micro-district". The skeleton is for comparing
only; it is never shown.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# Latin letters that look like Cyrillic ones, as they are typed inside Cyrillic words. Case matters: H is Н, h is һ.
_LOOK_ALIKE = str.maketrans("AaBCcEeHhIiKkMmOoPpTtXxYyn", "АаВСсЕеНһІіКкМмОоРрТтХхУун")
_LOOK_ALIKE_BACK = str.maketrans("АаВСсЕеНһІіКкМмОоРрТтХхУу", "AaBCcEeHhIiKkMmOoPpTtXxYy")
# The schwa has a Latin twin of its own; neither tells which alphabet a word is in.
_SCHWA = str.maketrans("ƏəǝƎ", "ӘәәӘ")

# Longest first. Digraphs of the usual transliterations of Kazakh and Russian, then Latin letters of 2021 and 2018.
_LATIN = (
    ("shch", "ш"), ("sch", "ш"), ("dzh", "ж"), ("dj", "ж"), ("zh", "ж"), ("kh", "х"), ("gh", "г"), ("sh", "ш"),
    ("ch", "ч"), ("ph", "ф"), ("ck", "к"), ("ye", "е"), ("ya", "иа"), ("yu", "иу"), ("ş", "ш"), ("ç", "ч"),
    ("ğ", "г"), ("ǵ", "г"), ("ŋ", "н"), ("ñ", "н"), ("ń", "н"), ("ı", "и"), ("ý", "у"), ("j", "ж"), ("q", "к"),
    ("w", "у"), ("x", "кс"),
    ("a", "а"), ("b", "б"), ("c", "к"), ("d", "д"), ("e", "е"), ("f", "ф"), ("g", "г"), ("h", "х"),
    ("i", "и"), ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("r", "р"), ("s", "с"),
    ("t", "т"), ("u", "у"), ("v", "в"), ("y", "и"), ("z", "з"),
)  # fmt: skip
_LATIN_PATTERN = re.compile("|".join(re.escape(latin) for latin, _ in _LATIN))
_LATIN_TO = dict(_LATIN)
_YO = re.compile(r"(?<![aeiouyа-я])yo")

_CYRILLIC = str.maketrans(
    {
        "ә": "а", "і": "и", "ы": "и", "й": "и", "ї": "и", "ң": "н", "ғ": "г", "қ": "к", "ө": "о", "ұ": "у", "ү": "у",
        "һ": "х", "ё": "е", "э": "е", "є": "е", "щ": "ш", "ц": "тс", "ю": "иу", "я": "иа", "ь": None, "ъ": None,
    }
)  # fmt: skip
_QUOTES = re.compile(r"['’‘ʼʹ`´]")
_WORD = re.compile(r"\d+|[^\W\d_]+")
_DOUBLED = re.compile(r"([^\W\d_])\1+")

_TYPES = {
    "улица": "улица ул көшесі көше кош street str st ulitsa",
    "проспект": "проспект пр просп пркт прт даңғылы даңғыл дан avenue ave av prospekt prospect",
    "переулок": "переулок пер lane pereulok",
    "бульвар": "бульвар бр boulevard blvd bulvar",
    "площадь": "площадь пл алаңы алаң square sq",
    "тракт": "тракт шоссе жолы highway hwy",
    "микрорайон": "микрорайон мкр мкрн мн ықшамаудан ықшамауданы шағынаудан шағынауданы microdistrict mkr",
    "район": "район рн аудан ауданы district raion rayon",
    "станция": "станция ст станциясы бекеті station metro метро",
    "город": "город г қаласы қала city",
}
# Short forms and word pairs that the splitting into words would tear apart.
_PAIRS = {
    "ш а": "микрорайон", "ы а": "микрорайон", "ы микрорайон": "микрорайон",
    "м н": "микрорайон", "мкр н": "микрорайон", "мк р": "микрорайон",
    "ықшам ауданы": "микрорайон", "ықшам аудан": "микрорайон", "шағын ауданы": "микрорайон",
    "шағын аудан": "микрорайон", "микро район": "микрорайон", "micro district": "микрорайон",
    "пр т": "проспект", "пр кт": "проспект", "к си": "улица", "к сы": "улица", "р н": "район", "б р": "бульвар",
    "тас жолы": "тракт", "станция метро": "станция", "метро станциясы": "станция", "metro station": "станция",
    "subway station": "станция", "г алматы": "город", "город алматы": "город", "алматы қаласы": "город",
    "қ алматы": "город", "алматы қ": "город", "almaty city": "город",
}  # fmt: skip


@dataclass(frozen=True)
class Needle:
    """What to look for: ``full`` with the word for its type, ``bare`` without, ``compact`` without blanks,
    ``numberless`` without a house number at the end (empty if there is none)."""

    full: str
    bare: str
    compact: str
    numberless: str


def fold(text: str) -> str:
    """The skeleton of a name: folded words parted by one blank, words for the type of place last. Idempotent."""
    words = _letters(text).split()
    # Moving types to the end may bring the halves of a pair together: repeat until nothing changes.
    while (ordered := _types_last(_join_pairs(words))) != words:
        words = ordered
    return " ".join(words)


def needle(text: str) -> Needle:
    """Fold what a person typed into the search box. All parts are empty if nothing but signs was typed."""
    full = fold(text)
    bare = _bare(full)
    numberless = re.sub(r"(?: д| дом| уи)?(?: \d+(?: [а-я])?)+$", "", bare)
    return Needle(full, bare, compact=bare.replace(" ", ""), numberless="" if numberless == bare else numberless)


def haystack(names: Iterable[str]) -> str:
    """All that a place is called, folded, one form a line, with a line feed at both ends; what ``needle`` meets."""
    forms: dict[str, None] = {}
    for name in names:
        full = fold(name)
        bare = _bare(full)
        forms.update(dict.fromkeys([full, bare, bare.replace(" ", "")]))
    return "\n" + "".join(f"{form}\n" for form in forms if form)


def _bare(full: str) -> str:
    words = full.split()
    return " ".join(word for word in words if word not in _CANONICAL) or full


def _letters(text: str) -> str:
    text = _QUOTES.sub("", unicodedata.normalize("NFKC", text).translate(_SCHWA))
    return " ".join(folded for word in _WORD.findall(text) if (folded := _word(word)))


def _one_alphabet(word: str) -> str:
    """Mend a word of two alphabets: letters that only look right give way to the alphabet that the others need."""
    latin = {letter for letter in word if "LATIN" in unicodedata.name(letter, "")}
    cyrillic = {letter for letter in word if "CYRILLIC" in unicodedata.name(letter, "")} - {"Ә", "ә"}
    if not latin or not cyrillic:
        return word
    is_cyrillic = all(ord(letter) in _LOOK_ALIKE for letter in latin)
    is_latin = all(ord(letter) in _LOOK_ALIKE_BACK for letter in cyrillic)
    if is_cyrillic == is_latin:
        is_latin = len(latin) > len(cyrillic)
    return word.translate(_LOOK_ALIKE_BACK if is_latin else _LOOK_ALIKE)


def _word(word: str) -> str:
    word = _one_alphabet(word)
    word = _YO.sub("е", word.lower())
    word = _LATIN_PATTERN.sub(lambda match: _LATIN_TO[match[0]], word).translate(_CYRILLIC)
    bases = (sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
    word = unicodedata.normalize("NFC", "".join(bases))
    word = _LATIN_PATTERN.sub(lambda match: _LATIN_TO[match[0]], word).translate(_CYRILLIC)
    # A Latin letter of no use here (ø, ß) would make the word one of two alphabets.
    return _settle("".join(letter for letter in word if "LATIN" not in unicodedata.name(letter, "")))


def _settle(word: str) -> str:
    """Letters written once or twice, ң written нг, ж written дж. Repeated until nothing changes, so that folding what
    is folded changes nothing."""
    while True:
        settled = _DOUBLED.sub(r"\1", word).replace("дж", "ж").replace("нг", "н")
        if settled == word:
            return word
        word = settled


def _types_last(words: list[str]) -> list[str]:
    named = [word for word in words if word not in _TYPE_OF]
    return named + sorted({_TYPE_OF[word] for word in words if word in _TYPE_OF})


def _join_pairs(words: list[str]) -> list[str]:
    joined: list[str] = []
    for word in words:
        joined.append(word)
        while (pair := " ".join(joined[-2:])) in _PAIR_OF:
            joined[-2:] = [_PAIR_OF[pair]]
    return joined


_CANONICAL = frozenset(_letters(name) for name in _TYPES)
_TYPE_OF = {_letters(form): _letters(name) for name, forms in _TYPES.items() for form in forms.split()}
_PAIR_OF = {_letters(pair): _letters(name) for pair, name in _PAIRS.items()}
