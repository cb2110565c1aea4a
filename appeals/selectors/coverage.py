"""The routing table laid over all leaves and districts; see ``appeals.rules.coverage``."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.contrib.gis.db.models.functions import IsValid
from django.db import connection
from django.db.models import Count, Q

from appeals.enums import Status
from appeals.models import Appeal, Category, CategoryQuestion, RoutingRule
from appeals.rules import coverage
from appeals.rules.conditions import Asked
from appeals.rules.coverage import Hole, Leaf, Reach, Survey
from appeals.rules.routing import BROKEN_RULE, NO_RULE, Rule
from appeals.selectors import routing as table
from geo.models import District

AHEAD = timedelta(days=366)

_REACH = """
    SELECT rule.id, district.code FROM appeals_routingrule rule
    JOIN geo_district district ON district.outline && rule.area AND ST_Intersects(district.outline, rule.area)
    WHERE rule.id = ANY(%s)
"""
_MEETING = """
    SELECT one.id, other.id, ST_Covers(other.area, one.area) FROM appeals_routingrule one
    JOIN appeals_routingrule other ON other.id <> one.id AND other.area && one.area
        AND ST_Intersects(other.area, one.area)
    WHERE one.id = ANY(%s) AND other.id = ANY(%s)
"""


@dataclass(frozen=True)
class Table:
    """All that a survey needs, read once; surveys of several days ask nothing more. ``questions``: one of each code."""

    rows: Mapping[int, RoutingRule]
    rules: Mapping[int, Rule]
    leaves: tuple[Category, ...]
    districts: tuple[District, ...]
    questions: Mapping[str, CategoryQuestion]
    asked: Mapping[int, Mapping[str, Asked]]
    reach: Mapping[int, Reach]
    bad_areas: frozenset[int]

    @cached_property
    def _by_category(self) -> Mapping[int | None, list[Rule]]:
        found: dict[int | None, list[Rule]] = defaultdict(list)
        for pk, row in self.rows.items():
            found[row.category_id].append(self.rules[pk])
        return found

    def rules_of(self, leaf: Category) -> tuple[Rule, ...]:
        of = self._by_category
        return (*of[leaf.pk], *of[leaf.parent_id], *of[None])

    def survey(self, on: date) -> Survey:
        """The table as it answers on that day."""
        leaves = [
            Leaf(leaf.code, self.rules_of(leaf), self.asked.get(leaf.pk, {}))
            for leaf in self.leaves
            if leaf.valid_from <= on and (leaf.valid_to is None or on < leaf.valid_to)
        ]
        return coverage.survey(
            leaves,
            [district.code for district in self.districts],
            on=on,
            rules=list(self.rules.values()),
            reach=self.reach,
            bad_areas=self.bad_areas,
        )

    def holes_ahead(self, on: date) -> Iterator[tuple[date, Hole]]:
        """Cases that have a body on ``on`` and lose it within a year, with the first day without one."""
        known = set(map(_key, self.survey(on).holes))
        for day in self._turns(on):
            for hole in self.survey(day).holes:
                if _key(hole) not in known:
                    known.add(_key(hole))
                    yield day, hole

    def _turns(self, on: date) -> list[date]:
        """The days ahead on which some rule or body begins or ends."""
        days: set[date | None] = set()
        for rule in self.rules.values():
            for each in (rule, rule.body, rule.team):
                if each is not None:
                    days |= {each.valid_from, each.valid_to}
        return sorted(day for day in days if day is not None and on < day <= on + AHEAD)


def read() -> Table:
    """Read the table, the tree and the districts. Four queries, three more where rules have areas of their own."""
    questions = list(CategoryQuestion.objects.select_related("category").order_by("-position", "-pk"))
    known = table.catalogue(questions)
    rows = {row.pk: row for row in table.rows_in_short()}
    rules = {rule.id: rule for rule in table.read(rows.values(), known)}
    asked: dict[int, dict[str, Asked]] = defaultdict(dict)
    for code, places in known.items():
        for leaf, _branch, what in places:
            asked[leaf][code] = what
    leaves = Category.objects.filter(parent__isnull=False).select_related("parent")
    own = [pk for pk, rule in rules.items() if rule.own_area]
    bad = _bad(own)
    return Table(
        rows=rows,
        rules=rules,
        leaves=tuple(leaves.order_by("parent__position", "position", "code")),
        districts=tuple(District.objects.defer("outline", "provenance")),
        questions={question.code: question for question in questions},
        asked=asked,
        reach=_reach([pk for pk in own if pk not in bad]),
        bad_areas=bad,
    )


def without_a_body() -> dict[str, int]:
    """How many registered appeals the table could not send: by the problem that is kept on them. One query."""
    waiting = Appeal.objects.filter(
        organisation__isnull=True, status=Status.REGISTERED, routing__problem__in=[NO_RULE, BROKEN_RULE]
    )
    return dict(waiting.order_by().values_list("routing__problem").annotate(number=Count("pk")))


def _bad(own: list[int]) -> frozenset[int]:
    if not own:
        return frozenset()
    rows = RoutingRule.objects.filter(pk__in=own).annotate(sound=IsValid("area")).filter(~Q(sound=True))
    return frozenset(rows.values_list("pk", flat=True))


def _reach(own: list[int]) -> dict[int, Reach]:
    if not own:
        return {}
    districts: dict[int, set[str | None]] = defaultdict(set)
    inside: dict[int, set[int]] = defaultdict(set)
    meets: dict[int, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_REACH, [own])
        for pk, code in cursor.fetchall():
            districts[pk].add(code)
        cursor.execute(_MEETING, [own, own])
        for one, other, covered in cursor.fetchall():
            meets[one].add(other)
            if covered:
                inside[one].add(other)
    return {pk: Reach(frozenset(districts[pk]), frozenset(inside[pk]), frozenset(meets[pk])) for pk in own}


def _key(hole: Hole) -> tuple:
    return hole.leaf, hole.district, tuple(sorted(hole.answers.items(), key=str)), hole.areas
