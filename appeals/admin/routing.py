"""The routing table: its rows, the extra questions that they ask for, its check and its dry run."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, StackedInline, TabularInline

from accounts.admin.organisations import InForceFilter
from appeals.admin import routing_check
from appeals.admin.rights import ByRule, clerk
from appeals.admin.routing_forms import QuestionForm, RuleForm
from appeals.models import Category, CategoryQuestion, RoutingRule
from appeals.rules.coverage import Survey
from appeals.selectors import coverage, desk
from appeals.views.why import FAULTS, condition_words, place_of
from geo.models import District


class LightDistricts:
    """Choices of districts without their outlines."""

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs: Any):
        if db_field.name == "district":
            kwargs["queryset"] = District.objects.defer("outline", "provenance")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class RuleInline(LightDistricts, ByRule, TabularInline):
    """The rows of one category, to be looked at: they are written on a page of their own, where they can be tried."""

    model = RoutingRule
    extra = 0
    fields = ["district", "area_name", "organisation", "team", "priority", "valid_from", "valid_to"]
    readonly_fields = fields
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoutingRule]:
        rows = super().get_queryset(request).select_related("district", "organisation", "team", "category")
        return rows.defer("area", *desk.HEAVY)

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class QuestionInline(ByRule, StackedInline):
    model = CategoryQuestion
    form = QuestionForm
    extra = 0
    ordering = ["position", "code"]


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
    list_display = ["number", "what", "where", "asks", "whom", "state", "priority", "valid_from", "valid_to"]
    list_display_links = ["number", "what"]
    list_filter = [InForceFilter, TopFilter]
    list_per_page = 100
    list_before_template = "admin/appeals/routingrule/health.html"
    change_form_after_template = "admin/appeals/routingrule/try.html"
    search_fields = [
        "category__code",
        "category__name_kk",
        "category__name_ru",
        "organisation__code",
        "organisation__name_kk",
        "organisation__name_ru",
        "area_name",
    ]
    autocomplete_fields = ["category", "organisation", "team"]
    show_full_result_count = False
    fieldsets = [
        (_("when it holds"), {"fields": ["category", "district", "area_name", "area", "conditions"]}),
        (_("who answers"), {"fields": ["organisation", "team"]}),
        (_("validity"), {"fields": ["priority", "valid_from", "valid_to"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoutingRule]:
        found = super().get_queryset(request).select_related("category__parent", "district", "organisation", "team")
        if request.resolver_match and request.resolver_match.url_name == "appeals_routingrule_changelist":
            found = found.defer("area")
        return found.defer(*desk.HEAVY).annotate(has_area=Q(area__isnull=False))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The rows, and above them in one line whether the table is whole."""
        return super().changelist_view(request, {"health": self._health(request)} | (extra_context or {}))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Each row of the page knows its questions in words and what the check found of it."""
        page = super().get_changelist_instance(request)
        found, asked = self._health(request), self._table(request).questions
        faults, idle = dict(found.broken), dict(found.shadowed)
        for rule in page.result_list:
            rule.words = [condition_words(each, asked) for each in routing_check.conditions_of(rule)]
            rule.fault, rule.never_wins = faults.get(rule.pk, ""), rule.pk in idle
        return page

    def _health(self, request: HttpRequest) -> Survey:
        """What the check says today, asked once for each request and kept no longer."""
        if not hasattr(request, "routing_health"):
            request.routing_health = self._table(request).survey(clerk(request).today)
        return request.routing_health

    def _table(self, request: HttpRequest) -> coverage.Table:
        if not hasattr(request, "routing_table"):
            request.routing_table = coverage.read()
        return request.routing_table

    def get_urls(self):
        def own(view):
            return self.admin_site.admin_view(view)

        return [
            path("check/", own(self.check_view), name="appeals_routingrule_check"),
            path("try/", own(self.try_view), name="appeals_routingrule_try"),
            *super().get_urls(),
        ]

    def check_view(self, request: HttpRequest) -> HttpResponse:
        return routing_check.check(self, request)

    def try_view(self, request: HttpRequest) -> HttpResponse:
        return routing_check.attempt(self, request)

    @admin.display(description="№", ordering="pk")
    def number(self, rule: RoutingRule) -> int:
        return rule.pk

    @admin.display(description=_("category"), ordering="category__position")
    def what(self, rule: RoutingRule) -> str:
        if rule.category is None:
            return str(_("any category"))
        top = rule.category.parent
        return f"{top.name} → {rule.category.name}" if top else rule.category.name

    @admin.display(description=_("area"), ordering="district")
    def where(self, rule: RoutingRule) -> str:
        return place_of(rule)

    @admin.display(description=_("answers"))
    def asks(self, rule: RoutingRule) -> str:
        return "; ".join(rule.words)

    @admin.display(description=_("organisation"), ordering="organisation__code")
    def whom(self, rule: RoutingRule) -> str:
        return f"{rule.organisation.name}, {rule.team.name}" if rule.team else rule.organisation.name

    @admin.display(description=_("state"))
    def state(self, rule: RoutingRule) -> str:
        if rule.fault:
            return str(_("broken: %(why)s")) % {"why": FAULTS.get(rule.fault, rule.fault)}
        return str(_("never wins")) if rule.never_wins else ""
