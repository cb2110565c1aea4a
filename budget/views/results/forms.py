"""What the akimat and the manager type, step by step. A form's name is that of the act."""

from django import forms
from django.utils.translation import gettext_lazy as _

from budget.enums import PhotoMoment


def _day(label) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


def _tenge(label) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=10**12)


def _text(label, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=1000, required=required, widget=forms.Textarea(attrs={"rows": 3}))


class Files(forms.FileField):
    """Several photos in one field."""

    def __init__(self, **words) -> None:
        super().__init__(**words)
        self.widget.allow_multiple_selected = True
        self.widget.attrs |= {"multiple": True, "accept": "image/jpeg,image/png,image/webp,image/heic"}

    def clean(self, data, initial=None):
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given:
            super().clean(None, initial)
        return [super(Files, self).clean(each, initial) for each in given]


class Plan(forms.Form):
    end_on = _day(_("Planned end"))


class Nothing(forms.Form):
    """An act that needs no words."""


class Contract(forms.Form):
    contractor = forms.CharField(label=_("Contractor"), max_length=200)
    amount_tenge = _tenge(_("Sum of the contract, tenge"))


class Reason(forms.Form):
    reason = _text(_("Reason"))


class Payment(forms.Form):
    amount_tenge = _tenge(_("Paid now, tenge"))


class Postpone(forms.Form):
    until = _day(_("New planned end"))
    reason_kk = _text(_("Reason in Kazakh"))
    reason_ru = _text(_("Reason in Russian"))


class Photos(forms.Form):
    photos = Files(label=_("Photos"))
    moment = forms.ChoiceField(label=_("When were they taken?"), choices=PhotoMoment)
    lat = forms.FloatField(label=_("Latitude of the place where they were taken"), min_value=42, max_value=45)
    lon = forms.FloatField(label=_("Longitude of that place"), min_value=75, max_value=79)
    taken_on = _day(_("Day of the photos"))

    def words(self) -> dict:
        given = self.cleaned_data
        return {
            "files": given["photos"],
            "moment": given["moment"],
            "place": (given["lon"], given["lat"]),
            "taken_on": given["taken_on"],
        }


class Accept(forms.Form):
    accepted_on = _day(_("Accepted on"))
    final_tenge = _tenge(_("Cost in the end, tenge"))
    no_photo_reason = _text(_("Why there is no photo after the works (only if there is none)"), required=False)


class Warranty(forms.Form):
    until = _day(_("Last day of the warranty"))


class Failure(forms.Form):
    reason_kk = _text(_("Why it is not built, in Kazakh"))
    reason_ru = _text(_("Why it is not built, in Russian"))


class StrikeOff(forms.Form):
    number = forms.CharField(label=_("Number of the project"), max_length=16)
    order_number = forms.CharField(label=_("Number of the order"), max_length=60)
    dated_on = _day(_("Date of the order"))
    reason_kk = _text(_("Reason in Kazakh"))
    reason_ru = _text(_("Reason in Russian"))


class SetAside(forms.Form):
    flags = forms.MultipleChoiceField(label=_("Flags"), widget=forms.CheckboxSelectMultiple)
    order_number = forms.CharField(label=_("Number of the order"), max_length=60)
    dated_on = _day(_("Date of the order"))
    reason_kk = _text(_("Reason in Kazakh"))
    reason_ru = _text(_("Reason in Russian"))

    def __init__(self, *given, flags=(), **words) -> None:
        super().__init__(*given, **words)
        self.fields["flags"].choices = flags


class Leftover(forms.Form):
    district = forms.ChoiceField(label=_("District"))

    def __init__(self, *given, districts=(), **words) -> None:
        super().__init__(*given, **words)
        self.fields["district"].choices = districts
