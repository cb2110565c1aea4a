"""The admin's look: the brand of the public pages."""

from django.templatetags.static import static
from django.urls import reverse_lazy

UNFOLD = {
    "SITE_TITLE": "Birge",
    "SITE_HEADER": "Birge",
    "SITE_URL": "/",
    "SHOW_LANGUAGES": True,
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": True,
    "LOGIN": {"redirect_after": lambda request: reverse_lazy("admin:index")},
    "SITE_ICON": lambda request: static("logo.svg"),
    "BORDER_RADIUS": "10px",
}
