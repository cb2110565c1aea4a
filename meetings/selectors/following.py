"""Who follows what."""

from django.db.models import Q, QuerySet

from accounts.models import User
from meetings.models import Follow, Meeting


def of(user_id: int) -> QuerySet[Follow]:
    """The subscriptions of a person, the newest first, with the names of what is followed. One query."""
    found = Follow.objects.filter(user_id=user_id).select_related("instruction", "district", "organisation")
    return found.defer("district__outline").order_by("-created_at", "-pk")


def of_meeting(meeting: Meeting) -> QuerySet[User]:
    """Who follows the district of a meeting, or the akimat that holds it. One query."""
    wish = Q(plan_follows__organisation_id=meeting.organisation_id)
    if meeting.district_id:
        wish |= Q(plan_follows__district_id=meeting.district_id)
    return User.objects.filter(wish, is_active=True).distinct().order_by("pk")
