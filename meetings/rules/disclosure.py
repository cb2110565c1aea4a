"""What strangers read of what was said at a meeting: personal data is covered until a secretary lets a word through."""

from collections.abc import Collection
from functools import lru_cache

from accounts.masking import Span, cover, find

# The same lines are read again and again while a meeting runs; looking for personal data takes a millisecond each.
TEXTS_KEPT = 8192


@lru_cache(maxsize=TEXTS_KEPT)
def _found(text: str) -> tuple[Span, ...]:
    return find(text) if text else ()


def public(text: str, shown: Collection[str] = ()) -> str:
    """The text with a mark in the place of what looks like personal data; ``shown``: words that were let through."""
    spans = _found(text)
    return cover(text, spans, but={place for place, span in enumerate(spans) if span.words in shown})


def doubtful(*texts: str) -> list[str]:
    """The words that look like personal data, each once, in their order."""
    return list(dict.fromkeys(span.words for text in texts for span in _found(text)))


def unconfirmed(text: str, shown: Collection[str]) -> list[str]:
    """Those of them that nobody has let through."""
    return [words for words in doubtful(text) if words not in shown]
