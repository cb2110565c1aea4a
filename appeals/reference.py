"""Reference data of appeals, from ``appeals/data``: categories, what they ask, who answers for them, terms of law."""

import csv
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction

from accounts.models import Organisation
from appeals.models import (
    Article,
    Category,
    CategoryQuestion,
    HearingException,
    LadderStep,
    Limit,
    QuickGoal,
    RatingReason,
    Remedy,
    RoutingRule,
    Term,
)
from appeals.models.shipped import Shipped, digest_of
from appeals.rules.asking import searched
from appeals.rules.conditions import parse
from geo.models import District

DATA = Path(__file__).parent / "data"
FromFile = TypeVar("FromFile", bound=Shipped)
Values = dict[str, Any]
# In routing.csv: one row for each district, with the district's code put into the organisation's.
EACH_DISTRICT = "each"
SINCE = date(2019, 1, 1)
SINCE_MOMENT = datetime(2019, 1, 1, tzinfo=UTC)


def load() -> dict[str, int]:
    """Load everything; what the city edited stays so. Returns how many rows were created or changed, by name.

    Rows of law and of the work that nobody has edited follow their files. Categories, routing rules and articles are
    only ever added to: they are the city's own.
    """
    with transaction.atomic():
        return {
            "categories": load_categories(),
            "extra questions": load_questions(),
            "routing rules": load_routing(),
            "terms of law": load_terms(),
            "help articles": load_articles(),
            "goals of quick answers": load_goals(),
            "numbers of the work": load_limits(),
            "steps of the ladder": load_ladder(),
            "ways of appeal": load_remedies(),
            "exceptions from the hearing": load_exceptions(),
            "reasons of rates": load_reasons(),
        }


def load_categories(path: Path = DATA / "categories.csv") -> int:
    """Create the categories that are missing, in the order of the file; a top category stands above its leaves."""
    known = {category.code: category for category in Category.objects.all()}
    created = 0
    for position, row in enumerate(_rows(path), 1):
        if row["code"] in known:
            continue
        known[row["code"]] = Category.objects.create(
            code=row["code"],
            parent=known[row["parent"]] if row["parent"] else None,
            topic=row["topic"],
            icon=row["icon"],
            position=position,
            emergency_phone=row["emergency_phone"],
            in_housing=row["in_housing"] == "yes",
            name_kk=row["name_kk"],
            name_ru=row["name_ru"],
            name_en=row["name_en"],
            valid_from=SINCE,
        )
        created += 1
    return created


def load_questions(path: Path = DATA / "questions.json") -> int:
    """Create the extra questions that are missing, by leaf and code. Categories must be loaded before."""
    leaves = dict(Category.objects.values_list("code", "pk"))
    known = set(CategoryQuestion.objects.values_list("category_id", "code"))
    questions = [
        CategoryQuestion(category_id=leaves[leaf], position=position, valid_from=SINCE, **row)
        for leaf, rows in json.loads(path.read_text(encoding="utf-8")).items()
        for position, row in enumerate(rows, 1)
    ]
    fresh = [question for question in questions if (question.category_id, question.code) not in known]
    return len(CategoryQuestion.objects.bulk_create(fresh))


def load_routing(path: Path = DATA / "routing.csv") -> int:
    """Create the rules whose cell (category, district, conditions, first day) is empty.

    Conditions are written as ``appeals.rules.conditions.parse`` reads them, several divided by a semicolon.
    Organisations must be loaded before.
    """
    categories = dict(Category.objects.values_list("code", "pk"))
    bodies = dict(Organisation.objects.values_list("code", "pk"))
    taken = {_cell(rule) for rule in RoutingRule.objects.filter(area__isnull=True).defer("area")}
    rules = [
        RoutingRule(
            category_id=categories[row["category"]],
            district_id=row["district"] or None,
            organisation_id=bodies[row["organisation"]],
            conditions=[each.plain() for each in parse(row["conditions"].replace(";", "\n"))],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
        )
        for row in _routing_rows(path)
    ]
    fresh = [rule for rule in rules if _cell(rule) not in taken]
    return len(RoutingRule.objects.bulk_create(fresh))


def _cell(rule: RoutingRule) -> tuple:
    return rule.category_id, rule.district_id, rule.valid_from, json.dumps(rule.conditions, sort_keys=True)


