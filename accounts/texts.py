"""What people type, made clean without changing a word of it."""

import re
import unicodedata

_BLANK_LINES = re.compile(r"\n{3,}")
_TRAILING = re.compile(r"[ \t\u00a0]+\n")
# Control characters, and invisible marks that turn the reading direction: a text with them may look like something else
# than it is.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """The text in NFC, with one kind of line end, without control and invisible characters and outer blanks."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = _TRAILING.sub("\n", _UNSEEN.sub("", text))
    return _BLANK_LINES.sub("\n\n", text).strip()


def one_line(text: str) -> str:
    """The same for a field of one line."""
    return " ".join(clean(text).split())
