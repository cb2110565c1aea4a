"""What the roll and the opened ballots say to those who watch the vote: numbers and flags, never a person or a choice.

The roll knows hours, ways, offices and phones. Of devices and networks only crowds within an hour are known, and under
a hash: which ballot came from where is kept nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.db.models.functions import Left, Length, TruncHour
from django.utils import timezone

from budget.enums import Way
from budget.models import CastCrowd, Edition, OpenedBallot, RollMark
from budget.rules import anomalies
from budget.rules.anomalies import Flag, Flagged


@dataclass(frozen=True)
class Ways:
    """How voters confirmed who they are, by proof, over the whole city."""

    proof: str
    label: str
    number: int


def flags(edition: Edition, *, opened: bool) -> list[Flagged]:
    """All flags of an edition. ``opened``: the results may be seen; what choices tell is left out before."""
    found = anomalies.sudden_hours(_by_hour(edition))
    found += anomalies.busy_offices(_by_office(edition)) + anomalies.blocks_of_phones(_by_block(edition))
    found += anomalies.crowds(_crowds(edition))
    return found + (_lonely(edition) if opened else [])


def told(edition: Edition) -> list[dict[str, Any]]:
    """The report that is published with the results: all flags, without the names of telephones, devices, networks."""
    return [
        {
            "flag": str(one.flag),
            "district": one.district,
            "key": one.key if one.flag in anomalies.NAMED else "",
            "number": one.number,
            "usual": one.usual,
        }
        for one in flags(edition, opened=True)
    ]


def name_of(flagged: Flagged) -> str:
    """The name of a flag in forms and decisions: ``hour|medeu|2026-11-04 21:00``."""
    return f"{flagged.flag}|{flagged.district}|{flagged.key}"


def marks_of(edition: Edition, names: Sequence[str]) -> list[int]:
    """Keys of the online marks that flags of hours and phones, as they stand now, speak of."""
    standing = {name_of(one): one for one in flags(edition, opened=False)}
    online = RollMark.objects.filter(edition=edition, way=Way.ONLINE)
    found: set[int] = set()
    for one in (standing[name] for name in names if name in standing):
        marks = online.filter(district_id=one.district)
        if one.flag == Flag.HOUR:
            begins = timezone.make_aware(datetime.strptime(one.key, "%Y-%m-%d %H:00"))
            marks = marks.filter(marked_at__gte=begins, marked_at__lt=begins + timedelta(hours=1))
        elif one.flag == Flag.PREFIX:
            marks = marks.exclude(phone_key="").filter(user__phone__startswith=one.key)
            marks = marks.annotate(long=Length("user__phone")).filter(long=len(one.key) + 3)
        else:
            continue
        found.update(marks.values_list("pk", flat=True))
    return sorted(found)


def by_proof(edition: Edition) -> list[Ways]:
    rows = RollMark.objects.filter(edition=edition).values("proof").annotate(n=Count("pk")).order_by("-n")
    labels = dict(RollMark._meta.get_field("proof").choices or ())
    return [Ways(row["proof"], str(labels.get(row["proof"], row["proof"])), row["n"]) for row in rows]


def _by_hour(edition: Edition) -> dict[tuple[str, str], int]:
    rows = RollMark.objects.filter(edition=edition).annotate(hour=TruncHour("marked_at"))
    return {
        (row["district_id"], _hour(row["hour"])): row["n"]
        for row in rows.values("district_id", "hour").annotate(n=Count("pk")).order_by("district_id", "hour")
    }


def _by_office(edition: Edition) -> dict[tuple[str, str, str], int]:
    rows = RollMark.objects.filter(edition=edition, office__isnull=False).annotate(hour=TruncHour("marked_at"))
    numbers = rows.values("district_id", "office__code", "hour").annotate(n=Count("pk"))
    return {(row["district_id"], row["office__code"], _hour(row["hour"])): row["n"] for row in numbers}


def _by_block(edition: Edition) -> dict[tuple[str, str], int]:
    rows = RollMark.objects.filter(edition=edition).exclude(phone_key="").exclude(user__phone__isnull=True)
    rows = rows.annotate(block=Left("user__phone", Length("user__phone") - 3))
    numbers = rows.values("district_id", "block").annotate(n=Count("pk"))
    return {(row["district_id"], row["block"]): row["n"] for row in numbers if row["block"]}


def _crowds(edition: Edition) -> dict[tuple[str, str, str, str], int]:
    rows = CastCrowd.objects.filter(edition=edition)
    return {
        (district, _hour(timezone.localtime(hour)), kind, key): number
        for district, hour, kind, key, number in rows.values_list("district_id", "hour", "kind", "key", "number")
    }


def _lonely(edition: Edition) -> list[Flagged]:
    valid = OpenedBallot.objects.filter(edition=edition, valid=True)
    ballots = dict(valid.values_list("district_id").annotate(n=Count("pk")).order_by("district_id"))
    alone = valid.filter(choices__0__isnull=False, choices__1__isnull=True).values("district_id", "choices__0")
    rows = alone.annotate(n=Count("pk")).order_by("district_id", "choices__0")
    return anomalies.lonely_projects(ballots, [(row["district_id"], row["choices__0"], row["n"]) for row in rows])


def _hour(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:00")
