"""Answers that only repeat an earlier one are found before they go out."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from appeals.enums import LimitCode
from appeals.models import Answer, Appeal
from appeals.rules.copies import is_near_copy, likeness, sketch
from appeals.selectors import limits

LOOK_BACK = timedelta(days=365)
MOST_COMPARED = 40


def found(appeal: Appeal, *, text: str, at: datetime) -> dict[str, Any]:
    """The columns of an answer that tell of near-copies: its ``sketch``, and what it repeats, if it does.

    Compared with the answers of the last year to other appeals that share part of the sketch, the newest first.
    """
    on = timezone.localdate(at)
    marks = sketch(text)
    earlier = (
        Answer.objects.filter(sketch__overlap=marks, sent_at__gte=at - LOOK_BACK)
        .exclude(appeal=appeal)
        .order_by("-sent_at")
        .values_list("pk", "text")[:MOST_COMPARED]
    )
    percent = limits.value(LimitCode.NEAR_COPY_PERCENT, category=appeal.category, on=on)
    facts = limits.value(LimitCode.CASE_FACTS, category=appeal.category, on=on)
    case = (appeal.text, appeal.address)
    nearest: tuple[int, int] | None = None
    for pk, other in earlier:
        alike = likeness(text, other, case=case)
        if is_near_copy(alike, percent=percent, facts=facts) and (nearest is None or alike.percent > nearest[1]):
            nearest = (pk, alike.percent)
    copy_of, copy_percent = nearest or (None, None)
    return {"sketch": marks, "copy_of_id": copy_of, "copy_percent": copy_percent}
