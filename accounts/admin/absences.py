"""Who is away, and who stands in."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from accounts.admin.organisations import InForceFilter
from accounts.admin.rights import ByPost
from accounts.models import Absence


@admin.register(Absence)
class AbsenceAdmin(ByPost, ModelAdmin):
    """The deputy has the posts and the letters of the absent person from the first day to the one before the last."""

    list_display = ["user", "deputy", "reason", "valid_from", "valid_to"]
    list_filter = [InForceFilter]
    list_select_related = ["user", "deputy"]
    search_fields = ["user__full_name", "user__email", "deputy__full_name"]
    autocomplete_fields = ["user", "deputy"]
    fields = ["user", "deputy", "reason", "valid_from", "valid_to"]
