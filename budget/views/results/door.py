"""Who stands at the door of results, and the edition that may be read."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from accounts.selectors import actor_of
from budget.models import Edition, Proposal, TallyRun, Work
from budget.policy import Viewer
from budget.selectors import results
from budget.selectors import works as building


def viewer_at(request: HttpRequest, at: datetime) -> Viewer:
    return Viewer(actor_of(request.user, at))


def edition_or_404(request: HttpRequest, code: str) -> Edition:
    """The edition, if its results may be read by whoever asks: before that there is nothing here."""
    found = results.by_code(code, viewer_at(request, timezone.now()))
    if found is None:
        raise Http404
    return found


def run_or_404(edition: Edition, district: str) -> TallyRun:
    run = results.official_run(edition, district)
    if run is None:
        raise Http404
    return run


def work_or_404(request: HttpRequest, number: str) -> Work:
    found = building.by_number(number, viewer_at(request, timezone.now()))
    if found is None:
        raise Http404
    return found


def content_language() -> str:
    """Titles and reasons exist in Kazakh and Russian; whoever reads English gets the Kazakh words."""
    return "ru" if get_language() == "ru" else "kk"


def for_staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for people with a post; the policy says what they find. Never kept by caches."""

    @login_required
    @wraps(view)
    def inside(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        viewer = viewer_at(request, timezone.now())
        if not viewer.actor.posts:
            return render(request, "desk/no_post.html", status=403)
        response = view(request, viewer.actor, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return inside


def title_of(project: Proposal) -> str:
    return project.title_in(content_language())
