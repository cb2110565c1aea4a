"""Who wins: one pure function from a count and frozen rules to winners and a log that a citizen can read.

Rule 40 of the domain: by votes, down the list, a project wins if its cost fits what is left. What happens at the first
project that does not fit, the minimum, the ties, projects that exclude each other and those struck off after the vote
are parameters of the edition.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from budget.rules.voting import Amount, Count, Project


class Fit(StrEnum):
    """What happens at a project that costs more than what is left.

    SKIP: it is passed over and the list goes on. STOP: the list ends. SHARE: the list ends, but that project wins too
    if enough of its cost is left (Poznań pays the rest from a reserve).
    """

    SKIP = "skip"
    STOP = "stop"
    SHARE = "share"


class Order(StrEnum):
    """What the list is ordered by: points, or points for each unit of money."""

    SCORE = "score"
    SCORE_PER_COST = "score_per_cost"


class Ties(StrEnum):
    """Who goes first among equals: the cheaper, the dearer, the earlier on the list, or as a public draw says."""

    CHEAPER = "cheaper"
    DEARER = "dearer"
    LISTED = "listed"
    DRAW = "draw"


@dataclass(frozen=True)
class Rules:
    """The frozen rules of one envelope.

    ``share``: of the cost, for ``Fit.SHARE``. ``minimum``: points needed to win. ``exclusive``: sets of codes of which
    one at most may win. ``excluded``: code -> public reason, for projects struck off after the vote. ``seed``: of the
    draw, published after closing, committed to before.
    """

    envelope: Amount
    fit: Fit = Fit.SKIP
    share: Fraction = Fraction(1)
    order: Order = Order.SCORE
    minimum: Amount = 0
    ties: Ties = Ties.DRAW
    seed: str = ""
    exclusive: tuple[frozenset[str], ...] = ()
    excluded: Mapping[str, str] = field(default_factory=dict)


class Found(StrEnum):
    """What a step of the log found."""

    EXCLUDED = "excluded"
    BELOW_MINIMUM = "below_minimum"
    TIE = "tie"
    FITS = "fits"
    DOES_NOT_FIT = "does_not_fit"
    STOPPED = "stopped"
    SHARE = "share"
    EXCLUSIVE = "exclusive"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True)
class Step:
    """One line of the log, in order.

    ``left``: in the envelope before the step. ``missing``: what a project that does not fit would need besides.
    ``others``: equals of a tie in the order decided, or the winner that excludes this project. ``note``: the reason
    of an exclusion, or the rule that decided a tie.
    """

    found: Found
    code: str
    score: Amount
    cost: Amount
    left: Amount
    missing: Amount = 0
    others: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Outcome:
    """``winners`` in the order in which they won. ``left``: of the envelope; ``owed``: what a reserve has to add."""

    winners: tuple[str, ...]
    steps: tuple[Step, ...]
    left: Amount
    owed: Amount = 0


def tally(projects: Sequence[Project], count: Count, rules: Rules) -> Outcome:
    """The winners of one envelope. The same projects, count and rules always give the same outcome.

    ``projects`` in the order of the list, which decides ties where the rules say so.
    """
    steps: list[Step] = []
    standing = _standing(projects, count, rules, steps)
    walk = _Walk(rules, count, steps)
    for project in standing:
        walk.visit(project)
    return Outcome(tuple(walk.winners), tuple(steps), max(walk.left, 0), max(-walk.left, 0))


def draw_order(seed: str, code: str) -> bytes:
    """The place of a project in a public draw: SHA-256 of the seed, a line feed and the code; the smallest goes first.

    Anybody can repeat it with a pocket tool: ``printf 'SEED\\nCODE' | sha256sum``.
    """
    return hashlib.sha256(f"{seed}\n{code}".encode()).digest()


def _standing(projects: Sequence[Project], count: Count, rules: Rules, steps: list[Step]) -> list[Project]:
    """Those that may win, best first; what struck the others off and what decided ties is logged."""
    able = []
    for project in projects:
        score = count.scores[project.code]
        if project.code in rules.excluded:
            reason = rules.excluded[project.code]
            steps.append(Step(Found.EXCLUDED, project.code, score, project.cost, rules.envelope, note=reason))
        elif score < rules.minimum or score <= 0:
            missing = max(rules.minimum - score, 0)
            steps.append(Step(Found.BELOW_MINIMUM, project.code, score, project.cost, rules.envelope, missing))
        else:
            able.append(project)
    keys = {project.code: _rank(project, count, rules) for project in able}
    places = {project.code: _among_equals(place, project, rules) for place, project in enumerate(able)}
    able.sort(key=lambda project: (-keys[project.code], places[project.code]))
    steps += _ties(able, keys, count, rules)
    return able


def _rank(project: Project, count: Count, rules: Rules) -> Fraction:
    score = Fraction(count.scores[project.code])
    return score / Fraction(project.cost) if rules.order is Order.SCORE_PER_COST else score


def _among_equals(place: int, project: Project, rules: Rules) -> tuple:
    match rules.ties:
        case Ties.CHEAPER:
            return (Fraction(project.cost), place)
        case Ties.DEARER:
            return (-Fraction(project.cost), place)
        case Ties.DRAW:
            return (draw_order(rules.seed, project.code), project.code)
        case Ties.LISTED:
            return (place,)


def _ties(able: list[Project], keys: Mapping[str, Fraction], count: Count, rules: Rules) -> list[Step]:
    equals: dict[Fraction, list[Project]] = {}
    for project in able:
        equals.setdefault(keys[project.code], []).append(project)
    return [
        Step(
            Found.TIE,
            group[0].code,
            count.scores[group[0].code],
            group[0].cost,
            rules.envelope,
            others=tuple(project.code for project in group),
            note=rules.ties.value,
        )
        for group in equals.values()
        if len(group) > 1
    ]


class _Walk:
    """Down the list, once."""

    def __init__(self, rules: Rules, count: Count, steps: list[Step]) -> None:
        self.rules, self.count, self.steps = rules, count, steps
        self.left: Amount = rules.envelope
        self.winners: list[str] = []
        self.ended = False

    def visit(self, project: Project) -> None:
        if rival := self._rival(project):
            self._say(Found.EXCLUSIVE, project, others=(rival,))
        elif self.ended:
            self._say(Found.NOT_REACHED, project)
        elif project.cost <= self.left:
            self._say(Found.FITS, project)
            self._take(project)
        else:
            self._say(Found.DOES_NOT_FIT, project, missing=project.cost - self.left)
            self._go_on(project)

    def _go_on(self, project: Project) -> None:
        """What follows at a project that does not fit."""
        if self.rules.fit is Fit.SKIP:
            return
        self.ended = True
        if self.rules.fit is Fit.SHARE and self.left >= self.rules.share * project.cost:
            self._say(Found.SHARE, project, missing=project.cost - self.left)
            self._take(project)
        else:
            self._say(Found.STOPPED, project)

    def _take(self, project: Project) -> None:
        self.left -= project.cost
        self.winners.append(project.code)

    def _rival(self, project: Project) -> str:
        rivals = set().union(*(group for group in self.rules.exclusive if project.code in group))
        return next((code for code in self.winners if code in rivals), "")

    def _say(self, found: Found, project: Project, **words) -> None:
        score = self.count.scores[project.code]
        self.steps.append(Step(found, project.code, score, project.cost, max(self.left, 0), **words))
