"""Who stands at the door of results, and the edition that may be read."""

from datetime import datetime
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from accounts.selectors import actor_of
from accounts.views.desk import Official, View, desk_of
from budget.models import Edition, TallyRun, Work
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
    """Reasons and orders exist in Kazakh and Russian; whoever reads English gets the Kazakh words."""
    return "ru" if get_language() == "ru" else "kk"


def for_staff(view: View) -> View:
    """For people with a post; the policy says what they find. The actor is all that these views need of them."""

    @desk_of(Official)
    @wraps(view)
    def inside(request: HttpRequest, official: Official, *args, **kwargs) -> HttpResponse:
        return view(request, official.actor, *args, **kwargs)

    return inside
