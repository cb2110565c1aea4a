"""Fields of forms that speak of places."""

import re

from django import forms
from django.utils.translation import gettext as _

Coordinates = tuple[float, float]

_TYPED = re.compile(r"(?P<lat>-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(?P<lon>-?\d{1,3}(?:\.\d+)?)")


class CoordinatesField(forms.CharField):
    """``43.35210, 77.04050``: latitude first, as maps and devices show it. Cleaned: longitude, latitude; or nothing."""

    def clean(self, value: str) -> Coordinates | None:
        typed = super().clean(value)
        if not typed:
            return None
        found = _TYPED.fullmatch(typed)
        if found is None:
            raise forms.ValidationError(_("Write the place as two numbers: 43.35210, 77.04050."))
        return float(found["lon"]), float(found["lat"])
