"""The numbers of the work as the city keeps them: days, metres, per cent."""

from datetime import date

from django.db.models import Case, IntegerField, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import Organisation
from appeals.enums import LimitCode
from appeals.models import Category, HearingException, Limit, RatingReason, Remedy
from workflow.kept import kept, once

# Where the table has no row.
USUAL = {
    LimitCode.QUESTION_DAYS: 5,
    LimitCode.PHOTO_DISTANCE_M: 100,
    LimitCode.HEARING_NOTICE_DAYS: 3,
    LimitCode.HEARING_OBJECTION_DAYS: 2,
    LimitCode.REOPEN_DAYS: 30,
    LimitCode.NEAR_COPY_PERCENT: 60,
    LimitCode.CASE_FACTS: 2,
    LimitCode.LOW_RATING: 2,
    LimitCode.RETAIN_MONTHS: 36,
    LimitCode.EXTENSION_MONTHS: 2,
    LimitCode.EXTENSION_NOTICE_DAYS: 3,
}


@kept("appeals_limit", "appeals_category")
def value(code: LimitCode, *, category: Category | None = None, on: date) -> int:
    """The number in force on that day: of this leaf, else of the category above it, else of all. One query."""
    leaf, top = (category.pk, category.parent_id) if category else (None, None)
    fits = Q(category__isnull=True) | Q(category_id=leaf) | Q(category_id=top)
    nearest = Case(
        When(category__isnull=True, then=Value(2)),
        When(category_id=top, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    found = Limit.objects.in_force(on).filter(fits, code=code).order_by(nearest, "-valid_from")
    number = found.values_list("value", flat=True).first()
    return USUAL[code] if number is None else number


@once
def in_query(code: LimitCode, *, on: date) -> Coalesce:
    """The number that holds for all categories, as part of another query."""
    found = Limit.objects.in_force(on).filter(code=code, category__isnull=True).order_by("-valid_from")
    return Coalesce(Subquery(found.values("value")[:1]), Value(USUAL[code]), output_field=IntegerField())


@once
def remedy(organisation: Organisation | None, *, language: str, on: date) -> str:
    """How answers of this body are appealed against: by its own row, else the nearest above it, else that of all."""
    rows = {row.organisation_id: row for row in Remedy.objects.in_force(on).order_by("valid_from")}
    body = organisation
    for _level in range(5):
        if body is None or body.pk in rows:
            break
        body = body.parent
    row = rows.get(body.pk if body else None)
    return row.text_in(language) if row else ""


@kept("appeals_hearingexception")
def hearing_exceptions(on: date) -> list[HearingException]:
    return list(HearingException.objects.in_force(on))


@kept("appeals_ratingreason")
def rating_reasons(on: date) -> list[RatingReason]:
    return list(RatingReason.objects.in_force(on))
