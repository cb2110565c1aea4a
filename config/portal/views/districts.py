"""The page of a district, and the choice of one's own."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import Organisation
from appeals.policy import STRANGER
from appeals.selectors import figures, public
from appeals.selectors.lists import Filters
from appeals.views.cards import card
from budget.selectors.front import front

COOKIE = "district"
REMEMBERED_S = 365 * 24 * 3600
NEWEST = 8
SPAN = timedelta(days=30)


def chosen(request: HttpRequest) -> str:
    """The code of the district that this browser calls its own, or an empty string."""
    return request.COOKIES.get(COOKIE, "")[:20]


@require_http_methods(["GET", "HEAD", "POST"])
def district(request: HttpRequest, code: str) -> HttpResponse:
    """Figures, newest appeals, map and akimat of a district; POST remembers it as one's own."""
    districts = public.districts()
    here = next((each for each in districts if each.code == code), None)
    if here is None:
        raise Http404
    if request.method == "POST":
        response = redirect("district", code)
        response.set_cookie(
            COOKIE, code, max_age=REMEMBERED_S, httponly=True, samesite="Lax", secure=request.is_secure()
        )
        return response
    at = timezone.now()
    today = timezone.localdate(at)
    page = public.page(Filters(district=code), after=None, size=NEWEST)
    context = {
        "district": here,
        "is_mine": chosen(request) == code,
        "figures": figures.of_district(code, since=at - SPAN, today=today),
        "cards": [card(appeal, STRANGER, at=at) for appeal in page.appeals],
        "akimat": Organisation.objects.in_force(today).filter(code=f"akimat-{code}").first(),
        "budget": front(at),
        "others": [each for each in districts if each.code != code],
    }
    return render(request, "portal/district.html", context)
