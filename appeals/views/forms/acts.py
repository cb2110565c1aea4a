"""What an author may say about an appeal of theirs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.views.forms.photos import PhotosField


class ReplyForm(forms.Form):
    text = forms.CharField(
        max_length=5000, strip=True, error_messages={"required": _("Write your reply to the question.")}
    )


class ReopenForm(forms.Form):
    reason = forms.CharField(
        max_length=2000,
        strip=True,
        error_messages={"required": _("Write what is still wrong. One sentence is enough.")},
    )
    photos = PhotosField(required=False)


class WithdrawForm(forms.Form):
    reason = forms.CharField(required=False, max_length=2000, strip=True)
