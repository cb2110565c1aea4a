"""Plans for administrators, to be read: what is done with them is done at the desk, by the acts of the machine."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from accounts.admin.rights import ByPost
from meetings.models import Instruction, Plan, TermMove


class ReadByPost(ByPost):
    """Administrators by post read; nobody adds, changes or removes here."""

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


@admin.register(Plan)
class PlanAdmin(ReadByPost, ModelAdmin):
    list_display = ["code", "akimat", "given_on", "published_at"]
    list_select_related = ["akimat"]
    list_filter = ["year"]
    search_fields = ["code", "title"]
    date_hierarchy = "given_on"


@admin.register(Instruction)
class InstructionAdmin(ReadByPost, ModelAdmin):
    list_display = ["ref", "page", "status", "lead", "due_to", "moves"]
    list_select_related = ["lead"]
    list_filter = ["status", "due_kind", "outcome"]
    search_fields = ["ref", "text_kk", "text_ru"]
    raw_id_fields = ["plan", "parent", "lead", "lines", "controller"]

    @admin.display(description=_("instruction"))
    def page(self, row: Instruction) -> str:
        return format_html('<a href="{}">{}</a>', reverse("plans:instruction", args=[row.ref]), row.text[:80])


@admin.register(TermMove)
class TermMoveAdmin(ReadByPost, ModelAdmin):
    list_display = ["instruction", "old_to", "new_to", "moved_at", "reason"]
    list_select_related = ["instruction"]
    date_hierarchy = "moved_at"
