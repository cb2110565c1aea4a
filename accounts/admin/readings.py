"""The log of readings, for those who audit. It is itself never changed, not even from here."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from accounts.access import role_name
from accounts.admin.rights import ReadOnlyByAudit
from accounts.models import AccessLog
from accounts.views.readings import data_words, place_words

MOST_SHOWN = 10


@admin.register(AccessLog)
class AccessLogAdmin(ReadOnlyByAudit, ModelAdmin):
    list_display = ["at", "actor_name", "role", "organisation", "data", "shown", "where", "reason"]
    list_filter = ["post", "place", "kind"]
    search_fields = ["actor_name", "=actor_id"]
    search_help_text = _("Name of the reader, or a whole number of an appeal")
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    show_full_result_count = False
    fields = ["at", "actor_name", "role", "organisation", "kind", "data", "refs", "where", "reason"]

    def get_search_results(self, request: HttpRequest, queryset, search_term: str):
        """Words look for a reader; what looks like a number looks for the thing that was read."""
        typed = search_term.strip().removeprefix("№").strip()
        if typed.replace("-", "").isdigit():
            return queryset.filter(refs__contains=[typed]), False
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description=_("in the role of"), ordering="post")
    def role(self, row: AccessLog) -> str:
        return role_name(row)

    @admin.display(description=_("data"))
    def data(self, row: AccessLog) -> str:
        return data_words(row)

    @admin.display(description=_("what was opened"))
    def shown(self, row: AccessLog) -> str:
        more = len(row.refs) - MOST_SHOWN
        return ", ".join(row.refs[:MOST_SHOWN]) + (f" … +{more}" if more > 0 else "")

    @admin.display(description=_("where"), ordering="place")
    def where(self, row: AccessLog) -> str:
        return place_words(row)
