"""Forms of the pages about oneself, and of the front office."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.enums import Channel
from geo.models import District
from workflow.refusals import Refused


class UseCaseForm(forms.Form):
    """A form whose refusals come from a use case."""

    def carry_out(self, use_case) -> bool:
        """Call ``use_case``; a refusal becomes an error at its field, or above the form. Tells whether it was done."""
        try:
            use_case()
        except Refused as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal.sentence))
            return False
        return True


class _DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class NameForm(UseCaseForm):
    full_name = forms.CharField(
        label=_("Your name"),
        help_text=_("As in your identity card: an answer to an appeal is addressed to this name."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name: an answer is addressed to it.")},
    )


class IinForm(UseCaseForm):
    iin = forms.CharField(
        label=_("IIN"),
        help_text=_("12 digits from your identity card. We keep it encrypted and never show it in full."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter the 12 digits of the IIN.")},
    )


class ResidenceForm(UseCaseForm):
    district = forms.ModelChoiceField(
        label=_("District where you are registered"),
        queryset=District.objects.all(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the district of your registration.")},
    )
    registered_on = forms.DateField(
        label=_("Registered at this address since"),
        help_text=_("The date stands in the address certificate of eGov. You may leave it empty."),
        required=False,
        widget=_DayInput(),
    )
    born_on = forms.DateField(
        label=_("Date of birth"),
        help_text=_("Needed to propose projects and to vote. It is not taken from the IIN."),
        required=False,
        widget=_DayInput(),
    )


class BirthForm(UseCaseForm):
    """For somebody whose residence was confirmed without a date of birth."""

    born_on = forms.DateField(
        label=_("Date of birth"),
        help_text=_("Needed to propose projects and to vote. It is not taken from the IIN."),
        widget=_DayInput(),
        error_messages={"required": _("Enter your date of birth.")},
    )


class OfficerResidenceForm(UseCaseForm):
    """Filled in by an officer with the person's documents at hand."""

    iin = forms.CharField(
        label=_("IIN of the person"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Enter the 12 digits of the IIN.")},
    )
    district = forms.ModelChoiceField(
        label=_("District of registration"),
        queryset=District.objects.all(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the district of registration.")},
    )
    registered_on = forms.DateField(
        label=_("Registered since"),
        widget=_DayInput(),
        error_messages={"required": _("Enter the date from the address certificate.")},
    )
    born_on = forms.DateField(
        label=_("Date of birth"),
        help_text=_("As it stands in the identity card."),
        required=False,
        widget=_DayInput(),
    )
    seen = forms.BooleanField(
        label=_("The person is here, and I have seen the identity card and the address certificate"),
        error_messages={"required": _("Tick the box once you have seen the documents.")},
    )


class LettersForm(UseCaseForm):
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    channels = forms.MultipleChoiceField(
        label=_("Where else should letters come?"),
        help_text=_("They always come to the inbox on this site."),
        choices=[(Channel.EMAIL.value, Channel.EMAIL.label), (Channel.SMS.value, Channel.SMS.label)],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
