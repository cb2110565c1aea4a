from django import forms
from django.utils.translation import gettext_lazy as _


class VoiceForm(forms.Form):
    """Where to write to; one of the two. Judged by the service, which knows what an address is."""

    email = forms.CharField(label=_("E-mail"), required=False, max_length=254)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
