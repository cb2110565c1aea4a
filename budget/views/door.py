"""Who stands at the door of the people's budget, and the moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.selectors import actor_of
from budget.models import Proposal
from budget.policy import Viewer
from budget.selectors import desk
from workflow.actor import Actor


def viewer_at(request: HttpRequest, at: datetime) -> Viewer:
    """The person or stranger who looks."""
    return Viewer(actor_of(request.user, at))


def seen_seq(request: HttpRequest) -> int | None:
    """The version that the person saw, if the form told one."""
    text = request.POST.get("seq", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


@dataclass(frozen=True)
class Official:
    """Who works at the desk, and the moment of the request."""

    actor: Actor
    at: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    def proposal(self, number: str) -> Proposal:
        """The proposal, if it falls under the official's posts; otherwise it does not exist."""
        found = desk.by_number(self.actor, number)
        if found is None:
            raise Http404
        return found


def for_officials(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Call ``view(request, official, ...)``; a stranger signs in first, without such a post one is told so (403)."""

    @login_required
    @wraps(view)
    def at_the_desk(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        at = timezone.now()
        official = Official(actor_of(request.user, at), at)
        if not official.actor.roles & desk.AT_WORK:
            return render(request, "desk/no_post.html", status=403)
        response = view(request, official, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return at_the_desk
