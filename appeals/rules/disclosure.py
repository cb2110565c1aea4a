"""Signs of personal data in a text that is to be read by everybody. Plain patterns: a moderator has the last word."""

import re
from dataclasses import dataclass

PHONE = "phone"
EMAIL = "email"
IIN = "iin"
FLAT = "flat"
PLATE = "plate"

MASK = "[…]"

_PATTERNS = (
    (EMAIL, re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (IIN, re.compile(r"(?<!\d)\d{12}(?!\d)")),
    (PHONE, re.compile(r"(?<![\d\w])(?:\+?7|8)[\s(.-]*\d{3}[\s).-]*\d{3}[\s.-]*\d{2}[\s.-]*\d{2}(?!\d)")),
    (PHONE, re.compile(r"(?<![\d\w])7\d{2}[\s.-]?\d{3}[\s.-]?\d{2}[\s.-]?\d{2}(?!\d)")),
    (
        FLAT,
        re.compile(
            r"(?:\bкв(?:артира)?\.?\s*№?\s*\d{1,4}\b|\b\d{1,4}[\s-]*пәтер\w*|\bпәтер\w*\s*№?\s*\d{1,4}\b)", re.I
        ),
    ),
    (PLATE, re.compile(r"(?<!\w)\d{3}[\s-]?[A-ZА-Я]{2,3}[\s-]?\d{2}(?!\w)")),
)


@dataclass(frozen=True)
class Sign:
    """What was found: ``kind`` is one of the words above, ``words`` as they stand in the text."""

    kind: str
    words: str


def signs(text: str) -> tuple[Sign, ...]:
    """All signs in the order of the text; where two overlap, the earlier and then the longer one counts."""
    found = [
        (match.start(), -match.end(), kind, match.group())
        for kind, pattern in _PATTERNS
        for match in pattern.finditer(text)
    ]
    kept: list[Sign] = []
    reached = 0
    for start, minus_end, kind, words in sorted(found):
        if start >= reached:
            kept.append(Sign(kind, words))
            reached = -minus_end
    return tuple(kept)


def masked(text: str) -> str:
    """The text with every sign replaced by a mask: a draft for the moderator, not a decision."""
    for sign in signs(text):
        text = text.replace(sign.words, MASK)
    return text
