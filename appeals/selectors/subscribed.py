"""What a subscription is about, and what is new in it."""

from datetime import datetime

from django.db.models import Q, QuerySet

from appeals import policy
from appeals.models import Appeal, Subscription
from appeals.selectors import lists

MOST = 20


def of(user_id: int) -> QuerySet[Subscription]:
    """A person's subscriptions with what they name. One query."""
    wanted = Subscription.objects.filter(user_id=user_id).select_related("district", "category")
    return wanted.defer(*lists.HEAVY)


def covered(subscription: Subscription) -> QuerySet[Appeal]:
    """The public appeals that it is about."""
    found = policy.visible_to(policy.STRANGER)
    if subscription.district_id:
        found = found.filter(district_id=subscription.district_id)
    if subscription.category_id:
        found = found.filter(Q(category_id=subscription.category_id) | Q(category__parent_id=subscription.category_id))
    if subscription.area:
        found = found.filter(public_point__within=subscription.area)
    return found


def news(subscription: Subscription, *, until: datetime) -> list[Appeal]:
    """Published or answered since it was last told, oldest first, ``MOST`` at most. One query."""
    since = subscription.told_until
    fresh = Q(published_at__gte=since, published_at__lt=until) | Q(ended_at__gte=since, ended_at__lt=until)
    return list(
        covered(subscription).filter(fresh).select_related("district").defer(*lists.HEAVY).order_by("pk")[:MOST]
    )


def due(rhythm: str, *, before: datetime) -> QuerySet[Subscription]:
    """Subscriptions of a rhythm that were last told before this moment."""
    rows = Subscription.objects.filter(rhythm=rhythm, told_until__lt=before, user__is_active=True)
    return rows.select_related("user", "district", "category").defer(*lists.HEAVY).order_by("told_until", "pk")
