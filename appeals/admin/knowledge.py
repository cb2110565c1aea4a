"""The knowledge base in the admin: articles, and what the city aims at."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from accounts.admin.organisations import InForceFilter
from accounts.enums import Role
from appeals.admin.basis import CitesLaw
from appeals.admin.rights import ByRule, clerk
from appeals.models import Article, QuickGoal
from appeals.services import knowledge


class ArticleForm(forms.ModelForm):
    class Meta:
        model = Article
        fields = [
            "code", "title_kk", "body_kk", "title_ru", "body_ru", "title_en", "body_en", "keywords", "norm",
            "organisation", "category", "valid_from", "valid_to",
        ]  # fmt: skip

    def clean(self) -> dict:
        """An English half is worse than none: the title and the text come together."""
        values = super().clean() or self.cleaned_data
        if bool(values.get("title_en")) != bool(values.get("body_en")):
            raise ValidationError(_("Write both the title and the answer in English, or neither."))
        category = values.get("category")
        if category is not None and category.parent_id is None:
            raise ValidationError({"category": _("Choose a category of the second level.")})
        return values


@admin.register(Article)
class ArticleAdmin(ByRule, ModelAdmin):
    """Moderators and administrators of the whole city write; the first line reads. An article is ended, not removed."""

    form = ArticleForm
    list_display = ["title", "code", "organisation", "category", "used", "valid_from", "valid_to", "changed_at"]
    list_filter = [InForceFilter, ("organisation", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["code", "title_kk", "title_ru", "title_en", "keywords", "folded"]
    autocomplete_fields = ["organisation", "category"]
    list_select_related = ["organisation", "category"]
    fieldsets = [
        (_("In Kazakh"), {"fields": ["title_kk", "body_kk"]}),
        (_("In Russian"), {"fields": ["title_ru", "body_ru"]}),
        (_("In English"), {"fields": ["title_en", "body_en"]}),
        (_("how it is found"), {"fields": ["code", "keywords", "category", "norm"]}),
        (_("validity"), {"fields": ["organisation", "valid_from", "valid_to"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return super().get_queryset(request).defer("search").annotate(use_count=Count("uses"))

    @admin.display(description=_("appeals answered"), ordering="use_count")
    def used(self, article: Article) -> int:
        return article.use_count

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return _may_write(request)

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return _may_write(request)

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        at_work = clerk(request)
        knowledge.write(obj, actor=at_work.actor, at=at_work.at)


@admin.register(QuickGoal)
class QuickGoalAdmin(CitesLaw, ByRule, ModelAdmin):
    """A new aim is a new row from its first day on."""

    list_display = ["target_percent", "sample_percent", "cited", "valid_from", "valid_to"]
    fields = ["target_percent", "sample_percent", "basis", "valid_from", "valid_to"]


def _may_write(request: HttpRequest) -> bool:
    """What everybody reads is written by those who answer for the whole city, not for one district."""
    writers = {Role.MODERATOR, Role.ADMINISTRATOR}
    return any(post.role in writers and post.district is None for post in clerk(request).actor.posts)
