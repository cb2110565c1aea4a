"""How long a text may be, and how it is shortened into a title."""

import re

TEXT_MIN = 10
TEXT_MAX = 5000
TITLE_LENGTH = 90

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


def title_from(text: str, length: int = TITLE_LENGTH) -> str:
    """A title out of the first sentence; cut between words, with an ellipsis, where it is longer than ``length``."""
    first = _SENTENCE_END.split(" ".join(text.split()), maxsplit=1)[0].rstrip(".")
    if len(first) <= length:
        return first
    cut = first[: length - 1]
    head, blank, _tail = cut.rpartition(" ")
    return f"{(head if blank else cut).rstrip(' ,;:–—-')}…"
