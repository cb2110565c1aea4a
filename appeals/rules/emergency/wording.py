"""Words of a text as signs are met in them: folded, by clause, and where a comma stood."""

import re
from dataclasses import dataclass

from appeals.rules.suggestion.folding import MOST_CHARACTERS, words

# A beginning of so many letters is told even with one of its inner letters lost.
TOLD_WITH_A_LETTER_LOST = 5
# «Но» stays with what it begins: it throws doubt on what was said before.
_CLAUSE = re.compile(r"[.!?;\n]+|,\s*а\b|(?=\b(?:но|однако|бірақ)\b)", re.I)


@dataclass(frozen=True)
class Stems:
    """Beginnings of folded words, and whole ones."""

    begins: tuple[str, ...]
    whole: frozenset[str]

    def fit(self, word: str) -> bool:
        return word in self.whole or word.startswith(self.begins)


@dataclass(frozen=True)
class Clause:
    """``words`` in their order; ``ends``: places of the words that a comma follows, and of the last one."""

    words: tuple[str, ...]
    ends: frozenset[int]


def stems(either: str) -> Stems:
    """Beginnings of words, parted by "/" or blanks; with a dot a whole word."""
    named = [(word.endswith("."), words(word)[0]) for word in re.split(r"[/\s]+", either) if word]
    return Stems(
        tuple(stem for is_whole, stem in named if not is_whole), frozenset(word for is_whole, word in named if is_whole)
    )


def misspelt(group: Stems) -> Stems:
    """The same, and its longer beginnings with one of their inner letters lost."""
    lost = {
        stem[:place] + stem[place + 1 :]
        for stem in group.begins
        if len(stem) >= TOLD_WITH_A_LETTER_LOST
        for place in range(1, len(stem) - 1)
    }
    return Stems((*group.begins, *sorted(lost)), group.whole)


def clauses(text: str) -> list[Clause]:
    """What is said, clause by clause."""
    return [_clause(piece) for piece in _CLAUSE.split(text[:MOST_CHARACTERS])]


def _clause(piece: str) -> Clause:
    spoken: list[str] = []
    ends = set()
    for part in piece.split(","):
        spoken += words(part)
        ends.add(len(spoken) - 1)
    return Clause(tuple(spoken), frozenset(ends))
