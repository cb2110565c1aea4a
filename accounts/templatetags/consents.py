"""Texts of consents in pages: ``{% load consents %}``."""

from django import template

from accounts import consents

register = template.Library()


@register.simple_tag
def consent_text(purpose: str) -> consents.ConsentText:
    """The text in force: ``title``, ``body`` (in the active language) and ``version``."""
    return consents.current(purpose)
