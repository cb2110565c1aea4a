from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from appeals.enums import Rhythm
from appeals.selectors.taxonomy import Branch
from geo.models import District


class SubscriptionForm(forms.Form):
    """What to hear of and how often. Judged by the service."""

    district = forms.ChoiceField(label=_("District"), required=False)
    category = forms.ChoiceField(label=_("What it is about"), required=False)
    area = forms.CharField(label=_("Area on the map"), required=False, widget=forms.HiddenInput)
    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm.choices, initial=Rhythm.DAILY, required=False)

    def __init__(self, *args, tree: Sequence[Branch], districts: Sequence[District], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [("", _("the whole city")), *((each.code, each.name) for each in districts)]
        groups = [
            (branch.top.name, [(branch.top.code, branch.top.name), *((leaf.code, leaf.name) for leaf in branch.leaves)])
            for branch in tree
        ]
        self.fields["category"].choices = [("", _("everything")), *groups]
