"""The triage queue. A list to read and to act on; nothing is ever saved here but by ``appeals.services``."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Upper
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from appeals.admin import covering, triage
from appeals.admin.filters import BodyFilter, DistrictFilter, PartFilter, StatusFilter, TopCategoryFilter
from appeals.admin.listing import QueueList
from appeals.admin.rights import ByTriage, clerk
from appeals.models import Appeal
from appeals.selectors import desk
from appeals.views import words


@admin.register(Appeal)
class AppealAdmin(ByTriage, ModelAdmin):
    """The queue of the first line: what waits longest and what may be dangerous stands first."""

    list_display = ["what", "where", "state", "term"]
    list_display_links = None
    list_fullwidth = True
    list_filter = [
        PartFilter,
        StatusFilter,
        DistrictFilter,
        TopCategoryFilter,
        BodyFilter,
        "urgent",
        "source",
        "language",
        "kind",
    ]
    list_per_page = 50
    list_max_show_all = 50
    list_filter_submit = True
    list_before_template = "admin/appeals/appeal/parts.html"
    ordering = ["-urgent", "due_on", "pk"]
    search_fields = ["number"]
    search_help_text = _("Number, or words of the text")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appeal]:
        """What falls under the clerk's posts, and nothing else: every page of this admin starts here."""
        return desk.triage_queue(clerk(request).actor)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[QueueList]:
        return QueueList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Appeal], search_term: str
    ) -> tuple[QuerySet[Appeal], bool]:
        """A number or its beginning; else words of the text as typed, and where there are none, words much alike."""
        typed = " ".join(search_term.replace("\0", "").split())
        if not typed:
            return queryset, False
        if typed.replace("-", "").isdigit():
            return queryset.filter(number__startswith=typed), False
        exact = queryset.filter(text__icontains=typed)
        if exact.exists():
            return exact, False
        # Of the text in capitals, because that is what the index knows.
        return queryset.alias(capitals=Upper("text")).filter(capitals__trigram_word_similar=typed), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The queue; a whole number in the search opens that appeal, whatever the filters."""
        typed = request.GET.get("q", "").strip().removeprefix("№").strip()
        if request.method == "GET" and typed and (found := self.get_queryset(request).filter(number=typed).first()):
            return HttpResponseRedirect(reverse("admin:appeals_appeal_change", args=[found.pk]))
        return super().changelist_view(request, triage.list_context(request) | (extra_context or {}))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The triage page stands in for the form of the model: there is nothing to be typed into columns."""
        if request.method != "GET":
            raise Http404
        return triage.page(self, request, self._appeal(request, object_id))

    def history_view(self, request: HttpRequest, object_id: str, extra_context=None) -> HttpResponse:
        """The journal is the history: it stands on the page."""
        return HttpResponseRedirect(
            reverse("admin:appeals_appeal_change", args=[self._appeal(request, object_id).pk]) + "#journal"
        )

    def get_urls(self):
        def own(view):
            return self.admin_site.admin_view(view)

        return [
            path("<int:pk>/act/<slug:name>/", own(self.act_view), name="appeals_appeal_act"),
            path("<int:pk>/photos/<int:photo>/", own(self.cover_view), name="appeals_appeal_cover"),
            path("<int:pk>/news/", own(self.news_view), name="appeals_appeal_news"),
            *super().get_urls(),
        ]

    def act_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        return triage.act(self, request, self._appeal(request, str(pk)), name)

    def news_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return triage.news(self, request, self._appeal(request, str(pk)))

    def cover_view(self, request: HttpRequest, pk: int, photo: int) -> HttpResponse:
        return covering.page(self, request, self._appeal(request, str(pk)), photo)

    def _appeal(self, request: HttpRequest, object_id: str) -> Appeal:
        """The appeal, if it falls under the clerk's posts; otherwise it does not exist."""
        if not self.has_view_permission(request) or not object_id.isdecimal():
            raise Http404
        found = self.get_queryset(request).select_related("executor").filter(pk=object_id).first()
        if found is None:
            raise Http404
        return found

    @admin.display(description=_("appeal"), ordering="number")
    def what(self, appeal: Appeal) -> SafeString:
        return _cell("what", appeal=appeal, title=words.title(appeal))

    @admin.display(description=_("place"), ordering="district")
    def where(self, appeal: Appeal) -> SafeString:
        return _cell("where", appeal=appeal)

    @admin.display(description=_("state"), ordering="status")
    def state(self, appeal: Appeal) -> SafeString:
        return _cell("state", appeal=appeal, pill=words.state(appeal))

    @admin.display(description=_("term"), ordering="due_on")
    def term(self, appeal: Appeal) -> SafeString:
        return _cell("term", clock=appeal.clock)


def _cell(name: str, **context: Any) -> SafeString:
    return render_to_string(f"admin/appeals/appeal/cells/{name}.html", context)
