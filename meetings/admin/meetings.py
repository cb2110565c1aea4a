"""The tables that meetings go by: categories of questions, and what the law asks. Everything else has its desk."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from accounts.admin.rights import ByPost
from meetings.models import Category, Norm


@admin.register(Category)
class CategoryAdmin(ByPost, ModelAdmin):
    list_display = ("key", "name_kk", "name_ru", "appeal_category")
    list_display_links = ("name_kk",)
    ordering = ("position", "code")
    search_fields = ("name_kk", "name_ru", "code")


@admin.register(Norm)
class NormAdmin(ByPost, ModelAdmin):
    list_display = ("kind", "number", "period", "is_law", "basis", "valid_from", "valid_to")
    list_filter = ("kind", "is_law")
