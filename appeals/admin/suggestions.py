"""How good the suggestions of categories are: every fitted model with its figures. For reading only."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from appeals.admin.rights import ByRule
from appeals.models import SuggestionModel


@admin.register(SuggestionModel)
class SuggestionModelAdmin(ByRule, ModelAdmin):
    """Versions, what they learned from, what they reach on held-out texts, precision of each category."""

    list_display = ["version", "in_use", "fitted_at", "first_right", "among_three", "abstained", "refused"]
    list_display_links = ["version"]
    fields = ["version", "in_use", "refused", "fitted_at", "sources", "by_language", "by_category"]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest):
        """Without the coefficients, which are megabytes."""
        return super().get_queryset(request).defer("coefficients")

    def has_add_permission(self, request: HttpRequest, obj: SuggestionModel | None = None) -> bool:
        """Models are fitted by the command and every night."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: SuggestionModel | None = None) -> bool:
        """A model is never changed."""
        return False

    @admin.display(description=_("right at first"))
    def first_right(self, model: SuggestionModel) -> str:
        return _percent(model.figures["all"]["first"])

    @admin.display(description=_("right among three"))
    def among_three(self, model: SuggestionModel) -> str:
        return _percent(model.figures["all"]["among_three"])

    @admin.display(description=_("abstained"))
    def abstained(self, model: SuggestionModel) -> str:
        return _percent(model.figures["all"]["abstained"])

    @admin.display(description=_("by language"))
    def by_language(self, model: SuggestionModel) -> str:
        rows = [
            (name, _percent(model.figures[name]["first"]), _percent(model.figures[name]["among_three"]))
            for name in ("kk", "ru")
            if name in model.figures
        ]
        return format_html_join("\n", "<div>{}: {} / {}</div>", rows)

    @admin.display(description=_("precision by category"))
    def by_category(self, model: SuggestionModel) -> str:
        rows = sorted((row["precision"], leaf, row["suggested"]) for leaf, row in model.figures["classes"].items())
        return format_html_join(
            "\n", "<div>{}: {} ({})</div>", ((leaf, _percent(share), times) for share, leaf, times in rows)
        )


def _percent(share: float) -> str:
    return f"{share:.0%}"
