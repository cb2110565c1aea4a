"""Number and code: the key to an appeal filed without an account."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FollowForm(forms.Form):
    number = forms.CharField(
        max_length=40,
        strip=True,
        error_messages={"required": _("Write the number of the appeal, for example 2026-000123.")},
    )
    code = forms.CharField(
        max_length=80, strip=True, error_messages={"required": _("Write the code from your receipt.")}
    )
