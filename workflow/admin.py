"""The journal and the outbox, to be read; the work calendar, to be kept."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline

from workflow import outbox, reference, registry
from workflow.models import Act, CalendarDay, Delivery, OfficeHours

TERMS_FOLLOW = _(
    "The calendar changed. Open terms follow within ten minutes by themselves, or at once by the action"
    " “Recalculate open terms”."
)


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
    list_display = ["date", "kind", "name_kk", "name_ru", "estimated", "source", "valid_from", "valid_to"]
    list_filter = ["kind", "estimated", ("valid_to", admin.EmptyFieldListFilter)]
    search_fields = ["name_kk", "name_ru"]
    date_hierarchy = "date"
    ordering = ["-date"]
    actions = ["recount_terms"]

    def has_recount_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    @admin.action(description=_("Recalculate open terms by the calendar as it stands"), permissions=["recount"])
    def recount_terms(self, request: HttpRequest, queryset: QuerySet[CalendarDay]) -> None:
        """All open terms, whichever days are chosen: they depend on the calendar as a whole."""
        moved = registry.recount(timezone.now(), str(request.user))
        told = ngettext("%(count)d last day moved.", "%(count)d last days moved.", moved)
        self.message_user(request, told % {"count": moved}, messages.SUCCESS)

    def save_model(self, request: HttpRequest, obj: CalendarDay, form, change: bool) -> None:
        """What a person changed is no longer the library's: a refresh leaves it alone."""
        if form.changed_data and "source" not in form.changed_data and reference.is_of_library(obj):
            obj.source = str(_("entered by hand"))
        super().save_model(request, obj, form, change)
        if form.changed_data:
            self.message_user(request, TERMS_FOLLOW, messages.WARNING)

    def delete_model(self, request: HttpRequest, obj: CalendarDay) -> None:
        super().delete_model(request, obj)
        self.message_user(request, TERMS_FOLLOW, messages.WARNING)


@admin.register(OfficeHours)
class OfficeHoursAdmin(ModelAdmin):
    list_display = ["since", "closes", "source"]
