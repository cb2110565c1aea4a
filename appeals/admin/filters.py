"""What the triage queue is narrowed by."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from appeals.admin.rights import clerk
from appeals.enums import Status
from appeals.models import Appeal, Category
from appeals.selectors import desk
from geo.models import District


class PartFilter(admin.SimpleListFilter):
    """Parts of the queue. Without a choice it shows what waits to be sorted."""

    title = _("part of the queue")
    parameter_name = "part"

    def lookups(self, request: HttpRequest, model_admin):
        return [
            ("sort", _("To sort")),
            ("publish", _("Not published")),
            ("asked", _("Waiting for the author")),
            ("overdue", _("Overdue")),
            ("open", _("All open")),
            ("all", _("All")),
        ]

    def choices(self, changelist):
        for value, label in self.lookup_choices:
            yield {
                "selected": (self.value() or "sort") == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Appeal]) -> QuerySet[Appeal]:
        conditions = desk.triage_conditions(clerk(request).today)
        part = self.value() or "sort"
        return queryset.filter(conditions[part]) if part in conditions else queryset


class StatusFilter(admin.SimpleListFilter):
    """Every status by its name. A filter on the bare column would read all appeals to learn which there are."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin):
        return Status.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Appeal]) -> QuerySet[Appeal]:
        return queryset.filter(status=self.value()) if self.value() in Status.values else queryset


class TopCategoryFilter(admin.SimpleListFilter):
    title = _("category")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin):
        tops = [(top.code, top.name) for top in Category.objects.filter(parent__isnull=True)]
        return [("none", _("not chosen")), *tops]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Appeal]) -> QuerySet[Appeal]:
        match self.value():
            case None:
                return queryset
            case "none":
                return queryset.filter(category__isnull=True)
            case code:
                return queryset.filter(Q(category__parent__code=code) | Q(category__code=code))


class DistrictFilter(admin.SimpleListFilter):
    """Named districts only: their outlines are not read."""

    title = _("district")
    parameter_name = "district"

    def lookups(self, request: HttpRequest, model_admin):
        named = District.objects.defer(*(name.removeprefix("district__") for name in desk.HEAVY))
        return [("none", _("no place")), *((district.code, district.name) for district in named)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Appeal]) -> QuerySet[Appeal]:
        match self.value():
            case None:
                return queryset
            case "none":
                return queryset.filter(district__isnull=True)
            case code:
                return queryset.filter(district_id=code)


class BodyFilter(admin.SimpleListFilter):
    title = _("responsible body")
    parameter_name = "body"

    def lookups(self, request: HttpRequest, model_admin):
        bodies = Organisation.objects.order_by("kind", "code")
        return [("none", _("not chosen")), *((body.code, body.name) for body in bodies)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Appeal]) -> QuerySet[Appeal]:
        match self.value():
            case None:
                return queryset
            case "none":
                return queryset.filter(organisation__isnull=True)
            case code:
                return queryset.filter(organisation__code=code)
