"""Words that cannot wait: an open manhole, gas, a bare wire, fire, a wall or ice that falls, a dog that bites, a person
in danger. Kazakh, Russian or Latin letters, any spelling that ``folding`` understands. What is over ("the manhole was
closed"), denied ("no smell of gas") or refuted ("no leak was found") is not urgent.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from appeals.rules.emergency.denial import denied, taken_back
from appeals.rules.emergency.signs import GAS, NAMED, POLICE, RESCUE, SIGNS, SPAN
from appeals.rules.emergency.wording import Clause, Stems, clauses, misspelt, stems

__all__ = ["GAS", "POLICE", "RESCUE", "phone_for"]

_OVER = stems(
    "устранили устранен устранил починили потуш отремонтировали убрали учения. учебная. учебный. "
    "поблагодар благодарность. благодарны исправили заменили восстановили ложн вчерашн прошлогодн раньше "
    "жөнделді жөндеді сөндірді сөндірілді жойылды түзелді алғыс былтыр бұрын. ауыстырды "
    "fixed repaired"
)
# This ends the danger of a well only: "the shop is closed, and there is a smell of gas".
_SHUT = stems("закрыли закрыт закрыл жапты жаптың жабылды closed")
_WELL = stems(NAMED["{well}"])
# A sign with one of these speaks of a lack itself: "no lid", "does not get up".
_DENYING = frozenset({"не", "нет", "без", "жок"})
# Words whose very absence is the danger: "no lid".
_LACKING = stems("крышк қақпағ люк құдық колод ограждени")
# Words met in texts of which it is remembered which groups they fit.
_WORDS_KEPT = 8192

# Places of words by the group that they fit.
Places = Mapping[int, Sequence[int]]


@dataclass(frozen=True)
class Sign:
    """``groups``: a word of each must stand. ``barred``: none of this one may. ``denies``: it speaks of a lack itself.

    Groups are told by their place in ``_GROUPS``.
    """

    groups: tuple[int, ...]
    barred: int | None
    denies: bool


_GROUPS: list[Stems] = []


def _group(meant: Stems) -> int:
    if meant not in _GROUPS:
        _GROUPS.append(meant)
    return _GROUPS.index(meant)


def _sign(line: str) -> Sign:
    for name, meant in NAMED.items():
        line = line.replace(name, meant)
    groups = [misspelt(stems(part)) for part in line.split() if not part.startswith("!")]
    barred = [part[1:] for part in line.split() if part.startswith("!")]
    return Sign(
        tuple(_group(each) for each in groups),
        _group(stems("/".join(barred))) if barred else None,
        any(_DENYING & (each.whole | set(each.begins)) for each in groups),
    )


_READ = tuple((phone, _sign(line)) for phone, lines in SIGNS.items() for line in lines.strip().splitlines())


def phone_for(text: str) -> str:
    """The number that the words call for (104, 112 or 102), or nothing."""
    whole = clauses(text)
    places = [_places(clause) for clause in whole]
    met = [[(phone, sign) for phone, sign in _READ if _is_met(sign, found)] for found in places]
    if not any(met):
        return ""
    for clause, found, signs, gone in zip(whole, places, met, taken_back(whole), strict=True):
        over = _over(clause)
        for phone, sign in signs:
            if _stands(sign, found, _believed(clause, gone), over):
                return phone
    return ""


def _places(clause: Clause) -> Places:
    found: dict[int, list[int]] = {}
    for place, word in enumerate(clause.words):
        for group in _groups_of(word):
            found.setdefault(group, []).append(place)
    return found


@lru_cache(maxsize=_WORDS_KEPT)
def _groups_of(word: str) -> tuple[int, ...]:
    return tuple(number for number, group in enumerate(_GROUPS) if group.fit(word))


def _is_met(sign: Sign, found: Places) -> bool:
    """Does a word of each group stand in the clause, wherever, and none that bars it?"""
    return all(group in found for group in sign.groups) and sign.barred not in found


def _believed(clause: Clause, gone: frozenset[int]) -> frozenset[int]:
    """Places of the words that count: not taken back, or such as tell of a danger by being away."""
    return frozenset(place for place, word in enumerate(clause.words) if place not in gone or _LACKING.fit(word))


def _over(clause: Clause) -> list[int]:
    """Places of the words that say it is over."""
    ends = (_OVER, _SHUT) if any(map(_WELL.fit, clause.words)) else (_OVER,)
    return [
        place
        for place, word in enumerate(clause.words)
        if any(said.fit(word) for said in ends) and not denied(clause, place)
    ]


def _stands(sign: Sign, found: Places, believed: frozenset[int], over: Sequence[int]) -> bool:
    """Do its words stand near each other, with nothing near that says it is over?"""
    places = [[place for place in found[group] if sign.denies or place in believed] for group in sign.groups]
    return all(places) and any(
        not _near(over, first, SPAN + 1) and all(_near(others, first, SPAN) for others in places[1:])
        for first in places[0]
    )


def _near(places: Sequence[int], place: int, reach: int) -> bool:
    """Does another of these places stand within reach?"""
    around = places[bisect_left(places, place - reach) : bisect_right(places, place + reach)]
    return any(other != place for other in around)
