"""What the city has an answer for: articles that everybody may read, with a search that forgives spelling."""

from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appeals.selectors import knowledge, quick

QUERY_LENGTH = 200
FIGURES_KEPT_S = 300


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All articles in force, or what is found by the words asked."""
    today = timezone.localdate()
    query = " ".join(request.GET.get("q", "").replace("\0", "").split())[:QUERY_LENGTH]
    found = knowledge.found(query, on=today) if query else knowledge.articles(today)
    return render(request, "help/index.html", {"query": query, "articles": found})


@require_safe
def article(request: HttpRequest, code: str) -> HttpResponse:
    """One article; what is no longer in force does not exist."""
    found = knowledge.article(code, on=timezone.localdate())
    if found is None:
        raise Http404
    return render(request, "help/article.html", {"article": found})


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """How many appeals the first line answers well by itself, against the city's aim. At most five minutes old."""
    today = timezone.localdate()
    context = {"periods": _periods(today), "goal": quick.goal(today)}
    return render(request, "help/figures.html", context)


def _periods(today: date) -> list[tuple[str, Any]]:
    last_month = today.replace(day=1) - timedelta(days=1)
    spans = (
        (_("This month"), today.replace(day=1), today),
        (_("Last month"), last_month.replace(day=1), last_month),
        (_("This year"), date(today.year, 1, 1), today),
    )
    return [(label, _kept(since, until)) for label, since, until in spans]


def _kept(since: date, until: date) -> quick.Figures:
    name = f"appeals:quick:{since:%Y%m%d}-{until:%Y%m%d}"
    try:
        found = cache.get(name)
    except Exception:  # the cache is a convenience
        found = None
    if found is None:
        found = quick.figures(since=since, until=until)
        try:
            cache.set(name, found, FIGURES_KEPT_S)
        except Exception:
            return found
    return found


app_name = "help"
urlpatterns = [
    path("", index, name="index"),
    path("quick-answers/", figures, name="figures"),
    path("<slug:code>/", article, name="article"),
]
