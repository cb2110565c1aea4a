"""What a text holds, as numbered features: words, pieces of words, their consonants, pairs of neighbours."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from appeals.rules.suggestion.folding import words

Ids = NDArray[np.uint32]

PIECES = (3, 4)
STEM = 5
# Endings and vowels are what people misspell most; the consonants of a beginning survive.
SKELETON = 5
_VOWELS = str.maketrans("", "", "аеиоу")
# Words that stand in any appeal of either language and tell nothing of its subject.
IDLE = frozenset(
    words(
        "и в во на не с со у к ко по за от до из под над о об а но же бы ли что как это этот эта эти то так там тут мы "
        "вы я он она они нас нам вам вас мне меня мой наш ваш их его ее уже еще очень просто все всё всем при для или "
        "если когда где есть был была было были будет быть пожалуйста прошу просим просьба здравствуйте добрый день "
        "алматы город района района улица улице ул дом дома доме мкр микрорайон адрес уважаемые аким акимат "
        "мен сен біз сіз ол олар бұл осы сол және да де та те ма ме ба бе па пе үшін бар жоқ еді екен деп өте тағы "
        "көшесі көше үй үйдің сәлеметсіз сәлем өтінемін өтінеміз сұраймын сұраймыз құрметті әкім әкімдік қаласы ауданы "
        "ықшамаудан мекенжай болып тұр жатыр отыр жүр керек қажет"
    )
)


def identify(texts: Iterable[str]) -> list[Ids]:
    """The features of each text: sorted numbers without repetition."""
    return [features(text) for text in texts]


def features(text: str) -> Ids:
    """Features of one text. Idle words give none, a text of nothing else gives an empty array."""
    spoken = [word for word in words(text) if word not in IDLE]
    found: set[int] = set()
    for word in spoken:
        found.update(_of_word(word))
    stems = [word[:STEM] for word in spoken if len(word) > 1]
    found.update(crc32(f"2 {left} {right}".encode()) for left, right in pairwise(stems))
    return np.array(sorted(found), dtype=np.uint32)


@lru_cache(maxsize=50_000)
def _of_word(word: str) -> tuple[int, ...]:
    if word == "0":
        return ()
    bounded = f"<{word}>"
    pieces = {bounded[start : start + size] for size in PIECES for start in range(len(bounded) - size + 1)}
    named = [f"c {piece}" for piece in pieces] + [f"w {word}"]
    consonants = word.translate(_VOWELS)
    if len(consonants) > 1:
        named.append(f"s {consonants[:SKELETON]}")
    return tuple(crc32(name.encode()) for name in named)
