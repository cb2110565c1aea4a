"""Reference data of meetings, from ``meetings/data``: categories of questions, and what the law asks of meetings."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import transaction

from meetings.models import Category, Norm

DATA = Path(__file__).parent / "data"


def load() -> dict[str, int]:
    """Load everything; what is there stays as the city edited it. Returns how many rows were created, by name."""
    with transaction.atomic():
        return {"categories of questions": load_categories(), "norms of meetings": load_norms()}


def load_categories(path: Path = DATA / "categories.csv") -> int:
    """Create the categories that are missing, in the order of the file."""
    known = set(Category.objects.values_list("code", flat=True))
    rows = [Category(position=position, **row) for position, row in enumerate(_rows(path), 1)]
    return len(Category.objects.bulk_create(row for row in rows if row.code not in known))


def load_norms(path: Path = DATA / "norms.csv") -> int:
    """Create the norms that are missing for a kind and a first day."""
    taken = set(Norm.objects.values_list("kind", "valid_from"))
    norms = [
        Norm(
            kind=row["kind"],
            period=row["period"],
            number=int(row["number"]),
            is_law=row["is_law"] == "yes",
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            basis=row["basis"],
        )
        for row in _rows(path)
    ]
    return len(Norm.objects.bulk_create(norm for norm in norms if (norm.kind, norm.valid_from) not in taken))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
