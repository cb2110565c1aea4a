"""The tables that the check rests on: categories, criteria with their bodies, what is known of the ground."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from budget.admin.editions import ForManagers
from budget.models import BudgetCategory, Criterion, SiteNote


@admin.register(BudgetCategory)
class BudgetCategoryAdmin(ForManagers, ModelAdmin):
    """What the budget pays for. An opened edition keeps the categories that it was signed with."""

    list_display = ["name", "code", "position", "is_active"]
    search_fields = ["code", "name_kk", "name_ru"]


@admin.register(Criterion)
class CriterionAdmin(ForManagers, ModelAdmin):
    """Which body judges what. A changed row counts for the next proposal that is sent to the departments."""

    list_display = ["name", "code", "organisation", "refusal", "is_active"]
    list_select_related = ["organisation"]
    search_fields = ["code", "name_kk", "name_ru"]


@admin.register(SiteNote)
class SiteNoteAdmin(ForManagers, ModelAdmin):
    """Land of common use, networks, plans: hints for authors and councils. The shape is pasted as WKT or GeoJSON."""

    list_display = ["name", "kind", "district", "valid_from", "valid_to"]
    list_filter = ["kind", "district"]
    search_fields = ["name_kk", "name_ru", "source"]
