"""Who stands at the door: the actor with today's posts, and what this browser has claimed."""

from datetime import datetime

from django.http import HttpRequest

from accounts.selectors import actor_of
from appeals.models import Appeal
from appeals.policy import CLAIMED_SESSION_KEY, Viewer, claimed_in
from workflow.actor import Actor

MOST_CLAIMED = 50


def actor_at(request: HttpRequest, at: datetime) -> Actor:
    return actor_of(request.user, at)


def viewer_at(request: HttpRequest, at: datetime) -> Viewer:
    """The person or stranger who looks, with the appeals that this session has claimed."""
    return Viewer(actor=actor_of(request.user, at), claimed=claimed_in(request.session))


def claim(request: HttpRequest, appeal: Appeal) -> None:
    """Let this session follow the appeal from now on; the newest claims are kept."""
    kept = [pk for pk in request.session.get(CLAIMED_SESSION_KEY, []) if pk != appeal.pk]
    request.session[CLAIMED_SESSION_KEY] = [*kept, appeal.pk][-MOST_CLAIMED:]
