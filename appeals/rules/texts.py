"""What people type: made clean without changing a word of it, and shortened into a title."""

import re
import unicodedata

TEXT_MIN = 10
TEXT_MAX = 5000
TITLE_LENGTH = 90

_BLANK_LINES = re.compile(r"\n{3,}")
_TRAILING = re.compile(r"[ \t\u00a0]+\n")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
# Invisible marks that turn the reading direction: a text with them may look like something else than it is.
_INVISIBLE = {0x200B, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}


def clean(text: str) -> str:
    """The text in NFC, with one kind of line end, without control and invisible characters and outer blanks."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = (char for char in text if char in "\n\t" or not _unseen(char))
    text = _TRAILING.sub("\n", "".join(kept))
    return _BLANK_LINES.sub("\n\n", text).strip()


def _unseen(char: str) -> bool:
    return unicodedata.category(char) == "Cc" or ord(char) in _INVISIBLE


def one_line(text: str) -> str:
    """The same for a field of one line."""
    return " ".join(clean(text).split())


def title_from(text: str, length: int = TITLE_LENGTH) -> str:
    """A title out of the first sentence; cut between words, with an ellipsis, where it is longer than ``length``."""
    first = _SENTENCE_END.split(" ".join(text.split()), maxsplit=1)[0].rstrip(".")
    if len(first) <= length:
        return first
    cut = first[: length - 1]
    head, blank, _tail = cut.rpartition(" ")
    return f"{(head if blank else cut).rstrip(' ,;:–—-')}…"
