"""Bodies by the names that offices write: «Управление энергетики и водоснабжения», «акимат Медеуского района»."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from accounts.models import Organisation
from meetings.rules.plan.words import TEXTS_KEPT, plain

# Words around a name that do not tell bodies apart.
_AROUND = re.compile(
    r"[«»\"“”„']|\b(?:кгу|ккг|гу|кму|мм|рму|тоо|жшс|ао|ақ|г\.|города|город|алматы қаласының|алматы қаласы|қаласының)"
    r"(?:\s|$)|\bалматы\b|\((?:[^)]*)\)"
)
# Who heads an akimat, and its office, stand for the akimat.
_OF_AKIM = re.compile(r"\b(?:аппарат акима|аким(?:у|ом|а)?|акимату)\b")
_OF_AKIM_KK = re.compile(r"\b(?:әкімінің аппараты|әкімі аппараты|әкімі|әкіміне)\b")


@dataclass(frozen=True)
class Match:
    """A body found by its name. ``ended_on``: since when it no longer exists; ``heirs``: those in force after it."""

    body: Organisation
    ended_on: date | None = None
    heirs: tuple[Organisation, ...] = ()


class Directory:
    """All bodies, read once: matching thousands of rows asks the database nothing more. ``on``: the day that counts."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._named: dict[str, list[Organisation]] = {}
        bodies = list(Organisation.objects.select_related("district").defer("district__outline"))
        self._by_pk = {body.pk: body for body in bodies}
        for body in bodies:
            for name in (body.name_kk, body.name_ru, body.name_en, body.code):
                self._named.setdefault(key_of(name), []).append(body)
        links = Organisation.predecessors.through.objects.values_list("to_organisation_id", "from_organisation_id")
        self._heirs: dict[int, list[int]] = {}
        for old, new in links:
            self._heirs.setdefault(old, []).append(new)

    def find(self, name: str) -> Match | None:
        """The body of exactly this name, whatever its case, quotes and legal form; ``None``: not one of ours.

        Of several of one name, one in force on the day counts.
        """
        found = self._named.get(key_of(name), [])
        if not found:
            return None
        alive = next((body for body in found if self._is_alive(body)), None)
        if alive:
            return Match(alive)
        body = max(found, key=lambda one: one.valid_from)
        return Match(body, body.valid_to or body.valid_from, tuple(self._after(body.pk)))

    def _is_alive(self, body: Organisation) -> bool:
        return body.valid_from <= self.on and (body.valid_to is None or body.valid_to > self.on)

    def _after(self, pk: int, seen: frozenset[int] = frozenset()) -> Iterable[Organisation]:
        for heir_pk in self._heirs.get(pk, []):
            heir = self._by_pk.get(heir_pk)
            if heir is None or heir_pk in seen:
                continue
            if self._is_alive(heir):
                yield heir
            else:
                yield from self._after(heir_pk, seen | {pk})


@lru_cache(maxsize=TEXTS_KEPT)
def key_of(name: str) -> str:
    """What two spellings of one body's name have in common."""
    said = plain(name)
    said = _OF_AKIM_KK.sub("әкімдігі", _OF_AKIM.sub("акимат", said))
    said = _AROUND.sub(" ", said)
    return " ".join(re.sub(r"[.,;]", " ", said).split())
