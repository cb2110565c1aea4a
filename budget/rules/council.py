"""How a council decides: who counts for the quorum, and what a vote comes to (rule 33)."""

from collections.abc import Collection
from dataclasses import dataclass

FOR, AGAINST, ABSTAINED, RECUSED = "for", "against", "abstained", "recused"
CARRIED, LOST, NO_QUORUM = "carried", "lost", "no_quorum"


@dataclass(frozen=True)
class Count:
    """What a vote on one question came to. ``needed``: members who have to take part for a quorum."""

    members: int
    recused: int
    in_favour: int
    against: int
    abstained: int
    needed: int
    result: str

    @property
    def took_part(self) -> int:
        return self.in_favour + self.against + self.abstained


def count(choices: Collection[str], *, members: int, quorum_percent: int) -> Count:
    """Count the votes of one question.

    A recused member is no part of the council for this question: neither the quorum nor the majority counts him.
    Carried: with a quorum, more than half of those who took part are for it.
    """
    found = {name: sum(choice == name for choice in choices) for name in (FOR, AGAINST, ABSTAINED, RECUSED)}
    seats = members - found[RECUSED]
    needed = max(-(-seats * quorum_percent // 100), 1)
    took_part = found[FOR] + found[AGAINST] + found[ABSTAINED]
    majority = CARRIED if 2 * found[FOR] > took_part else LOST
    result = NO_QUORUM if took_part < needed else majority
    return Count(members, found[RECUSED], found[FOR], found[AGAINST], found[ABSTAINED], needed, result)
