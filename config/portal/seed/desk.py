"""What the seeded town knows by heart, so that a story asks the database nothing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count
from random import Random
from typing import Any

from django.utils import timezone

from accounts.models import Organisation
from appeals.models import Answer, Appeal, Category, Hearing, Photo, Question, QuickAnswer
from appeals.rules.routing import Case, Rule
from appeals.selectors import quick, taxonomy
from appeals.selectors import routing as table
from appeals.services import clock as legal_clock
from appeals.services import routing
from config.portal.seed import drawings, plan, rows
from config.portal.seed.clock import Clock
from config.portal.seed.map import CityMap
from config.portal.seed.people import Population

# The body of operators and moderators.
FIRST_LINE = "open-almaty"


@dataclass(frozen=True)
class Leaf:
    """A category with what stories need of it."""

    category: Category
    top: str
    rules: tuple[Rule, ...]
    share: float
    hours: int | None = None

    def start_hours(self, appeal: Appeal, at: datetime) -> None:
        """Begin the term in hours of an emergency; nothing for the other leaves."""
        if self.hours:
            appeal.due_at = at + timedelta(hours=self.hours)
            appeal.due_on = timezone.localdate(appeal.due_at)


class Desk:
    """The town's memory: leaves with their shares, bodies, people, drawings, keys that are free, and the chance."""

    def __init__(self, chance: Random, clock: Clock, people: Population) -> None:
        self.chance, self.clock, self.people = chance, clock, people
        self.map = CityMap()
        self.bodies = {body.pk: body for body in Organisation.objects.all()}
        self.first_line = next((body.pk for body in self.bodies.values() if body.code == FIRST_LINE), None)
        self.sample_percent = quick.goal(clock.until.date()).sample_percent
        self.leaves = _leaves(clock.until.date())
        self.drawings = drawings.drawn()
        self._keys = {
            model: count(rows.next_key(model)) for model in (Appeal, Answer, Hearing, Question, Photo, QuickAnswer)
        }
        self.decision = cache(self._decision)

    def key(self, model: Any) -> int:
        return next(self._keys[model])

    def picks(self, number: int) -> list[tuple[datetime, str]]:
        """When and of what: so many pairs of moment and leaf, in the order of time."""
        codes = list(self.leaves)
        chosen = self.chance.choices(codes, [self.leaves[code].share for code in codes], k=number)
        days = self.clock.days()
        weights = {code: self.clock.weights(_season(code, self.leaves[code].top)) for code in codes}
        pairs = [
            (self.clock.moment(self.chance, self.chance.choices(days, cum_weights=weights[code])[0]), code)
            for code in chosen
        ]
        return sorted(pair for pair in pairs if pair[0] < self.clock.until)

    def leaf_of(self, chance: Random, month: int) -> str:
        """What somebody speaks of in this month (1 to 12)."""
        codes = list(self.leaves)
        seasons = (_season(code, self.leaves[code].top)[month - 1] for code in codes)
        return chance.choices(codes, [self.leaves[code].share * one for code, one in zip(codes, seasons, strict=True)])[
            0
        ]

    def _decision(self, code: str | None, district: str | None, on: date, pin: bool) -> tuple[Rule | None, dict]:
        return routing.decide(self.leaves[code].rules if code else (), Case(code, district, on, pin=pin))


def _leaves(on: date) -> dict[str, Leaf]:
    found = {}
    for branch in taxonomy.tree(on):
        # The first leaves of a branch are those that people write about most.
        weights = [1 / (place + 1.5) for place in range(len(branch.leaves))]
        for leaf, weight in zip(branch.leaves, weights, strict=True):
            share = plan.TOPS[branch.top.code] * weight / sum(weights)
            leaf.parent = branch.top
            found[leaf.code] = Leaf(
                leaf, branch.top.code, tuple(table.rules_for(leaf)), share, legal_clock.hours_for(leaf, on=on)
            )
    return found


def _season(leaf: str, top: str) -> tuple[float, ...]:
    return plan.SEASONS.get(leaf) or plan.SEASONS.get(top) or plan.EVEN
