"""Reference data of people and bodies, from ``accounts/data``."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction

from accounts.models import Organisation
from accounts.notices import letters
from geo.models import District

_DATA = Path(__file__).parent / "data"


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@transaction.atomic
def load_organisations(path: Path = _DATA / "organisations.csv") -> int:
    """Create the bodies of the file that are missing; those present stay as the city edited them.

    Parents and predecessors are named by code and stand above their children. A district that is not loaded yet is
    left empty and filled by the next run. Returns how many were created.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = {body.code: body for body in Organisation.objects.all()}
    districts = set(District.objects.values_list("code", flat=True))
    created = 0
    for row in rows:
        district = row["district"] if row["district"] in districts else None
        body = known.get(row["code"])
        if body:
            if district and not body.district_id:
                Organisation.objects.filter(pk=body.pk).update(district=district)
            continue
        body = Organisation.objects.create(
            code=row["code"],
            kind=row["kind"],
            parent=known[row["parent"]] if row["parent"] else None,
            district_id=district,
            name_kk=row["name_kk"],
            name_ru=row["name_ru"],
            name_en=row["name_en"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            phone=row["phone"],
        )
        body.predecessors.set([known[code] for code in row["predecessors"].split(";") if code])
        known[body.code] = body
        created += 1
    return created


def load() -> dict[str, int]:
    """Load everything; a second run changes nothing. Returns what was created or refreshed, by name."""
    return {"organisations": load_organisations(), "letter templates": letters.load()}
