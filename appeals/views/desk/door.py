"""Who may stand at the desk: people with a post in force. What they see there is for the policy to say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from appeals.models import Appeal
from appeals.policy import Viewer
from appeals.selectors import desk
from appeals.views.door import actor_at
from workflow.actor import Actor


@dataclass(frozen=True)
class Official:
    """Who works at the desk, and the moment of the request."""

    actor: Actor
    at: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    @property
    def viewer(self) -> Viewer:
        """The official and nothing else: at the desk nobody is an author."""
        return Viewer(self.actor)

    def appeal(self, number: str) -> Appeal:
        """The appeal, if it falls under the official's posts; otherwise it does not exist."""
        found = desk.by_number(self.actor, number)
        if found is None:
            raise Http404
        return found


def for_officials(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Call ``view(request, official, ...)``; a stranger signs in first, somebody without a post is told so (403)."""

    @login_required
    @wraps(view)
    def at_the_desk(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        at = timezone.now()
        official = Official(actor_at(request, at), at)
        if not official.actor.posts:
            return render(request, "desk/no_post.html", status=403)
        response = view(request, official, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return at_the_desk
