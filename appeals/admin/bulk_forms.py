"""What the first line fills in for many appeals at once. Shape only; what is wrong the services say in words."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.admin.forms import REASON_LENGTH
from appeals.enums import Decision
from appeals.rules.answers import AT_ONCE
from appeals.rules.texts import TEXT_MAX
from appeals.selectors import desk, taxonomy


class TaskForm(forms.Form):
    """Fields of one task. ``asks``: without its answers nothing can be shown; else it is shown at once."""

    asks = False

    def __init__(self, *args, today: date, **kwargs) -> None:
        super().__init__(*args, auto_id="deed-%s", **kwargs)
        self.prepare(today)

    def prepare(self, today: date) -> None:
        """Fit the fields to the day."""

    def given(self) -> dict[str, Any]:
        """The words of the deed."""
        return self.cleaned_data


class RouteForm(TaskForm):
    organisation = forms.ChoiceField(label=_("Body"), required=False)
    reason = forms.CharField(
        label=_("Why not as the table says"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": REASON_LENGTH}),
    )

    def prepare(self, today: date) -> None:
        bodies = [(body.code, body.name) for body in desk.bodies_in_force(today)]
        self.fields["organisation"].choices = [("", _("As the table says")), *bodies]


class CategoriseForm(TaskForm):
    asks = True
    category = forms.ChoiceField(label=_("Category"), required=False)

    def prepare(self, today: date) -> None:
        tree = [(each.top.name, [(leaf.code, leaf.name) for leaf in each.leaves]) for each in taxonomy.tree(today)]
        self.fields["category"].choices = [("", _("Choose a category")), *tree]


class PublishForm(TaskForm):
    """Nothing to fill in: the words are those written, with personal data covered."""


class MergeForm(TaskForm):
    kept = forms.CharField(
        label=_("Number of the appeal that stays"),
        help_text=_("Left empty, the earliest of the chosen stays."),
        required=False,
        max_length=16,
    )


class AnswerForm(TaskForm):
    asks = True
    kk = forms.CharField(
        label=_("Answer in Kazakh"),
        help_text=_("Goes to those who wrote in Kazakh, and to all others whose language is left empty."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": TEXT_MAX, "lang": "kk"}),
    )
    ru = forms.CharField(
        label=_("Answer in Russian"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": TEXT_MAX, "lang": "ru"}),
    )
    decision = forms.ChoiceField(label=_("What the answer decides"), required=False)

    def prepare(self, today: date) -> None:
        self.fields["decision"].choices = [(each.value, each.label) for each in Decision if each in AT_ONCE]

    def given(self) -> dict[str, Any]:
        texts = {language: self.cleaned_data[language] for language in ("kk", "ru")}
        return {"texts": texts, "decision": self.cleaned_data["decision"]}
