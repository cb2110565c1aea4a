"""What of a question is worth looking for: the beginnings of its telling words. The words come folded."""

from collections.abc import Iterable

from geo.folding import fold

# Words that stand in every appeal and tell nothing of its subject.
_IDLE = """
    мен менің біз біздің сіз сіздің бұл осы сол үшін пен бен қандай қалай қашан неге қайда жоқ бар кім керек болады
    өткен күн алматы қала көше көшеміз үй аудан жатыр тұр тұрады отыр болып как что где когда почему это меня мне нас
    нам вас вам для или если уже нет есть надо можно нужно чтобы очень сегодня вчера город улица улице улицы дом
    дома здравствуйте сәлеметсіз какой какая какие the and for how what where when why please hello can not with from
    have has was our my street city house
"""
IDLE = frozenset(fold(_IDLE).split())
SHORTEST = 3
# Endings carry cases in Kazakh and Russian: of a longer word its beginning is looked for.
WHOLE = 5
MOST = 24


def stems(folded: str) -> tuple[str, ...]:
    """The beginnings of the telling words, each once, in their order, at most 24."""
    found: dict[str, None] = {}
    for word in folded.split():
        if len(word) >= SHORTEST and word not in IDLE:
            found[_stem(word)] = None
    return tuple(found)[:MOST]


def _stem(word: str) -> str:
    if len(word) <= WHOLE:
        return word
    return word[: max(WHOLE, len(word) - 3)]


def searched(headings: Iterable[str], bodies: Iterable[str]) -> tuple[str, str]:
    """What a search looks at, folded: the headings, and the rest."""
    return fold(" ".join(headings).replace(",", " ")), fold(" ".join(bodies))
