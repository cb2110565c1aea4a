"""Following a meeting as it goes: the big screen of the hall, and the phone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from meetings.models import Meeting
from meetings.policy import Viewer
from meetings.selectors import lines
from meetings.views import rows, words
from meetings.views.cards import card
from meetings.views.door import found, viewer_at

ON_SCREEN = 4


@require_safe
def screen(request: HttpRequest, meeting: str) -> HttpResponse:
    """For the wall of the hall: the newest lines in large letters, and how many got which result."""
    return _page(request, meeting, "screen")


@require_safe
def phone(request: HttpRequest, meeting: str) -> HttpResponse:
    """For somebody in the hall or at home: all lines, the newest first."""
    return _page(request, meeting, "phone")


@require_safe
def part(request: HttpRequest, meeting: str, view: str) -> HttpResponse:
    """What moves of either, for the live island; 304 while nothing has changed."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    shown = found(meeting, viewer)
    etag = f'"{shown.number}.{shown.seq}.{view}.{viewer.actor.user_id}.{get_language()}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = render(request, f"meetings/{view}_part.html", _context(shown, view, viewer))
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def _page(request: HttpRequest, meeting: str, view: str) -> HttpResponse:
    at = timezone.now()
    viewer = viewer_at(request, at)
    shown = found(meeting, viewer)
    context = _context(shown, view, viewer) | {
        "card": card(shown, at=at),
        "part_url": reverse("meetings:part", args=[shown.number, view]),
        "page_url": request.build_absolute_uri(reverse("meetings:phone", args=[shown.number])),
    }
    response = render(request, f"meetings/{view}.html", context)
    response["Cache-Control"] = "private, no-cache"
    return response


def _context(meeting: Meeting, view: str, viewer: Viewer) -> dict:
    written = lines.lines_of(meeting).order_by("-number")
    newest = list(written[:ON_SCREEN] if view == "screen" else written)
    urls = rows.addresses(newest, viewer)
    results = lines.results_of(meeting)
    return {
        "meeting": meeting,
        "lines": [rows.public(line, urls) for line in newest],
        "total": sum(results.values()),
        "results": [(words.result_pill(result), number) for result, number in results.items() if number],
    }
