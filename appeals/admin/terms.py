"""Clocks of appeals for the office: the escalation ladder as a table, extensions and breaches to be read."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from accounts.admin.organisations import InForceFilter
from appeals import policy
from appeals.admin.basis import CitesLaw
from appeals.admin.rights import ByRule, clerk
from appeals.models import Breach, Extension, LadderStep
from workflow.admin import ReadOnly


@admin.register(LadderStep)
class LadderStepAdmin(CitesLaw, ByRule, ModelAdmin):
    """A step holds for every open appeal from its first day on; what was climbed stays climbed."""

    list_display = ["offset", "unit", "recipient", "cited", "valid_from", "valid_to"]
    list_filter = [InForceFilter, "unit", "recipient"]
    fields = ["offset", "unit", "recipient", "basis", "valid_from", "valid_to"]


class OfAppeals(ReadOnly):
    """Rows about appeals: whoever may read the appeal by a post may read them."""

    list_select_related = ["appeal"]
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return clerk(request).may_read

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return clerk(request).may_read

    def get_queryset(self, request: HttpRequest):
        """Only of appeals under the clerk's posts."""
        return super().get_queryset(request).filter(appeal__in=policy.worked_by(clerk(request).actor))

    @admin.display(description=_("appeal"), ordering="appeal__number")
    def number(self, row) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:appeals_appeal_change", args=[row.appeal_id]), row.appeal.number
        )


@admin.register(Breach)
class BreachAdmin(OfAppeals, ModelAdmin):
    """Where a rule of the law was broken: missed terms, late notices, late forwarding."""

    list_display = ["at", "kind", "number", "details"]
    list_display_links = None
    list_filter = ["kind"]
    search_fields = ["=appeal__number"]
    date_hierarchy = "at"


@admin.register(Extension)
class ExtensionAdmin(OfAppeals, ModelAdmin):
    """Who put which last day off, why, and whether the applicant was told in time."""

    list_display = ["decided_at", "number", "before", "until", "decided_by", "reason", "notice_due_on", "told_at"]
    list_display_links = None
    list_select_related = ["appeal", "decided_by"]
    list_filter = [("told_at", admin.EmptyFieldListFilter)]
    search_fields = ["=appeal__number", "reason"]
    date_hierarchy = "decided_at"
