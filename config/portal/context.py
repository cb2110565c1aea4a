"""What every page needs: the sections, the person, the languages of this very page."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import unread_count

LANGUAGE_LABELS = {"kk": ("Қаз", "қазақша"), "ru": ("Рус", "русский"), "en": ("Eng", "English")}


def _languages(request: HttpRequest) -> list[dict]:
    address = request.get_full_path()
    return [
        {
            "code": code,
            "label": LANGUAGE_LABELS[code][0],
            "name": LANGUAGE_LABELS[code][1],
            "url": translate_url(address, code),
            "current": code == get_language(),
        }
        for code, _name in settings.LANGUAGES
    ]


def _sections(request: HttpRequest) -> list[dict]:
    """The main sections; the longest address that the page's own begins with is the current one."""
    items = [
        {"url": reverse("appeals:new", args=["start"]), "label": _("File an appeal")},
        {"url": reverse("appeals:list"), "label": _("Appeals")},
        {"url": reverse("appeals:map"), "label": _("Map")},
        {"url": reverse("meetings:list"), "label": _("Meetings")},
        {"url": reverse("appeals:follow"), "label": _("Follow an appeal")},
        {"url": reverse("budget:home"), "label": _("People's budget")},
    ]
    path = (
        request.path.replace("/appeals/new/", "/appeals/new/start/", 1)
        if "/appeals/new/" in request.path
        else request.path
    )
    fitting = [item["url"] for item in items if path.startswith(item["url"])]
    here = max(fitting, key=len, default="")
    return [{**item, "current": item["url"] == here} for item in items]


def _account(request: HttpRequest) -> dict:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"url": f"{reverse('account_login')}", "label": _("Sign in"), "unread": 0}
    unread = partial(_unread, request, user)
    return {"url": reverse("me:profile"), "label": user.full_name or _("My page"), "unread": unread}


def _unread(request: HttpRequest, user: User) -> int:
    """Counted when a template asks, and once: a page may be made of several templates, the admin's of a dozen."""
    if not hasattr(request, "unread_count"):
        request.unread_count = unread_count(user)  # type: ignore[attr-defined]  # kept for the request
    return request.unread_count  # type: ignore[attr-defined]


def _footer() -> list[dict]:
    names = [
        ("how", _("How it works")),
        ("help:index", _("Help: ready answers")),
        ("open-data", _("Open data")),
        ("privacy", _("Protection of personal data")),
        ("accessibility", _("Accessibility")),
    ]
    call = {"url": "tel:1308", "label": _("1308 – help by phone")}
    return [{"url": reverse(name), "label": label} for name, label in names] + [call]


def site(request: HttpRequest) -> dict:
    """Template context: ``languages``, ``nav``, ``footer``, ``account``, ``search_url``, ``map_style_url``."""
    return {
        "languages": _languages(request),
        "nav": _sections(request),
        "footer": _footer(),
        "account": _account(request),
        "search_url": reverse("search"),
        "map_style_url": settings.MAP_STYLE_URL,
        "site_name": "Birge",
    }
