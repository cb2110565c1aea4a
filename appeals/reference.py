"""Reference data of appeals, from ``appeals/data``: categories, what they ask, who answers for them, terms of law."""

import csv
import json
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

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
from appeals.rules.asking import searched
from appeals.rules.conditions import parse
from geo.models import District

DATA = Path(__file__).parent / "data"
ShortListed = TypeVar("ShortListed", HearingException, RatingReason)
# In routing.csv: one row for each district, with the district's code put into the organisation's.
EACH_DISTRICT = "each"
SINCE = date(2019, 1, 1)
SINCE_MOMENT = datetime(2019, 1, 1, tzinfo=UTC)


def load() -> dict[str, int]:
    """Load everything; what is there stays as the city edited it. Returns how many rows were created, by name."""
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
            "exceptions from the hearing": load_named(HearingException, DATA / "hearing_exceptions.csv"),
            "reasons of rates": load_named(RatingReason, DATA / "rating_reasons.csv"),
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


def load_terms(path: Path = DATA / "terms.csv") -> int:
    """Create the terms that are missing for a kind and a first day."""
    taken = set(Term.objects.values_list("kind", "valid_from"))
    terms = [
        Term(
            kind=row["kind"],
            days=int(row["days"]),
            unit=row["unit"],
            basis=row["basis"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
        )
        for row in _rows(path)
    ]
    return len(Term.objects.bulk_create(term for term in terms if (term.kind, term.valid_from) not in taken))


def load_limits(path: Path = DATA / "limits.csv") -> int:
    """Create the numbers that are missing for a code, a category and a first day."""
    categories = dict(Category.objects.values_list("code", "pk"))
    taken = set(Limit.objects.values_list("code", "category_id", "valid_from"))
    limits = [
        Limit(
            code=row["code"],
            category_id=categories[row["category"]] if row["category"] else None,
            value=int(row["value"]),
            basis=row["basis"],
            valid_from=date.fromisoformat(row["valid_from"]),
        )
        for row in _rows(path)
    ]
    fresh = [limit for limit in limits if (limit.code, limit.category_id, limit.valid_from) not in taken]
    return len(Limit.objects.bulk_create(fresh))


def load_ladder(path: Path = DATA / "ladder.csv") -> int:
    """Create the steps of the escalation ladder that are missing for a moment, a recipient and a first day."""
    taken = set(LadderStep.objects.values_list("offset", "unit", "recipient", "valid_from"))
    steps = [
        LadderStep(
            offset=int(row["offset"]),
            unit=row["unit"],
            recipient=row["recipient"],
            basis=row["basis"],
            valid_from=date.fromisoformat(row["valid_from"]),
        )
        for row in _rows(path)
    ]
    fresh = [one for one in steps if (one.offset, one.unit, one.recipient, one.valid_from) not in taken]
    return len(LadderStep.objects.bulk_create(fresh))


def load_remedies(path: Path = DATA / "remedies.csv") -> int:
    """Create the ways of appeal that are missing for a body and a first day."""
    bodies = dict(Organisation.objects.values_list("code", "pk"))
    taken = set(Remedy.objects.values_list("organisation_id", "valid_from"))
    remedies = [
        Remedy(
            organisation_id=bodies[row["organisation"]] if row["organisation"] else None,
            valid_from=date.fromisoformat(row["valid_from"]),
            **{name: row[name] for name in ("text_kk", "text_ru", "text_en", "basis")},
        )
        for row in _rows(path)
    ]
    fresh = [remedy for remedy in remedies if (remedy.organisation_id, remedy.valid_from) not in taken]
    return len(Remedy.objects.bulk_create(fresh))


def load_named(model: type[ShortListed], path: Path) -> int:
    """Create the rows of a short list whose code is missing."""
    known = set(model.objects.values_list("code", flat=True))
    fresh = []
    for position, row in enumerate(_rows(path), 1):
        if row["code"] in known:
            continue
        fields = {**row, "valid_from": date.fromisoformat(row["valid_from"])}
        if "praise" in fields:
            fields |= {"praise": row["praise"] == "yes", "position": position}
        fresh.append(model(**fields))
    return len(model.objects.bulk_create(fresh))


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


def load_goals(path: Path = DATA / "quick_goals.csv") -> int:
    """Create the goals of quick answers that are missing for a first day."""
    taken = set(QuickGoal.objects.values_list("valid_from", flat=True))
    goals = [QuickGoal(**row | {"valid_from": date.fromisoformat(row["valid_from"])}) for row in _rows(path)]
    return len(QuickGoal.objects.bulk_create(goal for goal in goals if goal.valid_from not in taken))


def _routing_rows(path: Path) -> Iterator[dict[str, str]]:
    districts = sorted(District.objects.values_list("code", flat=True))
    for row in _rows(path):
        if row["district"] != EACH_DISTRICT:
            yield row
            continue
        for code in districts:
            yield row | {"district": code, "organisation": row["organisation"].format(district=code)}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
