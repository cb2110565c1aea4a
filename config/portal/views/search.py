"""One search for numbers, words, places and categories."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from appeals.policy import STRANGER
from appeals.selectors import public, suggestions, taxonomy
from appeals.selectors.lists import Filters
from appeals.views.cards import card
from appeals.views.door import viewer_at
from appeals.views.lists import found_words
from geo.selectors import find_places

SHOWN = 8
LONGEST = 100
NUMBER = re.compile(r"^\D{0,2}(\d{4})[\s–—-]*(\d{1,9})$")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """An exact number opens the appeal if the person may see it; words look through what is public."""
    at = timezone.now()
    query = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST]
    number = _number(query)
    if number and public.by_number(number, viewer_at(request, at)):
        return redirect("appeals:detail", number)
    context = {"query": query, "hidden_number": number, "follow_url": reverse("appeals:follow")}
    if query and not number:
        context |= _by_words(query, at)
    return render(request, "portal/search.html", context)


def _by_words(query: str, at) -> dict:
    filters = Filters(words=query)
    page = public.page(filters, after=None, size=SHOWN)
    return {
        "cards": [card(appeal, STRANGER, at=at) for appeal in page.appeals],
        "found_words": found_words(public.count(filters)),
        "more_url": f"{reverse('appeals:list')}?{urlencode({'q': query})}" if page.after else "",
        "categories": suggestions.leaves(query, taxonomy.tree(timezone.localdate(at))),
        "places": [
            {
                "name": place.name,
                "district": place.district,
                "query": urlencode(
                    {"district": place.district_id or "", "lon": str(place.point.x), "lat": str(place.point.y)}
                ),
            }
            for place in find_places(query, limit=5)
        ],
    }


def _number(query: str) -> str:
    """``2026-000123`` however it was typed: ``№2026 123``, ``2026–000123``."""
    found = NUMBER.match(query)
    return f"{found[1]}-{int(found[2]):06d}" if found else ""
