"""The routing table as rules can read it, the areas that cover a place, and the questions of a category."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.contrib.gis.db.models.functions import IsValid
from django.contrib.gis.geos import Point
from django.db.models import BooleanField, Case, Q, QuerySet, When

from appeals.models import Category, CategoryQuestion, RoutingRule
from appeals.rules import conditions, routing
from appeals.rules.conditions import Asked, Condition
from appeals.rules.routing import ANY, BRANCH, LEAF, Body, Rule
from appeals.selectors.taxonomy import CATEGORIES, QUESTIONS
from workflow.kept import kept

# Of each code, the questions asked under it: pairs of the leaf and its branch with what may be answered.
Catalogue = Mapping[str, list[tuple[int, int | None, Asked]]]


TABLE = ("appeals_routingrule", CATEGORIES, QUESTIONS, "accounts_organisation", "accounts_team")


@kept(*TABLE)
def rules_for(category: Category) -> list[Rule]:
    """All rows of the table, of any date and place, on this leaf, on its branch and on any category.

    One query, and a second one where a rule asks for answers. A rule that was changed a moment ago counts.
    """
    of_leaf = Q(category_id=category.pk) | Q(category_id=category.parent_id) | Q(category__isnull=True)
    rows = list(_rows().filter(of_leaf))
    return read(rows)


def rows_in_short() -> QuerySet[RoutingRule]:
    """All rows with their bodies, without the outlines of areas and districts."""
    return _rows()


def read(rows: Iterable[RoutingRule], known: Catalogue | None = None) -> list[Rule]:
    """Rows as the rules of routing take them. One query where any of them asks for answers and nothing is ``known``."""
    rows = list(rows)
    if known is None:
        codes = {str(each.get("question")) for row in rows for each in _condition_rows(row)}
        asked = CategoryQuestion.objects.filter(code__in=codes).select_related("category") if codes else ()
        known = catalogue(asked)
    return [_rule(row, known) for row in rows]


def catalogue(questions: Iterable[CategoryQuestion]) -> Catalogue:
    """What is asked under each code, and where. No query if the questions know their categories."""
    found: dict[str, list[tuple[int, int | None, Asked]]] = defaultdict(list)
    for question in questions:
        asked = Asked(question.datatype, frozenset(each["key"] for each in question.values))
        found[question.code].append((question.category_id, question.category.parent_id, asked))
    return found


def areas_at(point: Point | None, rules: Iterable[Rule]) -> tuple[frozenset[int], frozenset[int]]:
    """Of these rules: whose area covers the point, its edge included; whose area is broken and lies about it.

    One query, by the index of areas, where any rule has one.
    """
    own = [rule.id for rule in rules if rule.own_area]
    if point is None or not own:
        return frozenset(), frozenset()
    covers = Case(When(IsValid("area"), then=Q(area__covers=point)), default=None, output_field=BooleanField(null=True))
    about = RoutingRule.objects.filter(pk__in=own, area__bboverlaps=point).annotate(covers=covers)
    found = dict(about.values_list("pk", "covers"))
    return (
        frozenset(pk for pk, within in found.items() if within),
        frozenset(pk for pk, within in found.items() if within is None),
    )


@kept(QUESTIONS)
def questions(category: Category, *, on: date) -> list[CategoryQuestion]:
    """The extra questions of a leaf in force on that day, in their order."""
    return list(CategoryQuestion.objects.in_force(on).filter(category=category).order_by("position", "code"))


def asks(leaf: str, *, on: date) -> bool:
    """Whether the leaf of this code has extra questions on that day. No query for no code."""
    return bool(leaf) and CategoryQuestion.objects.in_force(on).filter(category__code=leaf).exists()


def questions_of(codes: Iterable[str], category: Category | None) -> list[CategoryQuestion]:
    """The questions behind answers given once: those of the present category first, else whoever asks so.

    Answers stay when the category is corrected, and so do the words in which they were asked. One query at most.
    """
    wanted = frozenset(codes)
    return _questions_of(wanted, category) if wanted else []


@kept(QUESTIONS)
def _questions_of(wanted: frozenset[str], category: Category | None) -> list[CategoryQuestion]:
    here = category.pk if category else None
    found: dict[str, CategoryQuestion] = {}
    for question in CategoryQuestion.objects.filter(code__in=wanted).order_by("position", "pk"):
        if question.code not in found or question.category_id == here:
            found[question.code] = question
    return sorted(found.values(), key=lambda each: (each.category_id != here, each.position, each.code))


def _rows() -> QuerySet[RoutingRule]:
    rows = RoutingRule.objects.select_related("organisation", "team", "category").order_by("pk")
    return rows.defer("area").annotate(has_area=Q(area__isnull=False))


def _condition_rows(row: RoutingRule) -> list[dict]:
    """What the column holds; something else than rows of conditions counts as one row that nobody can read."""
    rows = row.conditions
    return rows if isinstance(rows, list) and all(isinstance(each, dict) for each in rows) else [{}]


def _rule(row: RoutingRule, known: Catalogue) -> Rule:
    asks = tuple(Condition.from_plain(each) for each in _condition_rows(row))
    team = row.team
    return Rule(
        id=row.pk,
        body=_body(row.organisation),
        level=ANY if row.category is None else LEAF if row.category.parent_id else BRANCH,
        district=row.district_id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        own_area=getattr(row, "has_area"),  # noqa: B009  annotated by the query
        conditions=asks,
        priority=row.priority,
        team=_body(team) if team else None,
        fault=_fault(row, asks, known),
    )


def _fault(row: RoutingRule, asks: tuple[Condition, ...], known: Catalogue) -> str:
    if row.team and row.team.organisation_id != row.organisation_id:
        return routing.TEAM_OF_ANOTHER
    for each in asks:
        asked = [
            what
            for leaf, branch, what in known.get(each.question, ())
            if row.category_id is None or row.category_id in {leaf, branch}
        ]
        if wrong := conditions.fault(each, asked):
            return wrong
    return ""


def _body(row) -> Body:
    return Body(row.pk, row.code, row.valid_from, row.valid_to)
