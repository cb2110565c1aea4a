"""Removing a resident's data once its term of keeping has passed: a tombstone is left (Law No 94-V, art. 12 and 18).

Number, kind, status, category, district, bodies, dates and the journal's acts stay: they are the city's figures and
prove what was done. Words, contacts, photos, the exact place and the link to the author go, from the rows and from
the journal.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts import notices
from appeals import policy
from appeals.enums import OPEN, LimitCode
from appeals.models import Appeal, Category, Limit, Part, Photo
from appeals.rules.privacy import rounded
from appeals.rules.retention import REMOVED, months_before
from appeals.selectors.limits import USUAL
from appeals.services.photos import remove_files_on_commit
from appeals.workflow import APPEAL, PART
from workflow import acts, scrubbing
from workflow.actor import SYSTEM
from workflow.models import Act
from workflow.refusals import Refused

# Model -> columns of words about people. A test sees to it that every column of text that hangs on an appeal stands
# here, in ``GONE`` or in ``KEPT``.
ERASED: dict[str, frozenset[str]] = {
    "Answer": frozenset({"text", "no_photo_reason", "reasons"}),
    "Appeal": frozenset(
        {"address", "text", "public_title", "public_text", "details", "suggestion"}
        | {"contact_name", "contact_email", "contact_phone"}
    ),
    "Breach": frozenset({"about", "details"}),
    "Extension": frozenset({"reason"}),
    "Hearing": frozenset(
        {"text", "exception_reason", "objection", "place", "participants", "question", "said", "added_facts"}
    ),
    "ImportedRecord": frozenset({"marks"}),
    "Part": frozenset({"title", "text"}),
    "Question": frozenset({"text", "reply"}),
    "QuickAnswer": frozenset({"note"}),
    "Rating": frozenset({"text"}),
}
# Rows that are removed whole.
GONE = frozenset({"Photo", "Note", "BatchItem", "Voice"})
KEPT: dict[str, frozenset[str]] = {
    "Answer": frozenset({"norm", "remedy", "signatory", "signatory_post", "number", "digest", "check_code"}),
    "Appeal": frozenset({"status", "number", "claim_hash", "intake_digest", "routing", "consent_version"}),
    "Extension": frozenset({"override", "notice_key"}),
    "Forwarding": frozenset({"outside", "their_number"}),
    "Hearing": frozenset({"body", "official", "secretary"}),
    "ImportedRecord": frozenset({"system", "external_number"}),
    "Part": frozenset({"status", "outside"}),
    "Question": frozenset({"back_to"}),
}
# Keys of the acts' data that hold words of people; notes go as a whole.
WORDS_IN_ACTS = ("title", "official")


def due(at: datetime) -> QuerySet[Appeal]:
    """Ended appeals whose data has been kept for as long as their category says, the oldest end first."""
    by_months: dict[int, list[int | None]] = defaultdict(list)
    for category, months in _months(timezone.localdate(at)).items():
        by_months[months].append(category)
    condition = Q(pk__in=[])
    for months, categories in by_months.items():
        known = Q(category__in=[pk for pk in categories if pk is not None])
        of_these = known | Q(category__isnull=True) if None in categories else known
        condition |= of_these & Q(status_since__lt=months_before(at, months))
    return Appeal.objects.filter(condition, erased_at__isnull=True).exclude(status__in=OPEN).order_by("status_since")


def expire(*, at: datetime, most: int = 500) -> int:
    """Leave tombstones of the oldest appeals that are due, each in a transaction of its own. Returns how many."""
    done = 0
    for pk in list(due(at).values_list("pk", flat=True)[:most]):
        try:
            remove(pk, at=at)
        except Refused:
            # Opened again or removed by another worker in between: it is no longer due.
            continue
        done += 1
    return done


def remove(appeal_id: int, *, at: datetime) -> Act:
    """Leave a tombstone of one ended appeal. Refused: ``state``, it is open; ``erased``, that was done before."""

    def change(appeal: Appeal) -> dict[str, Any]:
        if appeal.erased_at is not None:
            raise Refused("", code="erased", conflict=True)
        photos = _remove_photos(appeal)
        _erase_below(appeal)
        _erase(appeal)
        appeal.erased_at = at
        parts = list(Part.objects.filter(appeal=appeal).values_list("pk", flat=True))
        scrubbing.scrub(APPEAL.kind, [appeal.pk], keys=WORDS_IN_ACTS)
        scrubbing.scrub(PART.kind, parts, keys=WORDS_IN_ACTS)
        notices.forget(f"appeal:{appeal.pk}:")
        return {"photos": photos}

    return acts.perform(
        APPEAL,
        Appeal,
        appeal_id,
        "expire",
        actor=SYSTEM,
        roles=lambda appeal: policy.roles_on(SYSTEM, appeal),
        change=change,
        at=at,
    )


def _months(day: date) -> dict[int | None, int]:
    """Category (``None``: none) -> months: by its own row, else by that of the category above, else by that of all."""
    rows = {
        row.category_id: row.value
        for row in Limit.objects.in_force(day).filter(code=LimitCode.RETAIN_MONTHS).order_by("valid_from")
    }
    usual = rows.get(None, USUAL[LimitCode.RETAIN_MONTHS])
    months: dict[int | None, int] = {None: usual}
    for pk, above in Category.objects.values_list("pk", "parent_id"):
        months[pk] = rows.get(pk, rows.get(above, usual))
    return months


def _remove_photos(appeal: Appeal) -> int:
    photos = list(Photo.objects.filter(appeal=appeal))
    columns = ("file", "thumb", "covered_file", "covered_thumb")
    remove_files_on_commit(name for photo in photos for column in columns if (name := getattr(photo, column).name))
    Photo.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    return len(photos)


def _erase_below(appeal: Appeal) -> None:
    """Every row that hangs on the appeal, directly or through its answers."""
    for name in sorted({*ERASED, *GONE} - {"Appeal", "Photo"}):
        model = apps.get_model("appeals", name)
        of_appeal = model._base_manager.filter(**{_way_to_appeal(model): appeal})
        if name in GONE:
            of_appeal.delete()
        else:
            for column in ERASED[name]:
                of_appeal.exclude(**{column: _empty(model, column)}).update(**{column: _trace(model, column)})


def _way_to_appeal(model: type[models.Model]) -> str:
    names = {field.name: field.related_model for field in model._meta.concrete_fields if field.related_model}
    direct = [name for name, related in names.items() if related is Appeal]
    return direct[0] if direct else "answer__appeal"


def _erase(appeal: Appeal) -> None:
    for column in ERASED["Appeal"]:
        setattr(appeal, column, _empty(Appeal, column))
    appeal.text = REMOVED
    if appeal.published_at is not None:
        appeal.public_title, appeal.public_text = f"№ {appeal.number}", REMOVED
    if appeal.point is not None:
        appeal.point.x, appeal.point.y = rounded(appeal.point.x, appeal.point.y)
        appeal.public_point = appeal.point if appeal.published_at is not None else None
    appeal.author = appeal.filed_by = None


def _empty(model: type[models.Model], column: str) -> Any:
    field = model._meta.get_field(column)
    return field.get_default() if isinstance(field, models.JSONField) else ""


def _trace(model: type[models.Model], column: str) -> Any:
    """What is left of words: that there were some."""
    field = model._meta.get_field(column)
    return field.get_default() if isinstance(field, models.JSONField) else REMOVED
