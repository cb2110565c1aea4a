"""What residents and officers write: whole texts put together from the banks, by a given chance."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

BANKS = Path(__file__).parent / "banks"
LANGUAGES = ("kk", "ru")
_SAYS_WHEN = re.compile(r"бері|болды|апта|жыл|күн|түн|недел|дн[яе]|месяц|год|лет|утр|ноч|вечер")


@cache
def bank(language: str) -> dict:
    return tomllib.loads((BANKS / f"{language}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Written:
    """An appeal's text; ``gist`` is its first sentence, which says it all."""

    text: str
    gist: str


def appeal(chance: Random, *, language: str, leaf: str, top: str, place: str) -> Written:
    """Write an appeal: what is wrong and where, perhaps since when, whom it hurts and what is asked for."""
    words = bank(language)
    gist = chance.choice(words["problem"][leaf]).format(place=place, route=_route(chance)).strip()
    gist = gist[0].upper() + gist[1:]
    parts = [gist]
    if chance.random() < 0.55 and not _SAYS_WHEN.search(gist):
        parts.append(chance.choice(words["since"]))
    if place and chance.random() < 0.25:
        parts.append(chance.choice(words["who"]))
    if chance.random() < 0.7:
        parts.append(chance.choice(words[top]["ask"]))
    if chance.random() < 0.35:
        parts.append(chance.choice(words["thanks"]))
    return Written(" ".join(parts), gist)


def answer(chance: Random, *, language: str, top: str, decision: str) -> str:
    """Write an answer that decides so."""
    words = bank(language)
    done = chance.choice(words[top]["done"])
    if decision == "satisfied":
        return done[0].upper() + done[1:]
    if decision == "partly":
        return words["partly"].format(done=done)
    if decision == "refused":
        return words["refused"]
    return chance.choice(words["explained"])


def norm(language: str, decision: str) -> str:
    return bank(language)["norm"] if decision == "refused" else ""


def phrase(chance: Random, language: str, name: str) -> str:
    """One of the short phrases: ``questions``, ``replies``, ``back``, ``returned``, ``reopened`` and so on."""
    return chance.choice(bank(language)[name])


def _route(chance: Random) -> int:
    return chance.choice((2, 12, 18, 32, 37, 48, 56, 59, 63, 70, 79, 92, 98, 99, 102, 112, 119, 121, 127, 141, 206))
