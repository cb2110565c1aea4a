"""The sheet that all icons are drawn from: `{% load icons %}`."""

from functools import cache

from django import template
from django.conf import settings
from django_vite.core.asset_loader import DjangoViteAssetLoader

register = template.Library()


@register.simple_tag
def icon_sheet() -> str:
    """Its address. A page has hundreds of icons: asked of the build for each, it was a tenth of the page's time."""
    return _found() if settings.DEBUG else _kept()


@cache
def _kept() -> str:
    return _found()


def _found() -> str:
    return DjangoViteAssetLoader.instance().generate_vite_asset_url("icons.svg")
