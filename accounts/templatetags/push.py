"""Notifications in the browser: ``{% load push %}``."""

from django import template

from accounts.notices.push import public_key

register = template.Library()


@register.simple_tag
def push_key() -> str:
    """Our public key; empty where notifications are not offered."""
    return public_key()
