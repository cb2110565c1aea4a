"""What a body writes to forward an appeal that is not its business, and to deal with a complaint about itself."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from appeals.rules.answers import languages_for
from appeals.rules.texts import TEXT_MAX
from appeals.selectors import desk
from appeals.services.forwarding import OUTSIDE_LENGTH
from appeals.services.reports import REASON_LENGTH
from appeals.views.desk.forms import DeskForm


class ForwardForm(DeskForm):
    name = "forward"
    organisation = forms.ChoiceField(label=_("The competent body"), required=False)
    outside = forms.CharField(
        label=_("Or a body outside the list"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": OUTSIDE_LENGTH}),
    )
    reason = forms.CharField(
        label=_("Why we are not competent"),
        help_text=_("The author reads it in the notice that goes out with this step."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": REASON_LENGTH}),
    )

    def prepare(self) -> None:
        bodies = desk.bodies_in_force(self.on)
        self.fields["organisation"].choices = [("", _("Choose a body")), *((body.code, body.name) for body in bodies)]


class PassUpForm(DeskForm):
    name = "pass_up"
    note = forms.CharField(
        label=_("What the file holds"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": REASON_LENGTH}),
    )


class SatisfyForm(DeskForm):
    name = "satisfy"
    rare = frozenset({"language"})
    text = forms.CharField(
        label=_("Answer to the author"),
        help_text=_("All that the complaint asks for is done. A controller of the body above sends the answer."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": TEXT_MAX}),
    )
    language = forms.ChoiceField(label=_("Language of the answer"), required=False)

    def prepare(self) -> None:
        known = dict(settings.LANGUAGES)
        own = self.appeal.language
        self.fields["language"].choices = [(code, known[code]) for code in (own, *sorted(languages_for(own) - {own}))]
        self.initial |= {"language": own}
