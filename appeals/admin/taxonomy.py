"""The tables that decide what an appeal is about, who answers for it and by when. A changed row counts at once."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from accounts.admin.organisations import InForceFilter
from appeals.admin.rights import ByRule
from appeals.models import Category, RoutingRule, Term
from appeals.selectors import desk
from geo.models import District


class LightDistricts:
    """Choices of districts without their outlines."""

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs: Any):
        if db_field.name == "district":
            kwargs["queryset"] = District.objects.defer("outline", "provenance")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class RuleForm(forms.ModelForm):
    class Meta:
        model = RoutingRule
        fields = ["category", "district", "organisation", "valid_from", "valid_to"]

    def clean(self) -> dict:
        """A body answers only while it exists."""
        values = super().clean() or self.cleaned_data
        body, since = values.get("organisation"), values.get("valid_from")
        if body and since and (since < body.valid_from or (body.valid_to and since >= body.valid_to)):
            sentence = _("%(body)s does not exist on the first day of this rule: choose its successor or another day.")
            raise ValidationError({"organisation": sentence % {"body": body}})
        return values


class RuleInline(LightDistricts, ByRule, TabularInline):
    model = RoutingRule
    form = RuleForm
    extra = 0
    autocomplete_fields = ["organisation"]


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
    inlines = [RuleInline]
    fieldsets = [
        (None, {"fields": ["name_kk", "name_ru", "name_en", "code"]}),
        (_("place in the tree"), {"fields": ["parent", "position", "icon", "topic"]}),
        (_("what it asks for"), {"fields": ["emergency_phone", "in_housing"]}),
        (_("validity"), {"fields": ["valid_from", "valid_to"]}),
    ]

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


class TopFilter(admin.SimpleListFilter):
    title = _("category")
    parameter_name = "top"

    def lookups(self, request: HttpRequest, model_admin):
        return [(top.code, top.name) for top in Category.objects.filter(parent__isnull=True)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        code = self.value()
        return queryset.filter(Q(category__code=code) | Q(category__parent__code=code)) if code else queryset


@admin.register(RoutingRule)
class RoutingRuleAdmin(LightDistricts, ByRule, ModelAdmin):
    """Who answers for what. An ended rule stays: appeals were sent by it."""

    form = RuleForm
    list_display = ["what", "where", "organisation", "valid_from", "valid_to"]
    list_filter = [InForceFilter, TopFilter, ("organisation", admin.RelatedOnlyFieldListFilter)]
    list_per_page = 100
    search_fields = [
        "category__code",
        "category__name_kk",
        "category__name_ru",
        "organisation__code",
        "organisation__name_kk",
        "organisation__name_ru",
    ]
    autocomplete_fields = ["category", "organisation"]
    date_hierarchy = "valid_from"

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoutingRule]:
        found = super().get_queryset(request).select_related("category__parent", "district", "organisation")
        return found.defer(*desk.HEAVY)

    @admin.display(description=_("category"), ordering="category__position")
    def what(self, rule: RoutingRule) -> str:
        top = rule.category.parent
        return f"{top.name} → {rule.category.name}" if top else rule.category.name

    @admin.display(description=_("district"), ordering="district")
    def where(self, rule: RoutingRule) -> str:
        return rule.district.name if rule.district else str(_("all districts"))


@admin.register(Term)
class TermAdmin(ByRule, ModelAdmin):
    """Numbers of the law: a new law is a new row from its first day on."""

    list_display = ["kind", "days", "unit", "basis", "valid_from", "valid_to"]
    list_filter = [InForceFilter, "kind"]
    fields = ["kind", "days", "unit", "basis", "valid_from", "valid_to"]
