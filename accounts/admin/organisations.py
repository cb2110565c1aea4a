"""Bodies as a tree, and posts."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import CharField, F, Func, QuerySet, Value
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from accounts import organisations
from accounts.admin.rights import ByPost
from accounts.models import Appointment, Organisation, Team
from workflow.refusals import Refused

# The order of the tree: the codes of the bodies above stand before the own one; three levels are in use.
PATH = Func(
    Value("/"), F("parent__parent__code"), F("parent__code"), F("code"), function="concat_ws", output_field=CharField()
)


class InForceFilter(admin.SimpleListFilter):
    """Rows of a period: today's, past, to come."""

    title = _("validity")
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin):
        return [("now", _("in force today")), ("past", _("no longer in force")), ("future", _("not yet in force"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        today = timezone.localdate()
        match self.value():
            case "now":
                return queryset.in_force(today)
            case "past":
                return queryset.filter(valid_to__lte=today)
            case "future":
                return queryset.filter(valid_from__gt=today)
        return queryset


class OrganisationForm(forms.ModelForm):
    class Meta:
        model = Organisation
        fields = [
            "name_kk",
            "name_ru",
            "name_en",
            "code",
            "kind",
            "phone",
            "parent",
            "district",
            "valid_from",
            "valid_to",
            "predecessors",
        ]

    def clean(self):
        cleaned = super().clean()
        try:
            organisations.check_parent(self.instance, cleaned.get("parent"))
        except Refused as refusal:
            raise ValidationError({"parent": str(refusal)}) from refusal
        return cleaned


class AppointmentForm(forms.ModelForm):
    class Meta:
        model = Appointment
        fields = ["user", "role", "organisation", "district", "valid_from", "valid_to"]

    def clean(self):
        cleaned = super().clean()
        body, day = cleaned.get("organisation"), cleaned.get("valid_from")
        if body and day:
            try:
                organisations.check_body(body, day)
            except Refused as refusal:
                raise ValidationError({"organisation": str(refusal)}) from refusal
        return cleaned


class AppointmentInline(ByPost, TabularInline):
    model = Appointment
    form = AppointmentForm
    extra = 0
    autocomplete_fields = ["user", "organisation"]


@admin.register(Organisation)
class OrganisationAdmin(ByPost, ModelAdmin):
    form = OrganisationForm
    list_display = ["in_tree", "kind", "district", "valid_from", "valid_to", "came_from"]
    list_filter = [InForceFilter, "kind", "district"]
    list_per_page = 200
    search_fields = ["code", "name_kk", "name_ru", "name_en"]
    autocomplete_fields = ["parent", "predecessors"]
    ordering = [PATH.asc()]
    fieldsets = [
        (None, {"fields": ["name_kk", "name_ru", "name_en", "code", "kind", "phone"]}),
        (_("place"), {"fields": ["parent", "district"]}),
        (_("validity"), {"fields": ["valid_from", "valid_to", "predecessors"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        bodies = super().get_queryset(request)
        return bodies.select_related("parent__parent", "district").prefetch_related("predecessors")

    @admin.display(description=_("organisation"), ordering=PATH)
    def in_tree(self, body: Organisation) -> str:
        depth = 0 if not body.parent else 1 if not body.parent.parent_id else 2
        return format_html("{}{}", "\u2003" * depth, body.name)

    @admin.display(description=_("came from"))
    def came_from(self, body: Organisation) -> str:
        return ", ".join(one.name for one in body.predecessors.all())

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        """A body is ended by its last day, never removed: what it did refers to it."""
        return False


@admin.register(Appointment)
class AppointmentAdmin(ByPost, ModelAdmin):
    form = AppointmentForm
    list_display = ["user", "role", "organisation", "district", "valid_from", "valid_to"]
    list_filter = [InForceFilter, "role", "district"]
    search_fields = ["user__full_name", "user__email", "organisation__name_kk", "organisation__name_ru"]
    autocomplete_fields = ["user", "organisation"]
    list_select_related = ["user", "organisation", "district"]
    date_hierarchy = "valid_from"

    def save_model(self, request: HttpRequest, obj: Appointment, form, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        obj.pk = organisations.appoint(
            obj.user,
            role=obj.role,
            organisation=obj.organisation,
            district=obj.district,
            valid_from=obj.valid_from,
            valid_to=obj.valid_to,
        ).pk


@admin.register(Team)
class TeamAdmin(ByPost, ModelAdmin):
    """Parts of bodies that take appeals together, each with a mailbox of its own."""

    list_display = ["name", "organisation", "code", "email", "valid_from", "valid_to"]
    list_filter = [InForceFilter, ("organisation", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["organisation"]
    search_fields = ["code", "name_kk", "name_ru", "name_en", "organisation__name_kk", "organisation__name_ru"]
    autocomplete_fields = ["organisation", "members"]
    fieldsets = [
        (None, {"fields": ["organisation", "name_kk", "name_ru", "name_en", "code", "email", "members"]}),
        (_("validity"), {"fields": ["valid_from", "valid_to"]}),
    ]

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        """A team is ended by its last day, never removed: appeals refer to it."""
        return False
