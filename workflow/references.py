"""What a room may ask of a thing that lives in another one and that it knows by its number alone.

Wired where the rooms meet (``config.portal.links``); the rooms never import each other.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.actor import Actor


@dataclass(frozen=True)
class Reference:
    """One kind of thing that others name by its number.

    ``find(typed)``: the number as its own room writes it, or ``""`` where there is no such thing.
    ``addresses(numbers, actor, session)``: number -> address of its page, of those that this person may open now.
    """

    find: Callable[[str], str]
    addresses: Callable[[Collection[str], Actor, Any], dict[str, str]]


@dataclass(frozen=True)
class Mention:
    """Where another room names a thing. ``how``: a word of that room; ``address``: of the page, at the very line."""

    how: str
    on: date
    line: int
    address: str


_references: dict[str, Reference] = {}
_mentions: dict[str, Callable[[str], list[Mention]]] = {}


def register(kind: str, reference: Reference) -> None:
    """Make a kind known. The newest description counts."""
    _references[kind] = reference


def register_mentions(kind: str, function: Callable[[str], list[Mention]]) -> None:
    """``function(number)``: where things of this kind are named in public."""
    _mentions[kind] = function


def find(kind: str, typed: str) -> str:
    """The number of an existing thing as its room writes it, or ``""``."""
    return _references[kind].find(typed)


def addresses(kind: str, numbers: Collection[str], *, actor: Actor, session: Any = None) -> dict[str, str]:
    """Where those of them are read that this person may open; the others have no entry. No number, no query."""
    named = {number for number in numbers if number}
    return _references[kind].addresses(named, actor, session) if named else {}


def mentions(kind: str, number: str) -> list[Mention]:
    """Where the thing of this number is named in public, the oldest first."""
    found = _mentions.get(kind)
    return found(number) if found else []
