"""The tables that decide what an appeal is about, who answers for it and by when. A changed row counts at once."""

from django.contrib import admin
from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from accounts.admin.organisations import InForceFilter
from appeals.admin.basis import CitesLaw
from appeals.admin.rights import ByRule
from appeals.admin.routing import QuestionInline, RuleInline
from appeals.models import Category, Term
from appeals.services import rounding


@admin.register(Category)
class CategoryAdmin(ByRule, ModelAdmin):
    """The tree, in its own order: every leaf under its top category."""

    list_display = ["in_tree", "code", "topic", "rules", "emergency_phone", "in_housing", "valid_from", "valid_to"]
    list_display_links = ["in_tree"]
    list_filter = [InForceFilter, "in_housing", ("parent", admin.RelatedOnlyFieldListFilter)]
    list_per_page = 200
    search_fields = ["code", "topic", "name_kk", "name_ru", "name_en"]
    autocomplete_fields = ["parent"]
    ordering = [
        Coalesce("parent__position", "position"),
        Coalesce("parent__code", "code"),
        F("parent_id").asc(nulls_first=True),
        "position",
        "code",
    ]
    inlines = [QuestionInline, RuleInline]
    fieldsets = [
        (None, {"fields": ["name_kk", "name_ru", "name_en", "code"]}),
        (_("place in the tree"), {"fields": ["parent", "position", "icon", "topic"]}),
        (_("what it asks for"), {"fields": ["emergency_phone", "in_housing"]}),
        (_("validity"), {"fields": ["valid_from", "valid_to"]}),
    ]

    def save_model(self, request: HttpRequest, obj: Category, form, change: bool) -> None:
        """Whether its places are somebody's home is told to strangers in the same transaction."""
        super().save_model(request, obj, form, change)
        if change and "in_housing" in form.changed_data:
            rounding.recompute(obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        """With the number of rules of each row."""
        return super().get_queryset(request).annotate(rule_count=Count("routing_rules")).select_related("parent")

    @admin.display(description=_("category"))
    def in_tree(self, category: Category) -> str:
        if category.parent_id is None:
            return format_html("<strong>{}</strong>", category.name)
        return format_html("{}{}", "\u2003", category.name)

    @admin.display(description=_("rules"))
    def rules(self, category: Category) -> int:
        return category.rule_count


@admin.register(Term)
class TermAdmin(CitesLaw, ByRule, ModelAdmin):
    """Numbers of the law: a new law is a new row from its first day on."""

    list_display = ["kind", "days", "unit", "cited", "valid_from", "valid_to"]
    list_filter = [InForceFilter, "kind"]
    fields = ["kind", "days", "unit", "basis", "valid_from", "valid_to"]
