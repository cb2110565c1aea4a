"""The questions of the intake form, one form a page. They check shape only; meaning is for the services to refuse."""

from django import forms
from django.conf import settings
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from appeals.views.forms.photos import PhotosField

ADDRESS_LENGTH = 300


class WhatForm(forms.Form):
    """What happened, in words and photos."""

    text = forms.CharField(
        strip=True,
        widget=forms.Textarea,
        error_messages={"required": _("Write what happened. One or two sentences are enough.")},
    )
    photos = PhotosField(required=False)


class WhereForm(forms.Form):
    """Where it is: a point, or an address with a district, or no place at all."""

    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    address = forms.CharField(required=False, max_length=ADDRESS_LENGTH, strip=True)
    district = forms.CharField(required=False, max_length=20)
    no_place = forms.BooleanField(required=False)

    def clean(self) -> dict:
        values = super().clean() or {}
        if values.get("no_place") or (values.get("lon") is not None and values.get("lat") is not None):
            return values
        if not values.get("address"):
            self.add_error("address", _("Mark the place on the map, or write the street and the house."))
        elif not values.get("district"):
            self.add_error("district", _("Choose the district, so that the appeal gets to the right people."))
        return values


class CategoryForm(forms.Form):
    """A leaf of the tree, or ``unknown``: then the moderator decides."""

    UNKNOWN = "unknown"

    category = forms.CharField(
        max_length=80,
        error_messages={"required": _("Choose what it is about. If you are not sure, choose “I don't know”.")},
    )


class ContactForm(forms.Form):
    """How the answer reaches the author. An appeal without a contact is followed by its code."""

    phone = forms.CharField(required=False, max_length=30, strip=True)
    email = forms.CharField(
        required=False,
        max_length=254,
        strip=True,
        validators=[EmailValidator(_("The e-mail address is not complete. Example: aliya@example.kz"))],
    )
    name = forms.CharField(required=False, max_length=200, strip=True)
    language = forms.ChoiceField(
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the language of the answer."),
            "invalid_choice": _("Choose the language of the answer."),
        },
    )


class CheckForm(forms.Form):
    """The declaration before sending."""

    consent = forms.BooleanField(
        error_messages={"required": _("Tick the box: without your consent the law does not let us take the appeal.")}
    )
