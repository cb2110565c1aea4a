"""Pages of plain words, and what machines ask for first."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

FOR_SEARCH_ENGINES = ("home", "appeals:list", "appeals:map", "how", "privacy", "accessibility", "open-data")


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/how.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html", {"draft_days": settings.DRAFT_DAYS})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html", {"new_url": reverse("appeals:new", args=["start"])})


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """Where programs read what is public."""
    root = request.build_absolute_uri("/api/v1/")
    doors = [
        {"label": _("Published appeals"), "url": f"{root}appeals/", "words": _("newest first, with filters; JSON")},
        {"label": _("Districts"), "url": f"{root}districts/", "words": _("names in three languages, area, population")},
        {
            "label": _("Places of the city"),
            "url": f"{root}places/?q=Абай",
            "words": _("search by name, however it is typed"),
        },
        {"label": _("Description of the interface"), "url": f"{root}schema/", "words": _("OpenAPI 3")},
        {
            "label": _("Map tiles"),
            "url": request.build_absolute_uri("/tiles/appeals/12/2924/1499.mvt"),
            "words": _("Mapbox Vector Tiles of appeals, districts and places"),
        },
    ]
    return render(request, "portal/data.html", {"doors": doors})


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: everything public but forms, searches and personal pages."""
    lines = ["User-agent: *"]
    lines += [
        f"Disallow: /{code}/{place}/"
        for code, _name in settings.LANGUAGES
        for place in ("me", "account", "search", "desk", "appeals/new", "appeals/follow")
    ]
    lines += ["Disallow: /admin/", "Disallow: /api/", "", f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """The standing pages in each language."""
    addresses = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            addresses += [request.build_absolute_uri(reverse(name)) for name in FOR_SEARCH_ENGINES]
    return render(request, "portal/sitemap.xml", {"addresses": addresses}, content_type="application/xml")
