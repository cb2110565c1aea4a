"""Reference data of the people's budget, from ``budget/data``: the categories of proposals."""

import csv
from pathlib import Path

from django.db import transaction

from budget.models import BudgetCategory

DATA = Path(__file__).parent / "data"


def load() -> dict[str, int]:
    """Load everything; what is there stays as the city edited it. Returns how many rows were created, by name."""
    with transaction.atomic():
        return {"categories of the people's budget": load_categories()}


def load_categories(path: Path = DATA / "categories.csv") -> int:
    """Create the categories that are missing, in the order of the file."""
    known = set(BudgetCategory.objects.values_list("code", flat=True))
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    fresh = [BudgetCategory(position=place, **row) for place, row in enumerate(rows, 1) if row["code"] not in known]
    return len(BudgetCategory.objects.bulk_create(fresh))
