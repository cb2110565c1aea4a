"""What an author may say about an appeal of theirs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.views.forms.photos import PhotosField


class ReplyForm(forms.Form):
    """``part``: the number of the part that the question is about; empty: the whole appeal."""

    part = forms.TypedChoiceField(choices=[(n, n) for n in range(1, 7)], coerce=int, required=False, empty_value=None)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # Several questions may wait on one page, each with a field of its own.
        number = self.data.get("part", "")
        self.auto_id = f"id_%s{number if number in set('123456') else ''}"

    text = forms.CharField(
        max_length=5000, strip=True, error_messages={"required": _("Write your reply to the question.")}
    )


class ObjectForm(forms.Form):
    objection = forms.CharField(
        max_length=5000, strip=True, error_messages={"required": _("Write why you do not agree.")}
    )


class RateForm(forms.Form):
    stars = forms.TypedChoiceField(
        choices=[(n, n) for n in range(1, 6)],
        coerce=int,
        error_messages={"required": _("Choose a rate from 1 to 5.")},
    )
    reasons = forms.MultipleChoiceField(required=False)
    words = forms.CharField(required=False, max_length=1000, strip=True)

    def __init__(self, *args, listed=(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reasons"].choices = [(reason.code, reason.name) for reason in listed]


class ReopenForm(forms.Form):
    reason = forms.CharField(
        max_length=2000,
        strip=True,
        error_messages={"required": _("Write what is still wrong. One sentence is enough.")},
    )
    photos = PhotosField(required=False)
    parts = forms.TypedMultipleChoiceField(choices=[(n, n) for n in range(1, 7)], coerce=int, required=False)


class ReviewForm(forms.Form):
    doubt = forms.CharField(required=False, max_length=2000, strip=True)


class WithdrawForm(forms.Form):
    reason = forms.CharField(required=False, max_length=2000, strip=True)
