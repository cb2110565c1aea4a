"""Editions: rules while they are prepared, dates, money; afterwards to be read, and moved on by acts."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from accounts.admin.rights import official
from budget.enums import EditionStatus, Way
from budget.models import Edition, EditionStage, Envelope, StageOrder
from budget.policy import roles_on_edition
from budget.selectors.editions import RULES
from budget.services import editions
from budget.workflow import MANAGERS
from workflow.actor import Actor
from workflow.refusals import Refused


class ForManagers:
    """Rights by post: managers of the people's budget over the whole city. One query per request."""

    def _actor(self, request: HttpRequest) -> Actor:
        return official(request)

    def _may(self, request: HttpRequest) -> bool:
        return bool(roles_on_edition(self._actor(request), Edition()) & MANAGERS)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return self._may(request)

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return self._may(request)


def is_draft(edition: Edition | None) -> bool:
    """Whether its rules may still be typed in."""
    return edition is None or edition.status in ("", EditionStatus.DRAFT)


class OfDraft(ForManagers):
    """Rows that may be changed as long as their edition is being prepared."""

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return self._may(request) and is_draft(obj)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return self._may(request) and is_draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return self._may(request) and is_draft(obj)


class StageInline(OfDraft, TabularInline):
    model = EditionStage
    extra = 0
    max_num = 5
    fields = ["stage", "opens_at", "closes_at"]


class EnvelopeInline(OfDraft, TabularInline):
    model = Envelope
    extra = 0
    max_num = 8
    fields = ["district", "amount_tenge"]


class OrderInline(ForManagers, TabularInline):
    """Orders are entered at the edition's act and only read here."""

    model = StageOrder
    extra = 0
    fields = ["stage", "number", "dated_on", "old_closes_at", "new_closes_at", "public"]

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class EditionForm(forms.ModelForm):
    """The rules of an edition; an extension of a stage stands below them, with its order."""

    ways = forms.MultipleChoiceField(choices=Way.choices, label=_("ways to vote"), widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Edition
        fields = [*RULES, "categories"]


@admin.register(Edition)
class EditionAdmin(ForManagers, ModelAdmin):
    """Prepared here, opened by an action; an opened edition is read, and its dates move by orders only."""

    form = EditionForm
    list_display = ["name", "code", "year", "state", "cap_tenge", "opened_at"]
    list_filter = ["year"]
    search_fields = ["code", "name_kk", "name_ru"]
    inlines = [StageInline, EnvelopeInline, OrderInline]
    actions = ["open_editions"]
    fieldsets = [
        (None, {"fields": ["code", "year", "name_kk", "name_ru", "name_en"]}),
        (_("money"), {"fields": ["mci_year", "mci_tenge", "cap_mci", "categories"]}),
        (_("who may take part"), {"fields": ["min_age", "cutoff_on", "own_district", "ways", "paper_rule"]}),
        (
            _("vote and winners"),
            {"fields": ["voting", "choices", "counts_hidden", "min_votes", "tie_rule", "fit_rule", "fit_share"]},
        ),
        (
            _("the check"),
            {
                "fields": [
                    "formal_days",
                    "review_days",
                    "council_days",
                    "council_quorum",
                    "rework_days",
                    "second_look_days",
                    "appeal_days",
                    "appeal_review_days",
                ]
            },
        ),
    ]

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return super().has_change_permission(request, obj) and is_draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Edition, form: Any, change: bool) -> None:
        """Begin the edition, or journal what changed of it."""
        at = timezone.now()
        actor = self._actor(request)
        if not change:
            editions.prepare(obj, actor=actor, at=at)
            return
        changed = {name: form.cleaned_data[name] for name in form.changed_data if name in RULES}
        if changed:
            editions.revise(obj.pk, changes=changed, actor=actor, at=at)

    @admin.action(description=_("Open: sign the rules and take proposals in by the dates"))
    def open_editions(self, request: HttpRequest, queryset) -> None:
        """Open the chosen editions; each refusal is told."""
        for edition in queryset:
            try:
                editions.open_edition(edition.pk, actor=self._actor(request), at=timezone.now())
            except Refused as refusal:
                self.message_user(request, f"{edition.code}: {refusal}", messages.ERROR)
            else:
                self.message_user(request, _("%(code)s is open.") % {"code": edition.code}, messages.SUCCESS)
