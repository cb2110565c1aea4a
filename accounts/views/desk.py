"""The door of every desk: who works there, and the moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import TypeVar

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.selectors import actor_of
from workflow.actor import Actor

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Official:
    """Who works at the desk, and the moment of the request."""

    actor: Actor
    at: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)


AnOfficial = TypeVar("AnOfficial", bound=Official)


def has_a_post(actor: Actor) -> bool:
    return bool(actor.posts)


def desk_of(official: type[AnOfficial], *, admits: Callable[[Actor], bool] = has_a_post) -> Callable[[View], View]:
    """A decorator that calls ``view(request, official, ...)`` for those whom ``admits`` lets in.

    A stranger signs in first; somebody else is told that the desk is for people with a post (403). What an official
    sees there is for the policy to say.
    """

    def for_officials(view: View) -> View:
        @login_required
        @wraps(view)
        def at_the_desk(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            at = timezone.now()
            actor = actor_of(request.user, at)
            if not admits(actor):
                return render(request, "desk/no_post.html", status=403)
            response = view(request, official(actor, at), *args, **kwargs)
            response["Cache-Control"] = "private, no-store"
            return response

        return at_the_desk

    return for_officials
