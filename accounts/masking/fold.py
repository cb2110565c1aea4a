"""A text as a search should see it: without invisible characters, in plain digits and small letters.

Whoever hides a number from a machine writes it in full-width digits, with marks that take no room, or with letters
that look like digits. Each character of the folded text remembers where it stands in the original.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from accounts.masking.marks import MARKS, STAND_IN

# Marks that are laid over a letter or take no room at all: between two digits they only hide the number.
_UNSEEN = frozenset({"Mn", "Me", "Cf", "Cc"})
_BLANKS = "\n\t\r "
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－⸺⁃"), "-")
_SMALL_DIGITS = str.maketrans({"o": "0", "о": "0", "з": "3", "l": "1", "і": "1", "i": "1", "|": "1"})
# A letter between two digits of one number, or after its group: 8 7О1 2З4 5б.
_DIGIT_LIKE = re.compile(r"(?<=\d)[oозlіi|]{1,3}(?=[ ().-]{0,2}\d)")


@dataclass(frozen=True)
class Folded:
    """``text``: what is searched. ``at[i]``: where its character ``i`` begins in the original; one more for the end.

    ``capital[i]``: it was a capital letter.
    """

    text: str
    at: tuple[int, ...]
    capital: tuple[bool, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The same stretch in the original, with the invisible marks that hang on its last character."""
        return self.at[start], self.at[end]


def fold(text: str) -> Folded:
    """Fold a text; the cost grows with its length and nothing else."""
    chars: list[str] = []
    at: list[int] = []
    capital: list[bool] = []
    reached = 0
    for mark in MARKS.finditer(text):
        _fold_part(text, reached, mark.start(), chars, at, capital)
        chars.append(STAND_IN)
        at.append(mark.start())
        capital.append(False)
        reached = mark.end()
    _fold_part(text, reached, len(text), chars, at, capital)
    at.append(len(text))
    folded = _DIGIT_LIKE.sub(lambda found: found.group().translate(_SMALL_DIGITS), "".join(chars))
    return Folded(folded, tuple(at), tuple(capital))


def _fold_part(text: str, start: int, end: int, chars: list[str], at: list[int], capital: list[bool]) -> None:
    for place in range(start, end):
        for char in _plain(text[place]):
            small = char.lower()
            chars.append(small if len(small) == 1 else char)
            at.append(place)
            capital.append(char.isupper())


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    """One character in its plainest form: nothing, itself, or what it is composed of."""
    if char in _BLANKS:
        return "\n" if char == "\n" else " "
    if char.isascii():
        return char if char.isprintable() else ""
    if char == "№":
        return char
    if unicodedata.category(char) in _UNSEEN or char == STAND_IN:
        return ""
    plain = unicodedata.normalize("NFKC", char).translate(_DASHES)
    return "".join(_plain_one(one) for one in plain if unicodedata.category(one) not in _UNSEEN and one != STAND_IN)


def _plain_one(char: str) -> str:
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    return " " if char.isspace() else char