def follow(model: type[FromFile], key: tuple[str, ...], rows: Iterable[Values]) -> int:
    """Bring a table to the rows of its file; ``key`` names the fields that tell one row from another.

    Missing rows are created. A row that still is as it was loaded takes the file's values; one that was edited here,
    or of which nobody knows, stays. Returns how many were created or changed.
    """
    present = {tuple(getattr(row, name) for name in key): row for row in model._default_manager.all()}
    fresh, changed, wanted = [], [], []
    for values in rows:
        wanted = [*values, "shipped_digest"]
        row = present.get(tuple(values[name] for name in key))
        if row is None:
            fresh.append(model(**values, shipped_digest=digest_of(values)))
        elif _may_follow(row, values):
            changed.append(row)
            for name, value in values.items():
                setattr(row, name, value)
            row.shipped_digest = digest_of(values)
    if changed:
        model._default_manager.bulk_update(changed, wanted)
    return len(changed) + len(model._default_manager.bulk_create(fresh))


def _may_follow(row: Shipped, values: Values) -> bool:
    """Whether the file says something new of this row, and nobody has edited it since it was loaded."""
    stands = digest_of({name: getattr(row, name) for name in values})
    return row.shipped_digest not in ("", digest_of(values)) and row.shipped_digest == stands


def load_terms(path: Path = DATA / "terms.csv") -> int:
    """Terms of law, by kind and first day."""
    return follow(Term, ("kind", "valid_from"), (_numbers(row, "days") for row in _in_force(path)))


def load_limits(path: Path = DATA / "limits.csv") -> int:
    """Numbers of the work, by code, category and first day. Categories must be loaded before."""
    leaves = dict(Category.objects.values_list("code", "pk"))
    rows = (_numbers(_owned(row, "category", leaves), "value") for row in _in_force(path))
    return follow(Limit, ("code", "category_id", "valid_from"), rows)


def load_ladder(path: Path = DATA / "ladder.csv") -> int:
    """Steps of the escalation ladder, by moment, recipient and first day."""
    rows = (_numbers(row, "offset") for row in _in_force(path))
    return follow(LadderStep, ("offset", "unit", "recipient", "valid_from"), rows)


def load_remedies(path: Path = DATA / "remedies.csv") -> int:
    """Ways of appeal, by body and first day. Organisations must be loaded before."""
    bodies = dict(Organisation.objects.values_list("code", "pk"))
    rows = (_owned(row, "organisation", bodies) for row in _in_force(path))
    return follow(Remedy, ("organisation_id", "valid_from"), rows)


def load_exceptions(path: Path = DATA / "hearing_exceptions.csv") -> int:
    """Cases that need no hearing, by code."""
    return follow(HearingException, ("code",), _in_force(path))


def load_reasons(path: Path = DATA / "rating_reasons.csv") -> int:
    """Reasons of rates, by code, in the order of the file."""
    rows = (row | {"praise": row["praise"] == "yes", "position": n} for n, row in enumerate(_in_force(path), 1))
    return follow(RatingReason, ("code",), rows)


def load_goals(path: Path = DATA / "quick_goals.csv") -> int:
    """Goals of quick answers, by first day."""
    rows = (_numbers(row, "target_percent", "sample_percent") for row in _in_force(path))
    return follow(QuickGoal, ("valid_from",), rows)


def load_articles(path: Path = DATA / "articles.toml") -> int:
    """Create the help articles whose code is missing; they say at once what they were loaded as."""
    known = set(Article.objects.values_list("code", flat=True))
    bodies = dict(Organisation.objects.values_list("code", "pk"))
    categories = dict(Category.objects.values_list("code", "pk"))
    fresh = []
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["article"]:
        if row["code"] in known:
            continue
        words = {name: text.strip() for name, text in row.items() if name not in {"organisation", "category"}}
        category = categories[row["category"]] if "category" in row else None
        article = Article(**words, organisation_id=bodies[row["organisation"]], category_id=category)
        article.valid_from, article.changed_at = SINCE, SINCE_MOMENT
        article.heading_folded, article.folded = searched(article.headings, article.bodies)
        fresh.append(article)
    return len(Article.objects.bulk_create(fresh))


def _routing_rows(path: Path) -> Iterator[dict[str, str]]:
    districts = sorted(District.objects.values_list("code", flat=True))
    for row in _rows(path):
        if row["district"] != EACH_DISTRICT:
            yield row
            continue
        for code in districts:
            yield row | {"district": code, "organisation": row["organisation"].format(district=code)}


def _in_force(path: Path) -> Iterator[Values]:
    """The rows of a file with their days; a file without the column ``valid_to`` ends none of its rows."""
    for row in _rows(path):
        days = {"valid_from": date.fromisoformat(row["valid_from"]), "valid_to": _day(row.get("valid_to", ""))}
        yield {**row, **days}


def _numbers(row: Values, *names: str) -> Values:
    return row | {name: int(row[name]) for name in names}


def _owned(row: Values, name: str, keys: Mapping[str, int]) -> Values:
    """The row with a key in place of the code under ``name``, or with none where no code is given."""
    rest = {field: value for field, value in row.items() if field != name}
    return rest | {f"{name}_id": keys[row[name]] if row[name] else None}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
