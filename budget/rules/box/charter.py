"""Leaf 0 of the log: all that was fixed before the first ballot, in one text that everybody can read and hash."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from budget.rules import signing

FORMAT = "birge-charter/1"


@dataclass(frozen=True)
class Line:
    """A project on the ballot."""

    number: str
    district: str
    place: int
    cost_tenge: int


def canonical(value: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no blanks: the same value has the same text."""
    return signing.canonical(value).decode()


def text(
    *,
    edition: str,
    rules: Any,
    rules_hash: str,
    form: dict,
    envelopes: dict[str, int],
    lines: Sequence[Line],
    keys: dict,
    exclusive: Sequence[Sequence[str]] = (),
    draw: str = "",
) -> str:
    """The charter. ``form``: voting form, choices, own district; ``keys``: those of the box and of the log, in hex.

    ``exclusive``: groups of numbers of which one may win at most. ``draw``: SHA-256 in hex of the seed that decides
    ties, revealed with the count.
    """
    ballot = [
        {"number": line.number, "district": line.district, "place": line.place, "cost": line.cost_tenge}
        for line in lines
    ]
    return canonical(
        {
            "format": FORMAT,
            "edition": edition,
            "rules": rules,
            "rules_hash": rules_hash,
            "voting": form,
            "envelopes": envelopes,
            "ballot": ballot,
            "keys": keys,
            "exclusive": [list(group) for group in exclusive],
            "draw": draw,
        }
    )


def digest(charter: str) -> str:
    return hashlib.sha256(charter.encode()).hexdigest()
