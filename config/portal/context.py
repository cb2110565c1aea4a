"""What every page needs: the sections, the languages of this very page."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _

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


def site(request: HttpRequest) -> dict:
    """Template context: ``languages`` (links to this page in each language) and ``site_name``."""
    return {"languages": _languages(request), "site_name": _("Birge")}
