"""Browsers in words: ``{% load browsers %}``."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# The first mark that is found decides: Edge also calls itself Chrome, Chrome also calls itself Safari.
_BROWSERS = (
    ("YaBrowser/", "Yandex"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def _first(marks: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for mark, name in marks if mark in text), "")


@register.filter
def browser(user_agent: str) -> str:
    """«Chrome, Android»: what a person recognises in the line that a browser says of itself."""
    known = [name for name in (_first(_BROWSERS, user_agent), _first(_DEVICES, user_agent)) if name]
    return ", ".join(known) or _("another browser or program")
