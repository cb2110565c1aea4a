"""A dry run: what a new or changed routing rule would do to appeals of the past."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from appeals.models import Appeal, RoutingRule
from appeals.rules.routing import Case, Choice, Rule, choose
from appeals.selectors import coverage
from appeals.selectors import routing as rows
from appeals.selectors.coverage import Table

EXAMPLES = 5

_COVERING = """
    SELECT appeal.id, rule.id FROM appeals_routingrule rule
    JOIN appeals_appeal appeal ON appeal.point && rule.area
    WHERE rule.id = ANY(%s) AND appeal.received_at >= %s AND ({predicate})
"""


@dataclass(frozen=True)
class Outcome:
    """Codes of the body and of its team, or the ``problem`` for which the table names nobody."""

    organisation: str | None
    team: str | None
    problem: str


@dataclass(frozen=True)
class Move:
    """So many appeals would go to another place; ``examples``: numbers of some, the newest first."""

    old: Outcome
    new: Outcome
    number: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Trial:
    """``moves``: the largest first. ``examined``: appeals under the rule's category, old and new, since that moment."""

    on: date
    since: datetime
    examined: int
    moves: tuple[Move, ...]

    @property
    def moved(self) -> int:
        return sum(move.number for move in self.moves)


def trial(rule: RoutingRule, *, on: date, since: datetime) -> Trial:
    """Ask the table twice about every appeal received since that moment, as if it had come on day ``on``.

    ``rule``: a row as it would be saved, with or without a key; nothing is written. Six queries and, where there
    are areas, a few more, whatever the number of appeals.
    """
    old = coverage.read()
    new = with_rule(old, rule)
    concerned = _concerned(old.rows.get(rule.pk), rule, since)
    places = _Places(old, new, rule, concerned, since)
    leaves = {leaf.pk: leaf for leaf in old.leaves}
    known: dict[tuple, tuple[Outcome, Outcome]] = {}
    counts: dict[tuple[Outcome, Outcome], int] = defaultdict(int)
    examples: dict[tuple[Outcome, Outcome], list[str]] = defaultdict(list)
    examined = 0
    for pk, number, category, district, has_point, details in _each(concerned):
        examined += 1
        leaf = leaves[category]
        before, after = places.of(pk)
        key = (category, district, has_point, before, after, json.dumps(details, sort_keys=True))
        if key not in known:
            asked = (leaf.code, district, on, has_point, details)
            known[key] = _ask(old.rules_of(leaf), *asked, *before), _ask(new.rules_of(leaf), *asked, *after)
        pair = known[key]
        if pair[0] != pair[1]:
            counts[pair] += 1
            if len(examples[pair]) < EXAMPLES:
                examples[pair].append(number)
    moves = [Move(*pair, number, tuple(examples[pair])) for pair, number in counts.items()]
    return Trial(on, since, examined, tuple(sorted(moves, key=lambda move: (-move.number, str(move)))))


def with_rule(table: Table, rule: RoutingRule) -> Table:
    """The table with this row in it, in the place of the one with its key."""
    pk = rule.pk or max(table.rules, default=0) + 1
    rule.has_area = rule.area is not None  # type: ignore[attr-defined]  # as the selector annotates it
    return replace(
        table,
        rows={**table.rows, pk: rule},
        rules={**table.rules, pk: replace(rows.read([rule])[0], id=pk)},
    )


def _concerned(old: RoutingRule | None, new: RoutingRule, since: datetime) -> QuerySet[Appeal]:
    """Appeals whose decision the row can touch: of its category as it was or as it would be."""
    found = Appeal.objects.filter(received_at__gte=since, category__parent__isnull=False)
    scopes = [rule.category for rule in (old, new) if rule is not None]
    if None in scopes:
        return found
    ids = {scope.pk for scope in scopes if scope is not None}
    return found.filter(category_id__in=ids) | found.filter(category__parent_id__in=ids)


def _each(appeals: QuerySet[Appeal]) -> Iterator[tuple]:
    values = ("pk", "number", "category_id", "district_id", "pin", "details")
    marked = appeals.annotate(pin=Q(point__isnull=False)).order_by("-received_at", "-pk")
    yield from marked.values_list(*values).iterator(5000)


def _ask(
    rules: tuple[Rule, ...],
    category: str,
    district: str | None,
    on: date,
    pin: bool,
    details: Mapping[str, Any],
    areas: frozenset[int],
    bad_areas: frozenset[int],
) -> Outcome:
    return _outcome(choose(rules, Case(category, district, on, details, pin, areas, bad_areas)))


def _outcome(choice: Choice) -> Outcome:
    rule = choice.rule
    if rule is None:
        return Outcome(None, None, choice.problem)
    return Outcome(rule.body.code, rule.team.code if rule.team else None, "")


Areas = tuple[frozenset[int], frozenset[int]]
NOWHERE: Areas = (frozenset(), frozenset())


class _Places:
    """In which rules' areas each appeal lies, by the table as it is and as it would be."""

    def __init__(self, old: Table, new: Table, rule: RoutingRule, concerned: QuerySet[Appeal], since: datetime) -> None:
        own = {pk for pk, each in old.rules.items() if each.own_area}
        self._sound = _lying(own - old.bad_areas, since, "ST_Covers(rule.area, appeal.point)")
        self._bad = _lying(own & old.bad_areas, since, "true")
        self._pk = next(pk for pk, row in new.rows.items() if row is rule)
        self._new: set[int] = set()
        if rule.area is not None:
            self._new = set(concerned.filter(point__coveredby=rule.area).order_by().values_list("pk", flat=True))

    def of(self, appeal: int) -> tuple[Areas, Areas]:
        sound, bad = self._sound.get(appeal, frozenset()), self._bad.get(appeal, frozenset())
        added = {self._pk} if appeal in self._new else set()
        return (sound, bad), (sound - {self._pk} | added, bad - {self._pk})


def _lying(rules: set[int], since: datetime, predicate: str) -> dict[int, frozenset[int]]:
    if not rules:
        return {}
    found: dict[int, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_COVERING.format(predicate=predicate), [sorted(rules), since])
        for appeal, rule in cursor.fetchall():
            found[appeal].add(rule)
    return {appeal: frozenset(ids) for appeal, ids in found.items()}
