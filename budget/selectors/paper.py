"""Named reads about paper: forms that are out, batches, what two clerks read differently."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet, Sum

from budget.models import Batch, Edition, FormIssue, Office, PaperForm, RollMark
from budget.rules.box.charter import canonical


@dataclass(frozen=True)
class Reckoning:
    """Of one office: forms that it was given, voters marked, and the sums of its closed batches."""

    office: Office
    given: int
    marked: int
    sums: Mapping[str, Any]


def forms_out(edition: Edition) -> int:
    """How many of the forms that voters were given do not yet stand in a closed batch: marks without a sheet."""
    marked = RollMark.objects.filter(edition=edition, office__isnull=False).count()
    closed = Batch.objects.filter(office__edition=edition, closed_at__isnull=False)
    counted = closed.aggregate(marks=Sum("marks"))["marks"] or 0
    waiting = Batch.objects.filter(office__edition=edition, closed_at__isnull=True).count()
    return max(marked - counted, waiting)


def marks_since(batch: Batch) -> int:
    """How many voters of the batch's district the roll counts at the office beyond those of its closed batches."""
    marked = RollMark.objects.filter(office=batch.office_id, district=batch.district_id).count()
    closed = Batch.objects.filter(office=batch.office_id, district=batch.district_id, closed_at__isnull=False)
    return marked - (closed.aggregate(marks=Sum("marks"))["marks"] or 0)


def differing(batch: Batch) -> QuerySet[PaperForm]:
    """Forms that two clerks read differently and nobody has decided."""
    return forms(batch).annotate(read=Count("entries")).filter(agreed=False, read__gte=2).order_by("serial")


def half_typed(batch: Batch) -> QuerySet[PaperForm]:
    """Forms that only one clerk has typed: ``by`` whom."""
    found = forms(batch).annotate(read=Count("entries"), by=Min("entries__clerk"))
    return found.filter(agreed=False, read=1).order_by("serial")


def forms(batch: Batch) -> QuerySet[PaperForm]:
    """The forms of an urn, without those that a slip of a clerk made."""
    return batch.forms.filter(mistyped=False)


def batches(edition: Edition) -> QuerySet[Batch]:
    """The sheets of an edition with how many of their forms are agreed."""
    found = Batch.objects.filter(office__edition=edition).select_related("office", "district")
    return found.annotate(
        agreed=Count("forms", filter=Q(forms__agreed=True), distinct=True),
        typed=Count("forms", filter=Q(forms__mistyped=False), distinct=True),
    )


def reconciliation(edition: Edition) -> list[Reckoning]:
    """The daily list: of each office the forms it was given, the voters marked, the forms in closed batches."""
    issued = FormIssue.objects.filter(edition=edition).values("office").annotate(n=Sum(F("last") - F("first") + 1))
    given = {row["office"]: row["n"] for row in issued}
    offices = list(Office.objects.filter(edition=edition).select_related("organisation", "district").order_by("code"))
    marked = dict(
        RollMark.objects.filter(edition=edition, office__isnull=False)
        .values_list("office")
        .annotate(n=Count("pk"))
        .values_list("office", "n")
    )
    sums = {
        row["office"]: row
        for row in Batch.objects.filter(office__edition=edition, closed_at__isnull=False)
        .values("office")
        .annotate(issued=Sum("issued"), used=Sum("used"), spoiled=Sum("spoiled"), returned=Sum("returned"))
    }
    nothing = {"issued": 0, "used": 0, "spoiled": 0, "returned": 0}
    return [
        Reckoning(office, given.get(office.pk, 0), marked.get(office.pk, 0), sums.get(office.pk, nothing))
        for office in offices
    ]


def leaf_of_batch(batch: Batch) -> str:
    """What stands in the log of a closed batch: its sheet, the hash of its scan, and a salted hash of what was typed.

    Forms have no numbers in it, and the salt keeps anybody from trying out what a small batch may hold.
    """
    typed = sorted(
        canonical({"choices": choices, "points": points})
        for choices, points in batch.forms.filter(agreed=True).values_list("choices", "points")
    )
    return canonical(
        {
            "office": batch.office.code,
            "number": batch.number,
            "district": batch.district_id,
            "issued": batch.issued,
            "used": batch.used,
            "spoiled": batch.spoiled,
            "returned": batch.returned,
            "voters": batch.marks,
            "scan": batch.scan_hash,
            "forms": hashlib.sha256("\n".join([batch.salt, *typed]).encode()).hexdigest(),
        }
    )
