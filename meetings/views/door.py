"""What every door of meetings does first: read the clock, build the viewer, find what may be seen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.selectors import actor_of
from meetings import policy
from meetings.models import Meeting
from meetings.policy import Viewer
from meetings.selectors import lists
from workflow.actor import Actor


def viewer_at(request: HttpRequest, at: datetime) -> Viewer:
    return Viewer(actor_of(request.user, at))


def found(number: str, viewer: Viewer) -> Meeting:
    """The meeting, if this viewer may open it; otherwise it does not exist."""
    meeting = lists.with_names(policy.visible_to(viewer)).filter(number=number).first()
    if meeting is None:
        raise Http404
    return meeting


@dataclass(frozen=True)
class Official:
    """Who works at the desk, and the moment of the request."""

    actor: Actor
    at: datetime

    def meeting(self, number: str) -> Meeting:
        """The meeting, if it falls under the official's posts; otherwise it does not exist."""
        found = lists.with_names(policy.worked_by(self.actor)).filter(number=number).first()
        if found is None:
            raise Http404
        return found


def for_officials(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Call ``view(request, official, ...)``; a stranger signs in first, somebody without a post is told so (403)."""

    @login_required
    @wraps(view)
    def at_the_desk(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        at = timezone.now()
        official = Official(actor_of(request.user, at), at)
        if not official.actor.posts:
            return render(request, "desk/no_post.html", status=403)
        response = view(request, official, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return at_the_desk
