"""What people type, brought to one spelling for comparing: Kazakh, Russian, both in Latin letters, misspelt.

Case, Kazakh letters typed as Russian ones, Latin letters inside Cyrillic words, the official Kazakh Latin alphabets of
2018 and 2021 and the transliteration of chats (zh, sh, ch, kh, 4 for ч, 6 for ш, w for ш) all meet in one coarse
Cyrillic skeleton. It is for comparing only and is never shown.
"""

import html
import re
import unicodedata
from functools import lru_cache

# Longer texts tell nothing new about their subject; a hostile one must not cost time.
MOST_CHARACTERS = 6000
# Words of which the folded form is remembered: in a long list of texts the same ones come again and again.
_WORDS_KEPT = 4096

_TAG = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|</?[a-zA-Z][^<>]{0,300}>", re.S | re.I)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W_]+")
_QUOTES = re.compile(r"['’‘ʼʹ`´]")
_REPEATED = re.compile(r"(.)\1+")
_DIGITS_IN_WORD = re.compile(r"(?<=[a-zа-я])[46](?=[a-zа-я])|(?<![^\s])[46](?=[aeiouy][a-z])")

# Longest first. Letters of the Latin alphabets of 2018 and 2021 lose their marks on the way.
_LATIN = (
    ("shch", "ш"), ("sch", "ш"), ("dzh", "ж"), ("dj", "ж"), ("zh", "ж"), ("kh", "х"), ("gh", "г"), ("sh", "ш"),
    ("ch", "ч"), ("ts", "ц"), ("tz", "ц"), ("ph", "ф"), ("ck", "к"), ("ya", "а"), ("yu", "у"), ("yo", "о"),
    ("ye", "е"), ("ia", "а"), ("iu", "у"), ("ja", "а"), ("ju", "у"), ("jo", "о"), ("je", "е"), ("yy", "и"), ("ij", "и"),
    ("iy", "и"), ("ei", "еи"), ("a", "а"), ("b", "б"), ("c", "с"), ("d", "д"), ("e", "е"), ("f", "ф"), ("g", "г"),
    ("h", "х"), ("i", "и"), ("j", "ж"), ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"),
    ("q", "к"), ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"), ("v", "в"), ("w", "ш"), ("x", "х"), ("y", "и"),
    ("z", "з"),
)  # fmt: skip
_LATIN_TO = dict(_LATIN)
_LATIN_PATTERN = re.compile("|".join(latin for latin, _cyrillic in _LATIN))
_MARKED = str.maketrans({
    "ə": "а", "ǝ": "а", "ä": "а", "á": "а", "ö": "о", "ó": "о", "ü": "у", "ú": "у", "ū": "у", "ý": "у", "ı": "и",
    "ğ": "г", "ǵ": "г", "ñ": "н", "ń": "н", "ŋ": "н", "ş": "ш", "ç": "ч", "š": "ш", "č": "ч", "ž": "ж", "é": "е",
})  # fmt: skip
# я and ю lose their first sound: "ya", "ia" and "a" are all typed for я.
_CYRILLIC = str.maketrans({
    "ә": "а", "і": "и", "ы": "и", "й": "и", "ї": "и", "ң": "н", "ғ": "г", "қ": "к", "ө": "о", "ұ": "у", "ү": "у",
    "һ": "х", "ё": "о", "э": "е", "є": "е", "щ": "ш", "ю": "у", "я": "а", "ў": "у", "ь": None, "ъ": None,
})  # fmt: skip
_LOOK_ALIKE = str.maketrans("acehikmoptxy3", "асенікмортху3")


def words(text: str) -> list[str]:
    """The folded words of a text in their order; digits stand as ``0``. Never fails, never more than it can bear."""
    text = html.unescape(unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]))
    text = _ADDRESS.sub(" ", _TAG.sub(" ", text))
    text = "".join(
        char for char in text.lower() if unicodedata.category(char) not in ("Cf", "Cc", "Mn") or char in "\n\t"
    )
    text = _DIGITS_IN_WORD.sub(lambda found: "ч" if found[0] == "4" else "ш", _QUOTES.sub("", text))
    return [folded for word in _WORD.findall(_NUMBER.sub(" 0 ", text)) if (folded := _word(word))]


@lru_cache(maxsize=_WORDS_KEPT)
def _word(word: str) -> str:
    word = word.translate(_MARKED)
    if any("a" <= letter <= "z" for letter in word):
        has_cyrillic = any("а" <= letter <= "я" for letter in word)
        word = word.translate(_LOOK_ALIKE) if has_cyrillic else word
        word = _LATIN_PATTERN.sub(lambda found: _LATIN_TO[found[0]], word)
    word = word.translate(_CYRILLIC).replace("дж", "ж").replace("тс", "ц").replace("ии", "и")
    return _REPEATED.sub(r"\1", word)[:30]
