"""Whether applicants were told of an extension in time."""

from datetime import datetime

from django.db import transaction

from appeals.enums import BreachKind
from appeals.models import Breach, Extension
from appeals.rules import term
from appeals.selectors import terms


def watch_notices(*, at: datetime, limit: int = 500) -> int:
    """Note which letters about extensions arrived, and write a breach where the last day for it has passed.

    Returns how many breaches were written. An applicant who left no way to be told reads of it on the appeal's page
    alone: there is no letter to watch. Rule: APPC art. 76: within three working days.
    """
    written = 0
    for pk in list(terms.not_yet_told().order_by("pk").values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            row = terms.not_yet_told().filter(pk=pk).select_for_update(skip_locked=True, of=("self",)).first()
            written += bool(row is not None and _look(row, at=at))
    return written


def _look(extension: Extension, *, at: datetime) -> bool:
    extension.told_at = terms.told_at(extension)
    if extension.told_at is not None:
        extension.save(update_fields=["told_at"])
    if term.city_day(extension.told_at or at) <= extension.notice_due_on:
        return False
    _breach, is_new = Breach.objects.get_or_create(
        appeal_id=extension.appeal_id,
        kind=BreachKind.NOTICE_LATE,
        about=f"extension:{extension.pk}",
        defaults={
            "at": at,
            "details": {
                "notice_due_on": extension.notice_due_on.isoformat(),
                "told_at": extension.told_at.isoformat() if extension.told_at else None,
            },
        },
    )
    return is_new
