"""The numbers and lists of the work: limits, ways of appeal, exceptions from the hearing, reasons of rates."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from accounts.admin.organisations import InForceFilter
from appeals.admin.basis import CitesLaw
from appeals.admin.rights import ByRule
from appeals.models import HearingException, Limit, RatingReason, Remedy


@admin.register(Limit)
class LimitAdmin(CitesLaw, ByRule, ModelAdmin):
    """A number that changes is ended, and a new row begins on the same day."""

    list_display = ["code", "category", "value", "cited", "valid_from", "valid_to"]
    list_filter = [InForceFilter, "code"]
    list_select_related = ["category"]
    autocomplete_fields = ["category"]
    fields = ["code", "category", "value", "basis", "valid_from", "valid_to"]


@admin.register(Remedy)
class RemedyAdmin(CitesLaw, ByRule, ModelAdmin):
    """The words that stand at the end of every answer of a body."""

    list_display = ["__str__", "cited", "valid_from", "valid_to"]
    list_filter = [InForceFilter]
    list_select_related = ["organisation"]
    autocomplete_fields = ["organisation"]
    fields = ["organisation", "text_kk", "text_ru", "text_en", "basis", "valid_from", "valid_to"]


@admin.register(HearingException)
class HearingExceptionAdmin(CitesLaw, ByRule, ModelAdmin):
    list_display = ["name", "code", "cited", "valid_from", "valid_to"]
    list_filter = [InForceFilter]
    fields = ["code", "name_kk", "name_ru", "name_en", "basis", "valid_from", "valid_to"]


@admin.register(RatingReason)
class RatingReasonAdmin(ByRule, ModelAdmin):
    list_display = ["name", "code", "praise", "position", "valid_from", "valid_to"]
    list_filter = [InForceFilter, "praise"]
    fields = ["code", "name_kk", "name_ru", "name_en", "praise", "position", "valid_from", "valid_to"]
