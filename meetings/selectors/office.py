"""What the office of an akim works on."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from accounts.models import Organisation
from meetings import policy
from meetings.enums import TOOK_PLACE, MeetingStatus, QuestionStatus
from meetings.models import Meeting
from meetings.selectors.lists import with_names
from meetings.workflow import OFFICE
from workflow.actor import Actor

SHOWS = ("coming", "protocols", "closed")


def meetings(actor: Actor, show: str, *, at: datetime) -> QuerySet[Meeting]:
    """``coming``: to be prepared, the nearest first; ``protocols``: held, not signed; ``closed``: the newest first."""
    rows = with_names(policy.worked_by(actor)).annotate(
        to_check=Count("questions", filter=Q(questions__status=QuestionStatus.ASKED), distinct=True)
    )
    if show == "protocols":
        return rows.filter(status=MeetingStatus.HELD).order_by("starts_at", "pk")
    if show == "closed":
        over = rows.filter(status__in=[MeetingStatus.CLOSED, MeetingStatus.CANCELLED])
        return over.order_by("-starts_at", "-pk")
    return rows.exclude(status__in=[*TOOK_PLACE, MeetingStatus.CANCELLED]).order_by("starts_at", "pk")


def hosts(actor: Actor) -> QuerySet[Organisation]:
    """The akimats whose meetings the actor prepares. One query."""
    ids = {post.organisation_id for post in actor.posts if post.role in OFFICE}
    return Organisation.objects.filter(pk__in=ids).order_by("code")


def approved_by(actor: Actor) -> QuerySet[Organisation]:
    """The akimats whose calendar the actor approves. One query."""
    ids = {post.organisation_id for post in actor.posts if post.role == "akim"}
    return Organisation.objects.filter(pk__in=ids).order_by("code")
