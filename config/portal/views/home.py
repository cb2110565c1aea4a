"""The home page, and its live part."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from appeals.enums import Kind
from appeals.policy import STRANGER
from appeals.selectors import figures, public, taxonomy
from appeals.selectors.lists import NO_FILTERS
from appeals.views.cards import Card, card
from budget.selectors.front import front
from config.portal.views.districts import chosen

NEWEST = 4
FIGURES_KEPT_S = 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What one can do here, what happens now, how the city does."""
    at = timezone.now()
    week, in_work = _figures(at)
    mine = chosen(request)
    districts = public.districts()
    rows = [{"code": each.code, "name": each.name, "open": in_work.get(each.code, 0)} for each in districts]
    context = {
        "cards": _newest(at),
        "week": week,
        "district": next((each for each in districts if each.code == mine), None),
        "districts": sorted(rows, key=lambda row: row["code"] != mine),
        "budget": front(at),
        "term_days": taxonomy.allowed(Kind.QUICK_REPORT, on=timezone.localdate(at)).days,
        "card_image": request.build_absolute_uri(static("share.png")),
    }
    return render(request, "portal/home.html", context)


@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """The newest published appeals, as the live island of the home page fetches them."""
    response = render(request, "portal/now.html", {"cards": _newest(timezone.now())})
    response["Cache-Control"] = "no-cache"
    return response


def _newest(at: datetime) -> list[Card]:
    page = public.page(NO_FILTERS, after=None, size=NEWEST)
    return [card(appeal, STRANGER, at=at) for appeal in page.appeals]


def _figures(at: datetime) -> tuple[figures.Week, dict[str, int]]:
    """Figures of the last seven days and of now, at most a minute old."""
    try:
        kept = cache.get("portal:figures")
    except Exception:  # the cache is a convenience
        kept = None
    if kept is None:
        kept = (
            figures.week(since=at - timedelta(days=7), today=timezone.localdate(at)),
            figures.open_by_district(),
        )
        try:
            cache.set("portal:figures", kept, FIGURES_KEPT_S)
        except Exception:
            return kept
    return kept
