"""The admin of people, bodies and letters. What allauth registers by itself is taken out: it has its own pages."""

import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin
import allauth.usersessions.admin  # noqa: F401  imported so that what they register can be taken out
import django.contrib.auth.admin  # noqa: F401
from django.contrib import admin
from django.contrib.auth.models import Group

from accounts.admin import (  # noqa: F401  registered on import
    absences,
    city,
    journal,
    letters,
    organisations,
    people,
    readings,
)

_NOT_OURS = ("account", "mfa", "socialaccount", "usersessions")

for _model in list(admin.site._registry):
    if _model is Group or _model._meta.app_label in _NOT_OURS:
        admin.site.unregister(_model)
