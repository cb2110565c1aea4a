"""What people type, made clean without changing a word of it."""

import re
import unicodedata

_BLANK_LINES = re.compile(r"\n{3,}")
_TRAILING = re.compile(r"[ \t\u00a0]+\n")
# Invisible marks that turn the reading direction: a text with them may look like something else than it is.
_INVISIBLE = {0x200B, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}


def clean(text: str) -> str:
    """The text in NFC, with one kind of line end, without control and invisible characters and outer blanks."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = (char for char in text if char in "\n\t" or not _unseen(char))
    return _BLANK_LINES.sub("\n\n", _TRAILING.sub("\n", "".join(kept))).strip()


def one_line(text: str) -> str:
    """The same for a field of one line."""
    return " ".join(clean(text).split())


def _unseen(char: str) -> bool:
    return unicodedata.category(char) == "Cc" or ord(char) in _INVISIBLE
