"""What a head writes to put a last day off."""

from datetime import timedelta

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from appeals.services.reports import REASON_LENGTH
from appeals.services.terms.extension import latest_day
from appeals.views.desk.forms import DeskForm


class ExtendForm(DeskForm):
    name = "extend"
    until = forms.DateField(
        label=_("New last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose the new last day."), "invalid": _("Choose the new last day.")},
    )
    reason = forms.CharField(
        label=_("Which facts have yet to be established"),
        help_text=_("The author reads the reason in the letter and on the appeal's page."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": REASON_LENGTH}),
    )
    override = forms.CharField(
        label=_("Why once more"),
        help_text=_(
            "The term was extended before. The law knows one extension: the reason for another stays in the journal."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": REASON_LENGTH}),
    )

    def prepare(self) -> None:
        """Only days that the law allows can be chosen; a first extension needs no second reason."""
        latest = latest_day(self.appeal, on=self.on)
        field = self.fields["until"]
        field.widget.attrs |= {
            "min": (self.appeal.due_on + timedelta(days=1)).isoformat(),
            "max": latest.isoformat(),
        }
        field.help_text = _("A working day until %(day)s inclusive: two months in all (APPC art. 76).") % {
            "day": date_format(latest)
        }
        if self.appeal.extended_at is None:
            del self.fields["override"]
