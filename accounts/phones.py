"""Phone numbers as people in Kazakhstan write them, kept as E.164."""

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def normalised(text: str) -> str | None:
    """``8 (701) 234-56-78`` -> ``+77012345678``; a foreign number needs its ``+`` and code. ``None`` if it is none."""
    try:
        number = phonenumbers.parse(text, "KZ")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def readable(phone: str) -> str:
    """``+77012345678`` -> ``+7 701 234 5678``, with spaces that do not break."""
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return phone
    text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return text.replace(" ", "\u00a0")


class PhoneField(forms.CharField):
    """A form field that takes a number in any usual spelling and gives it back as E.164."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("label", _("Mobile phone"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}))
        super().__init__(**kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return text
        phone = normalised(text)
        if phone is None:
            raise ValidationError(
                _("Enter a phone number like +7 701 234 56 78: after +7 or 8 come ten digits."), code="invalid_phone"
            )
        return phone
