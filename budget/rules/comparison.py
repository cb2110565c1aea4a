"""The same ballots under other rules, side by side: to inform, never to decide."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from budget.rules import equal_shares
from budget.rules.tally import Fit, Order, Rules, tally
from budget.rules.voting import Amount, Ballot, Count, Project

# Into how many steps Add1 divides the first share: in tenge, steps of one would be thousands.
STEPS = 100


class Method(StrEnum):
    """The official rule; the same that stops at what does not fit; votes for each unit of money; equal shares."""

    OFFICIAL = "official"
    STOP = "stop"
    PER_COST = "per_cost"
    EQUAL_SHARES = "equal_shares"


@dataclass(frozen=True)
class Result:
    """What one method would have given.

    ``winners`` in the order won; ``spent`` in units of the currency; ``without``: voters of whose choices nothing won.
    """

    method: Method
    winners: tuple[str, ...]
    spent: Amount
    voters: int
    without: int


def compare(projects: Sequence[Project], ballots: Sequence[Ballot], count: Count, rules: Rules) -> list[Result]:
    """All methods on one envelope, the official one first.

    Equal Shares is completed by Add1, in steps of a hundredth of a voter's share, and then filled by votes. Projects
    struck off after the vote, and those below the minimum, stand in no method. Exclusive projects bind only the methods
    by votes.
    """
    able = [p for p in projects if p.code not in rules.excluded and count.scores[p.code] >= max(rules.minimum, 1)]
    step = max(int(rules.envelope) // max(len(ballots), 1) // STEPS, 1)
    shares = equal_shares.with_add1(able, ballots, rules.envelope, step=step)
    shares = equal_shares.filled(shares, able, count, rules.envelope)
    found = {
        Method.OFFICIAL: tally(projects, count, rules).winners,
        Method.STOP: tally(projects, count, replace(rules, fit=Fit.STOP)).winners,
        Method.PER_COST: tally(projects, count, replace(rules, order=Order.SCORE_PER_COST, fit=Fit.SKIP)).winners,
        Method.EQUAL_SHARES: shares.winners,
    }
    costs = {project.code: project.cost for project in projects}
    return [
        Result(method, won, sum(costs[code] for code in won), len(ballots), _without(ballots, frozenset(won)))
        for method, won in found.items()
    ]


def _without(ballots: Sequence[Ballot], won: frozenset[str]) -> int:
    return sum(won.isdisjoint(ballot.choices) for ballot in ballots)
