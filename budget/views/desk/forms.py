"""What the manager types to change an edition before its vote: the rules, or the end of a stage."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budget.enums import Stage, Way
from budget.models import Edition
from budget.selectors.editions import RULES

MOMENT = "%Y-%m-%dT%H:%M"
LEVEL = "district"
# The code is the edition's name in every address; the least votes are typed as a number.
TYPED = [name for name in RULES if name not in ("code", "min_votes")]


class AmendRules(forms.ModelForm):
    """The rules as they are, to be changed. ``envelope_<district>``: whole tenge; ``least``: votes to win."""

    ways = forms.MultipleChoiceField(choices=Way.choices, label=_("ways to vote"), widget=forms.CheckboxSelectMultiple)
    least = forms.IntegerField(label=_("least votes to win"), min_value=0, max_value=10**6)
    reason = forms.CharField(
        label=_("Why the rules change"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    class Meta:
        model = Edition
        fields = TYPED
        widgets = {"cutoff_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args, **words) -> None:
        super().__init__(*args, **words)
        self.initial["least"] = self.instance.min_votes.get(LEVEL, 0)
        for row in self.instance.envelopes.select_related("district"):
            field = forms.IntegerField(label=row.district.name, min_value=1, max_value=10**12)
            self.fields[_name(row.district_id)] = field
            self.initial[_name(row.district_id)] = row.amount_tenge
        self.order_fields([*TYPED, "least", *[name for name in self.fields if name.startswith("envelope_")], "reason"])

    @property
    def envelopes(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("envelope_")]

    @property
    def rules(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name != "reason" and not name.startswith("envelope_")]

    def given(self) -> dict[str, Any]:
        """The words of ``budget.services.editions.amend_rules``: only what differs."""
        changed, clean = self.changed_data, self.cleaned_data
        changes = {name: clean[name] for name in changed if name in TYPED}
        if "least" in changed:
            changes["min_votes"] = {**self.instance.min_votes, LEVEL: clean["least"]}
        money = {name.removeprefix("envelope_"): clean[name] for name in changed if name.startswith("envelope_")}
        return {"changes": changes, "envelopes": money, "reason": clean["reason"]}


def _name(district: str) -> str:
    return f"envelope_{district}"


class Extend(forms.Form):
    """A stage ends later, by an order."""

    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices)
    until = forms.DateTimeField(
        label=_("New end"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    )
    number = forms.CharField(label=_("number of the order"), max_length=60, required=False)
    dated_on = forms.DateField(label=_("date of the order"), widget=forms.DateInput(attrs={"type": "date"}))
    reason_kk = forms.CharField(label=_("reason in Kazakh"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    reason_ru = forms.CharField(label=_("reason in Russian"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, edition: Edition, **words) -> None:
        super().__init__(*args, **words)
        running = [row.stage for row in edition.stages.all() if row.closes_at > timezone.now()]
        self.fields["stage"].choices = [(value, label) for value, label in Stage.choices if value in running]

    def given(self) -> dict[str, Any]:
        """The words of ``budget.services.editions.extend``."""
        return self.cleaned_data
