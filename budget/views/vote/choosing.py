"""The ballot: the projects of the voter's district, on the map and in a list, in the voter's own order."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from budget.views.vote.booth import enter, private
from geo.models import District


@require_safe
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Everybody may look; who may vote is told, and why not."""
    if not request.session.session_key:
        request.session.save()
    booth = enter(request, code)
    if booth.edition.own_district and not booth.district:
        districts = District.objects.order_by("code")
        return private(render(request, "vote/districts.html", {"edition": booth.edition, "districts": districts}))
    return private(render(request, "vote/choose.html", booth.context(booth.projects())))
