"""Forms of the hearing before an adverse decision: preliminary decision, protocol, exception."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appeals.enums import Decision
from appeals.rules import hearing
from appeals.rules.answers import ADVERSE
from appeals.rules.texts import TEXT_MAX
from appeals.selectors import limits
from appeals.services import hearings
from appeals.views.desk.forms import DeskForm
from workflow.law import cited

ADVERSE_CHOICES = [(code, label) for code, label in Decision.choices if code in ADVERSE]


class ProposeForm(DeskForm):
    name = "propose"
    decision = forms.ChoiceField(
        label=_("What is to be decided"), choices=ADVERSE_CHOICES, required=False, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Preliminary decision"),
        help_text=_("What is to be decided and why. The author reads it and may object."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": TEXT_MAX}),
    )

    def prepare(self) -> None:
        self.initial.setdefault("decision", Decision.REFUSED)


class WaiveForm(DeskForm):
    name = "waive"
    decision = forms.ChoiceField(
        label=_("What is to be decided"), choices=ADVERSE_CHOICES, required=False, widget=forms.RadioSelect
    )
    exception = forms.ChoiceField(label=_("Exception of the law"), required=False)
    reason = forms.CharField(
        label=_("Why it applies here"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": hearings.REASON_LENGTH}),
    )

    def prepare(self) -> None:
        self.initial.setdefault("decision", Decision.REFUSED)
        listed = [one for one in limits.hearing_exceptions(self.on) if hearing.fits(one.code, self.appeal.kind)]
        self.fields["exception"].choices = [
            ("", _("Choose")),
            *((one.code, f"{one.name} ({cited(one.basis)})") for one in listed),
        ]


class MomentField(forms.DateTimeField):
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class MinuteForm(DeskForm):
    """The fields of APPC art. 74, in its order."""

    name = "minute"
    place = forms.CharField(label=_("Place of the hearing"), required=False, max_length=300)
    begun_at = MomentField(label=_("Began at"), required=False)
    ended_at = MomentField(label=_("Ended at"), required=False)
    body = forms.CharField(label=_("Body"), required=False, max_length=300)
    official = forms.CharField(label=_("Official who heard"), required=False, max_length=200)
    secretary = forms.CharField(label=_("Secretary"), required=False, max_length=200)
    participants = forms.CharField(
        label=_("Participants"), required=False, widget=forms.Textarea(attrs={"rows": 2, "maxlength": TEXT_MAX})
    )
    question = forms.CharField(
        label=_("Question considered"), required=False, widget=forms.Textarea(attrs={"rows": 2, "maxlength": TEXT_MAX})
    )
    said = forms.CharField(
        label=_("What each of them said"),
        help_text=_("One person to a line: the name, a colon, the words."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": TEXT_MAX}),
    )
    added_facts = forms.CharField(
        label=_("Facts that the participant asked to add"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": TEXT_MAX}),
    )

    def prepare(self) -> None:
        body = self.appeal.organisation
        self.initial.setdefault("body", body.name if body else "")
        held = hearings.newest(self.appeal)
        if held and held.minuted_at:
            for name in self.fields:
                value = getattr(held, name)
                self.initial[name] = timezone.localtime(value) if name.endswith("_at") and value else value

    def values(self) -> dict:
        return {"protocol": hearings.Protocol(**self.cleaned_data)}
