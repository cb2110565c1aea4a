"""What the manager of a vote sets up: offices for paper, their forms, witnesses. Nothing of what is in the box."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from budget.admin.editions import ForManagers
from budget.models import FormIssue, Office, Witness
from budget.rules.box import notes
from budget.services import paper
from workflow.refusals import Refused


@admin.register(Office)
class OfficeAdmin(ForManagers, ModelAdmin):
    """Where one may vote on paper. Its clerks are those with a post in its body."""

    list_display = ["name", "edition", "organisation", "district", "code"]
    list_filter = ["edition", "district"]
    list_select_related = ["edition", "organisation", "district"]
    search_fields = ["code", "name_kk", "name_ru", "address"]


class WitnessForm(forms.ModelForm):
    """The key as ``manage.py witness`` prints it."""

    class Meta:
        model = Witness
        fields = ["edition", "name", "key"]

    def clean_key(self) -> str:
        key = self.cleaned_data["key"].strip()
        try:
            known = notes.verifier(key)
        except notes.Unsound:
            known = None
        if known is None or known.kind != notes.COSIGNED:
            raise forms.ValidationError(_("Enter the key exactly as the command of the witness printed it."))
        return key


@admin.register(Witness)
class WitnessAdmin(ForManagers, ModelAdmin):
    """Who outside the city signs the checkpoints of a vote."""

    form = WitnessForm
    list_display = ["name", "edition"]
    list_filter = ["edition"]
    list_select_related = ["edition"]


class IssueForm(forms.ModelForm):
    """Serial numbers are judged by the same use case as everywhere."""

    class Meta:
        model = FormIssue
        fields = ["office", "first", "last"]

    def clean(self) -> dict:
        given = super().clean() or {}
        if {"office", "first", "last"} <= set(given):
            try:
                paper.check_serials(given["office"], given["first"], given["last"])
            except Refused as refusal:
                raise forms.ValidationError({"first": str(refusal.sentence)}) from refusal
        return given


@admin.register(FormIssue)
class FormIssueAdmin(ForManagers, ModelAdmin):
    """Forms handed to an office. What was handed out is not changed afterwards."""

    form = IssueForm
    list_display = ["office", "first", "last", "issued_at"]
    list_select_related = ["office"]

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def save_model(self, request, obj, form, change) -> None:
        """By the use case, which also says who handed them out and when."""
        kept = paper.issue(obj.office, first=obj.first, last=obj.last, actor=self._actor(request), at=timezone.now())
        obj.pk = kept.pk
