"""Who holds a post over an appeal."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User
from appeals.models import Appeal


def of_body(appeal: Appeal, *, roles: Collection[str], on: date) -> QuerySet[User]:
    """Active people with one of these posts, on that day, in the very body that the appeal was sent to.

    A post limited to another district does not count.
    """
    district = Q(appointments__district__isnull=True) | Q(appointments__district_id=appeal.district_id)
    in_force = Q(appointments__valid_from__lte=on) & (
        Q(appointments__valid_to__isnull=True) | Q(appointments__valid_to__gt=on)
    )
    return (
        User.objects.filter(
            district,
            in_force,
            is_active=True,
            appointments__organisation_id=appeal.organisation_id,
            appointments__role__in=roles,
        )
        .distinct()
        .order_by("pk")
    )
