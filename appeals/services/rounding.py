"""Where strangers see an appeal, after the city has changed its mind about a category."""

from appeals.models import Appeal, Category
from appeals.services.triage import public_point

_AT_ONCE = 1000


def recompute(category: Category) -> int:
    """Give every published appeal of this category the public point that its ``in_housing`` asks for now.

    Call it in the transaction that changes the category: no exact place of a home is public in between.
    Returns how many were moved.
    """
    moved = 0
    rows: list[Appeal] = []
    shown = Appeal.objects.filter(category=category, published_at__isnull=False, point__isnull=False)
    for appeal in shown.only("point", "public_point", "category_id").iterator(_AT_ONCE):
        appeal.category = category
        before, appeal.public_point = appeal.public_point, public_point(appeal)
        if before != appeal.public_point:
            rows.append(appeal)
        if len(rows) == _AT_ONCE:
            moved += Appeal.objects.bulk_update(rows, ["public_point"])
            rows = []
    return moved + (Appeal.objects.bulk_update(rows, ["public_point"]) if rows else 0)
