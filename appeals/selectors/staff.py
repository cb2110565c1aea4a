"""Who holds a post over an appeal."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User


def of_body(organisation: str | None, *, district: str | None, roles: Collection[str], on: date) -> QuerySet[User]:
    """Active people with one of these posts, on that day, in the very body of this code.

    ``district``: where the matter lies; a post limited to another district does not count.
    """
    over_it = Q(appointments__district__isnull=True) | Q(appointments__district_id=district)
    in_force = Q(appointments__valid_from__lte=on) & (
        Q(appointments__valid_to__isnull=True) | Q(appointments__valid_to__gt=on)
    )
    return (
        User.objects.filter(
            over_it,
            in_force,
            is_active=True,
            appointments__organisation__code=organisation,
            appointments__role__in=roles,
        )
        .distinct()
        .order_by("pk")
    )
