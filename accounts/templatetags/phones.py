"""Phone numbers in pages: ``{% load phones %}``."""

from django import template

from accounts.phones import readable

register = template.Library()
register.filter("readable_phone", readable)
