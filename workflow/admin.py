"""The journal and the outbox, to be read; the work calendar, to be kept."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline

from workflow import outbox, reference
from workflow.models import Act, CalendarDay, Delivery, OfficeHours


class ReadOnly:
    """Nobody adds, changes or removes these by hand, whatever rights they have."""

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class DeliveryInline(ReadOnly, TabularInline):
    model = Delivery
    extra = 0
    fields = ["handler", "done_at", "due_at", "attempts", "error"]


@admin.register(Act)
class ActAdmin(ReadOnly, ModelAdmin):
    list_display = ["at", "kind", "subject_id", "seq", "name", "before", "after", "actor_name", "actor_role"]
    list_filter = ["kind", "name", "public"]
    search_fields = ["=subject_id", "actor_name"]
    date_hierarchy = "at"
    ordering = ["-pk"]
    show_full_result_count = False
    inlines = [DeliveryInline]


class Paid(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin):
        return [("owed", _("owed")), ("failed", _("failed and owed")), ("done", _("done"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "owed":
                return queryset.filter(done_at__isnull=True)
            case "failed":
                return queryset.filter(done_at__isnull=True).exclude(error="")
            case "done":
                return queryset.filter(done_at__isnull=False)
        return queryset


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, ModelAdmin):
    list_display = ["act", "handler", "is_done", "attempts", "due_at", "done_at", "error_line"]
    list_filter = [Paid, "handler"]
    list_select_related = ["act"]
    ordering = ["-pk"]
    show_full_result_count = False
    actions = ["try_again_now"]

    @admin.display(description=_("done"), boolean=True)
    def is_done(self, delivery: Delivery) -> bool:
        return delivery.done_at is not None

    @admin.display(description=_("error"))
    def error_line(self, delivery: Delivery) -> str:
        return delivery.error[:120]

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("workflow.change_delivery")

    @admin.action(description=_("Try again now"), permissions=["retry"])
    def try_again_now(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        count = outbox.try_again(queryset)
        told = ngettext("%(count)d delivery will be tried now.", "%(count)d deliveries will be tried now.", count)
        self.message_user(request, told % {"count": count}, messages.SUCCESS if count else messages.WARNING)


@admin.register(CalendarDay)
class CalendarDayAdmin(ModelAdmin):
    list_display = ["date", "kind", "name_kk", "name_ru", "estimated", "source"]
    list_filter = ["kind", "estimated"]
    search_fields = ["name_kk", "name_ru"]
    date_hierarchy = "date"
    ordering = ["-date"]

    def save_model(self, request: HttpRequest, obj: CalendarDay, form, change: bool) -> None:
        """What a person changed is no longer the library's: a refresh leaves it alone."""
        if form.changed_data and "source" not in form.changed_data and reference.is_of_library(obj):
            obj.source = str(_("entered by hand"))
        super().save_model(request, obj, form, change)


@admin.register(OfficeHours)
class OfficeHoursAdmin(ModelAdmin):
    list_display = ["since", "closes", "source"]
