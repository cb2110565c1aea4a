"""Which category the words may mean. It only suggests; nothing found is an honest answer."""

from collections.abc import Iterable

from appeals.models import Category
from appeals.selectors.taxonomy import Branch
from geo.folding import fold

# Beginnings of this many letters are compared: endings carry the cases of Kazakh and Russian.
STEM = 5
SHORTEST = 4
MOST = 4
# Words that stand in too many texts to tell anything, and Kazakh auxiliary verbs.
_IDLE_WORDS = "қала көше аула жұмыс үй жатыр тұрады отыр болып город улица двор дом работа street city house"
IDLE = frozenset(word[:STEM] for word in fold(_IDLE_WORDS).split())
# A leaf is worth showing if it comes this near to the best one.
NEAR_BEST = 0.7


def leaves(text: str, tree: Iterable[Branch]) -> list[Category]:
    """At most four leaves whose names (kk, ru, en) share word beginnings with the text, best first.

    A word of the leaf weighs more than one of its top category. Each leaf comes with its ``parent`` set.
    """
    spoken = _stems(text) - IDLE
    if not spoken:
        return []
    found = []
    for branch in tree:
        above = len(spoken & _of(branch.top))
        for place, leaf in enumerate(branch.leaves):
            weight = 2 * len(spoken & _of(leaf)) + above
            if weight:
                leaf.parent = branch.top
                found.append((-weight, branch.top.position, place, leaf))
    found.sort(key=lambda row: row[:3])
    best = found[0][0] if found else 0
    return [leaf for weight, _top, _place, leaf in found if weight <= best * NEAR_BEST][:MOST]


def of_codes(codes: Iterable[str], tree: Iterable[Branch]) -> list[Category]:
    """The leaves of these codes in their order, each with its ``parent`` set; what is not in the tree is left out."""
    found: dict[str, Category] = {}
    for branch in tree:
        for leaf in branch.leaves:
            leaf.parent = branch.top
            found[leaf.code] = leaf
    return [found[code] for code in codes if code in found]


def _of(category: Category) -> set[str]:
    return _stems(f"{category.name_kk} {category.name_ru} {category.name_en}") - IDLE


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in fold(text).split() if len(word) >= SHORTEST}
