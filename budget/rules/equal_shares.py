"""The Method of Equal Shares with cost utility, in integers.

Source: Peters, Pierczynski, Skowron, "Proportional Participatory Budgeting with Additive Utilities" (2021). The
envelope is divided equally among the voters; a project is bought by those who chose it, who pay as equally as their
remaining money allows; the project whose supporters pay the smallest part of its cost each goes first.

Money is counted in parts of a unit of the currency (``PARTS``), so that every figure is a whole number and the result
is the same on every machine. A payment is rounded up to a part: over a whole election that is less than a thousandth
of a unit of the currency for each voter.
"""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from budget.rules.voting import Amount, Ballot, Count, Project

PARTS = 10**6


@dataclass(frozen=True)
class Shares:
    """``winners`` in the order bought; ``start``: what each voter began with, in units of the currency."""

    winners: tuple[str, ...]
    start: Fraction
    spent: Amount


class Purse:
    """Who chose what, ready for many rounds. Voters with an empty ballot keep their share and buy nothing."""

    def __init__(self, projects: Sequence[Project], ballots: Sequence[Ballot]) -> None:
        self.projects = list(projects)
        self.voters = len(ballots)
        numbers = {project.code: number for number, project in enumerate(self.projects)}
        chosen: list[list[int]] = [[] for _ in self.projects]
        for voter, ballot in enumerate(ballots):
            for code in dict.fromkeys(ballot.choices):
                if code in numbers:
                    chosen[numbers[code]].append(voter)
        self.supporters = [np.array(voters, dtype=np.int64) for voters in chosen]
        self.costs = [_parts(project.cost) for project in self.projects]

    def buy(self, start_parts: int) -> list[int]:
        """Numbers of the projects bought, in order, where each voter starts with ``start_parts``.

        Among equals the one with more supporters goes first, then the cheaper, then the earlier on the list.
        """
        money = np.full(self.voters, start_parts, dtype=np.int64)
        queue = [
            (Fraction(1, len(voters)), -len(voters), cost, number)
            for number, (voters, cost) in enumerate(zip(self.supporters, self.costs, strict=True))
            if len(voters)
        ]
        heapq.heapify(queue)
        bought = []
        while queue:
            _, votes, cost, number = heapq.heappop(queue)
            payment = self._payment(money, number)
            if payment is None:
                continue  # money only shrinks: it never becomes affordable again
            entry = (payment / cost, votes, cost, number)
            # Parts shrink as little as money does: an old estimate is never too high, so the first fresh one is best.
            if queue and entry > queue[0]:
                heapq.heappush(queue, entry)
                continue
            payers = self.supporters[number]
            money[payers] -= np.minimum(money[payers], math.ceil(payment))
            bought.append(number)
        return bought

    def spent(self, bought: Sequence[int]) -> int:
        return sum(self.costs[number] for number in bought)

    def _payment(self, money: np.ndarray, number: int) -> Fraction | None:
        """The most that one supporter pays, in parts and not yet rounded, or nothing where all together cannot pay."""
        cost = self.costs[number]
        purses = np.sort(money[self.supporters[number]])
        before = np.concatenate(([0], np.cumsum(purses)))
        if before[-1] < cost:
            return None
        heads = np.arange(len(purses), 0, -1, dtype=np.int64)
        # With the first k paying all they have, the others pay this much each; the first k for which they can.
        rest = cost - before[:-1]
        place = int(np.argmax(-(-rest // heads) <= purses))
        return Fraction(int(rest[place]), int(heads[place]))


def equal_shares(projects: Sequence[Project], ballots: Sequence[Ballot], envelope: Amount) -> Shares:
    """The winners without completion: each voter starts with the exact share of the envelope."""
    purse = Purse(projects, ballots)
    start = _parts(envelope) // max(purse.voters, 1)
    return _shares(purse, purse.buy(start), start)


def with_add1(projects: Sequence[Project], ballots: Sequence[Ballot], envelope: Amount, *, step: int = 1) -> Shares:
    """The winners where all begin with a whole number of units and get ``step`` units more, round after round.

    The last round whose winners cost no more than the envelope counts. It starts from the whole-number share (floor of
    envelope by ballots), as the official counts of Wieliczka, Świecie and Assen did.
    """
    purse = Purse(projects, ballots)
    limit = _parts(envelope)
    start = limit // PARTS // max(purse.voters, 1) * PARTS
    best = purse.buy(start)
    everything = sum(1 for voters in purse.supporters if len(voters))
    while len(best) < everything:
        bought = purse.buy(start + step * PARTS)
        if purse.spent(bought) > limit:
            break
        start, best = start + step * PARTS, bought
    return _shares(purse, best, start)


def filled(shares: Shares, projects: Sequence[Project], count: Count, envelope: Amount) -> Shares:
    """The winners completed by votes: down the list, whatever still fits the envelope."""
    winners, spent = list(shares.winners), shares.spent
    for project in sorted(projects, key=lambda project: -count.scores[project.code]):
        if project.code not in winners and count.scores[project.code] > 0 and spent + project.cost <= envelope:
            winners.append(project.code)
            spent += project.cost
    return Shares(tuple(winners), shares.start, spent)


def prefer(first: Sequence[str], second: Sequence[str], projects: Sequence[Project], ballots: Sequence[Ballot]) -> int:
    """How many more voters are better off (by cost of their winners) with ``first`` than with ``second``."""
    costs = {project.code: project.cost for project in projects}
    ours, theirs = frozenset(first), frozenset(second)
    lead = 0
    for ballot in ballots:
        gain = sum(costs[code] for code in ballot.choices if code in ours)
        loss = sum(costs[code] for code in ballot.choices if code in theirs)
        lead += (gain > loss) - (gain < loss)
    return lead


def _shares(purse: Purse, bought: Sequence[int], start: int) -> Shares:
    spent = sum((purse.projects[number].cost for number in bought), start=0)
    return Shares(tuple(purse.projects[number].code for number in bought), Fraction(start, PARTS), spent)


def _parts(amount: Amount) -> int:
    return int(Fraction(amount) * PARTS)
