"""Reference data of the people's budget, from ``budget/data``: categories of proposals, criteria of the check."""

import csv
from pathlib import Path

from django.db import transaction

from accounts.models import Organisation
from budget.models import BudgetCategory, Criterion

DATA = Path(__file__).parent / "data"


def load() -> dict[str, int]:
    """Load everything; what is there stays as the city edited it. Returns how many rows were created, by name."""
    with transaction.atomic():
        return {
            "categories of the people's budget": load_categories(),
            "criteria of the people's budget": load_criteria(),
        }


def load_categories(path: Path = DATA / "categories.csv") -> int:
    """Create the categories that are missing, in the order of the file."""
    known = set(BudgetCategory.objects.values_list("code", flat=True))
    rows = enumerate(_rows(path), 1)
    fresh = [BudgetCategory(position=place, **row) for place, row in rows if row["code"] not in known]
    return len(BudgetCategory.objects.bulk_create(fresh))


def load_criteria(path: Path = DATA / "criteria.csv") -> int:
    """Create the criteria that are missing, each with the body that judges it. Organisations must be loaded before."""
    known = set(Criterion.objects.values_list("code", flat=True))
    bodies = dict(Organisation.objects.values_list("code", "pk"))
    fresh = [
        Criterion(position=place, organisation_id=bodies[row.pop("organisation")], **row)
        for place, row in enumerate(_rows(path), 1)
        if row["code"] not in known
    ]
    return len(Criterion.objects.bulk_create(fresh))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
