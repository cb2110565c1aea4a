"""The ballot: the projects of the voter's district, on the map and in a list, in the voter's own order."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from budget.views.vote.booth import enter, private
from budget.views.vote.casting import to_sign
from geo.models import District

# So many projects stand beside each other on a screen.
BESIDE = 4
# The stubs of the library know views without parameters only.
reaching_ncalayer: Callable[..., Any] = csp_update({"connect-src": [settings.NCALAYER_URL]})


@require_safe
@reaching_ncalayer
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Everybody may look; who may vote is told, and why not. From here the browser may reach NCALayer, to sign."""
    if not request.session.session_key:
        request.session.save()
    booth = enter(request, code)
    if booth.edition.own_district and not booth.district:
        districts = District.objects.order_by("code")
        return private(render(request, "vote/districts.html", {"edition": booth.edition, "districts": districts}))
    signing = {"to_sign": to_sign(booth), "ncalayer": settings.NCALAYER_URL} if booth.by_eds else {}
    return private(render(request, "vote/choose.html", booth.context(booth.projects()) | signing))


@require_safe
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Two to four projects beside each other. Which ones says nothing of a vote."""
    booth = enter(request, code)
    asked = request.GET.getlist("project")[:BESIDE]
    projects = [project for project in booth.projects() if str(project.pk) in asked]
    context = {"edition": booth.edition, "booth": booth, "projects": projects, "enough": len(projects) > 1}
    return private(render(request, "vote/compare.html", context))
