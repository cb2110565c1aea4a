"""Answers that repeat an earlier one word for word, and say nothing of this very case."""

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

SHINGLE = 3
SKETCH = 12
WORD_MIN = 4
_WORD = re.compile(r"[^\W_]+")
# The database keeps signed numbers of 32 bits.
_HALF = 2**31


@dataclass(frozen=True)
class Likeness:
    """``percent`` of shingles that two answers share (Jaccard), and ``facts``: words of this case in the new one."""

    percent: int
    facts: frozenset[str]


@lru_cache(maxsize=256)
def words_of(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


@lru_cache(maxsize=256)
def shingles(text: str) -> frozenset[str]:
    """Every three words in a row; of a shorter text, all of it."""
    words = words_of(text)
    if len(words) <= SHINGLE:
        return frozenset({" ".join(words)}) if words else frozenset()
    return frozenset(" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))


def sketch(text: str) -> list[int]:
    """The smallest hashes of the shingles: two texts that are much alike share some of them almost surely."""
    return sorted(zlib.crc32(one.encode()) - _HALF for one in shingles(text))[:SKETCH]


def likeness(new: str, earlier: str, *, case: Iterable[str] = ()) -> Likeness:
    """How far a new answer repeats an earlier one.

    ``case``: the author's own words: text, address. Facts are words and numbers that the earlier answer does not have
    and that are numbers or stand in the case; swapping a date into a template is one fact, not an answer.
    """
    one, other = shingles(new), shingles(earlier)
    shared = len(one & other) / len(one | other) if one | other else 0
    own = {word for text in case for word in words_of(text) if len(word) >= WORD_MIN}
    added = set(words_of(new)) - set(words_of(earlier))
    facts = frozenset(word for word in added if word in own or any(sign.isdigit() for sign in word))
    return Likeness(round(100 * shared), facts)


def is_near_copy(found: Likeness, *, percent: int, facts: int) -> bool:
    """Whether it goes to quality control: so much alike, with fewer facts of the case than an answer needs."""
    return found.percent >= percent and len(found.facts) < facts
