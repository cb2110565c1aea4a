"""Whether the routing table answers for every leaf in every district, and which of its rows can never win."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, islice, product
from typing import Any

from appeals.rules.conditions import Asked, Condition
from appeals.rules.routing import BEHIND, EARLIER, OLDER_ROW, Case, Choice, Rule, choose, fault

# Beyond so many combinations of answers per leaf the rest is left untried: nobody writes such a table.
COMBINATIONS = 512


@dataclass(frozen=True)
class Leaf:
    """A leaf with all rows that may speak about it, and its extra questions by code."""

    code: str
    rules: tuple[Rule, ...]
    asked: Mapping[str, Asked] = field(default_factory=dict)


@dataclass(frozen=True)
class Reach:
    """Where a rule's own area lies. ``inside``: rules whose area covers it wholly; ``meets``: those it touches."""

    districts: frozenset[str | None]
    inside: frozenset[int] = frozenset()
    meets: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Cell:
    """The answer for a leaf in a district (``None``: no place named) where no pin is set and nothing is answered."""

    rule_id: int | None
    problem: str


@dataclass(frozen=True)
class Hole:
    """A case in which the table names nobody: ``problem`` as in ``rules.routing``."""

    leaf: str
    district: str | None
    problem: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    areas: tuple[int, ...] = ()


@dataclass(frozen=True)
class Survey:
    """The table on one day.

    ``shadowed``: rows in force that win in no case, with the row that wins wherever they fit (``None``: they fit
    nowhere). ``overlapping``: pairs told apart by their age only, the winner first. ``broken``: rows with their fault.
    ``expired`` and ``coming``: rows whose days are over or ahead.
    """

    on: date
    cells: Mapping[tuple[str, str | None], Cell]
    holes: tuple[Hole, ...]
    shadowed: tuple[tuple[int, int | None], ...]
    overlapping: tuple[tuple[int, int], ...]
    broken: tuple[tuple[int, str], ...]
    expired: tuple[int, ...]
    coming: tuple[int, ...]

    @property
    def is_whole(self) -> bool:
        """Every case has its body, and no row is broken."""
        return not self.holes and not self.broken


def survey(
    leaves: Iterable[Leaf],
    districts: Sequence[str],
    *,
    on: date,
    rules: Sequence[Rule],
    reach: Mapping[int, Reach],
    bad_areas: frozenset[int] = frozenset(),
) -> Survey:
    """Try every leaf in every district and without one, with all answers and areas that its rules tell apart.

    ``rules``: the whole table; ``reach``: of the rules with an area of their own; ``bad_areas``: those whose area is
    no valid outline.
    """
    notes = _Notes(on)
    for leaf in leaves:
        for district in (*districts, None):
            for case in _cases(leaf, district, on, reach, bad_areas):
                notes.take(case, choose(leaf.rules, case))
    in_force = [rule for rule in rules if rule.valid_from <= on and (rule.valid_to is None or on < rule.valid_to)]
    for rule in in_force:
        wrong = fault(rule, Case("", None, on, bad_areas=bad_areas))
        if wrong:
            notes.broken[rule.id] = wrong
    idle = [rule.id for rule in in_force if rule.id not in notes.winners and rule.id not in notes.broken]
    return Survey(
        on=on,
        cells=notes.cells,
        holes=tuple(notes.holes),
        shadowed=tuple((pk, notes.above.get(pk)) for pk in sorted(idle)),
        overlapping=tuple(sorted(notes.overlapping)),
        broken=tuple(sorted(notes.broken.items())),
        expired=tuple(sorted(rule.id for rule in rules if rule.valid_to is not None and rule.valid_to <= on)),
        coming=tuple(sorted(rule.id for rule in rules if rule.valid_from > on)),
    )


class _Notes:
    """What is written down while the cases are tried."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.cells: dict[tuple[str, str | None], Cell] = {}
        self.holes: list[Hole] = []
        self.winners: set[int] = set()
        self.above: dict[int, int] = {}
        self.overlapping: set[tuple[int, int]] = set()
        self.broken: dict[int, str] = {}

    def take(self, case: Case, choice: Choice) -> None:
        leaf = case.category or ""
        if not case.answers and not case.areas:
            self.cells[leaf, case.district] = Cell(choice.rule.id if choice.rule else None, choice.problem)
        self.broken |= dict(choice.broken)
        if choice.rule is None:
            areas = tuple(sorted(case.areas))
            self.holes.append(Hole(leaf, case.district, choice.problem, dict(case.answers), areas))
            return
        winner = choice.rule.id
        self.winners.add(winner)
        for loss in choice.lost:
            if loss.why in BEHIND:
                self.above.setdefault(loss.rule_id, winner)
            if loss.why in {EARLIER, OLDER_ROW}:
                self.overlapping.add((winner, loss.rule_id))


def _cases(
    leaf: Leaf, district: str | None, on: date, reach: Mapping[int, Reach], bad_areas: frozenset[int]
) -> Iterator[Case]:
    own = [rule.id for rule in leaf.rules if rule.id in reach and district in reach[rule.id].districts]
    bad = bad_areas & {rule.id for rule in leaf.rules}
    for answers in islice(_answers(leaf), COMBINATIONS):
        yield Case(leaf.code, district, on, answers)
        for areas in _areas(own, reach):
            yield Case(leaf.code, district, on, answers, True, areas, bad)


def _areas(own: Sequence[int], reach: Mapping[int, Reach]) -> Iterator[frozenset[int]]:
    """Sets of areas in which one point can lie: each with those about it, and each two that meet."""
    mine = set(own)
    alone = {pk: frozenset({pk} | (reach[pk].inside & mine)) for pk in own}
    yield from dict.fromkeys(alone.values())
    for one, other in combinations(own, 2):
        if other in reach[one].meets and alone[one] | alone[other] not in alone.values():
            yield alone[one] | alone[other]


def _answers(leaf: Leaf) -> Iterator[dict[str, Any]]:
    """Combinations of answers that the leaf's rules can tell apart, beginning with none at all."""
    asked_for: dict[str, list[Condition]] = defaultdict(list)
    for rule in leaf.rules:
        for condition in rule.conditions:
            if condition.question in leaf.asked and not rule.fault:
                asked_for[condition.question].append(condition)
    codes = sorted(asked_for)
    tried = [[None, *_told_apart(leaf.asked[code], asked_for[code])] for code in codes]
    for chosen in product(*tried):
        yield {code: answer for code, answer in zip(codes, chosen, strict=True) if answer is not None}


def _told_apart(asked: Asked, conditions: Iterable[Condition]) -> list[Any]:
    values = sorted({value for condition in conditions for value in condition.values}, key=str)
    if asked.datatype == "number":
        return sorted({value + step for value in values if isinstance(value, int | float) for step in (-1, 0, 1)})
    if asked.datatype == "datetime":
        return ["0", *values, *(f"{value}~" for value in values)]
    keys = sorted(asked.keys)
    return [[key] for key in keys] + [keys] if asked.datatype == "multivaluelist" else keys
