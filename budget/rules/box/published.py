"""The texts that the opening publishes: the ballots, one a line, and the protocol that is signed."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from budget.rules.box.charter import canonical

FORMAT = "birge-opening/1"


@dataclass(frozen=True)
class Ballot:
    """A ballot as published: district and choice. Neither way nor time: a small group would be recognised by it."""

    number: int
    district: str
    choices: tuple[str, ...]
    points: tuple[int, ...] = ()
    fault: str = ""


def lines(ballots: Iterable[Ballot]) -> str:
    """All ballots, one canonical JSON a line, by their number."""
    return "".join(
        canonical(
            {
                "number": ballot.number,
                "district": ballot.district,
                "choices": list(ballot.choices),
                "points": list(ballot.points),
                "fault": ballot.fault,
            }
        )
        + "\n"
        for ballot in sorted(ballots, key=lambda one: one.number)
    )


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def record(
    *,
    edition: str,
    opened_at: str,
    checkpoint: str,
    sizes: Sequence[int],
    trustees: list[int],
    counts: Mapping[str, Any],
    ballots_hash: str,
) -> str:
    """The protocol of the opening, which the log's key signs. ``checkpoint``: body of the closing one.

    ``sizes``: of all checkpoints that were signed, so that none of them can be left out.
    """
    return canonical(
        {
            "format": FORMAT,
            "edition": edition,
            "opened_at": opened_at,
            "checkpoint": checkpoint,
            "sizes": list(sizes),
            "trustees": trustees,
            "counts": counts,
            "ballots": ballots_hash,
        }
    )
