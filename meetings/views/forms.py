"""What residents type on the pages of a meeting. What it must be is for the services to say."""

import uuid
from collections.abc import Iterable

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from geo.models import District
from meetings.models import Category
from meetings.services.questions import TEXT_MAX


def districts() -> list[tuple[str, str]]:
    rows = District.objects.defer("outline").order_by("code")
    return [("", str(_("Choose the district"))), *((each.code, each.name) for each in rows)]


def categories() -> list[tuple[str, str]]:
    return [("", str(_("Not chosen"))), *((each.code, each.name) for each in Category.objects.all())]


class LetThroughField(forms.MultipleChoiceField):
    """Words that look like personal data: those that everybody may read are marked by hand."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self) -> None:
        label = _("These words look like personal data and are covered in public. Mark those that everybody may read")
        super().__init__(label=label, required=False)


def offer_words(form: forms.Form, words: Iterable[str]) -> None:
    """Put these words before the official; a form without any asks nothing."""
    form.fields["shown"].choices = [(one, one) for one in words]
    if not form.fields["shown"].choices:
        del form.fields["shown"]


class AskForm(forms.Form):
    """A question put in advance. ``key`` makes a repeated POST the same question."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Your question"),
        help_text=_("One matter in one question. Do not name other people."),
        required=False,
        widget=forms.Textarea(attrs={"maxlength": TEXT_MAX}),
    )
    language = forms.ChoiceField(label=_("Language of the question"), choices=settings.LANGUAGES, required=False)
    category = forms.ChoiceField(label=_("What it is about"), required=False)
    district = forms.ChoiceField(
        label=_("District"),
        required=False,
        help_text=_("If the place is marked on the map, the district is found by itself"),
    )
    address = forms.CharField(
        label=_("Street and house, or a known place"), required=False, max_length=300, help_text=_("May stay empty.")
    )
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = categories()
        self.fields["district"].choices = districts()
        self.initial.setdefault("key", uuid.uuid4())


class RegisterForm(forms.Form):
    """Coming to a meeting, or wanting to speak."""

    name = forms.CharField(label=_("Your name"), required=False, max_length=200)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=254)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=30)
    wants_to_speak = forms.BooleanField(label=_("I want to speak"), required=False)
    subject = forms.CharField(
        label=_("What you want to speak about"),
        required=False,
        max_length=300,
        help_text=_("A few words, so that the right people come to the meeting."),
    )
    consent = forms.BooleanField(
        label=_("I agree that my data are kept to let me in, to remind me and to tell me of changes"), required=False
    )
