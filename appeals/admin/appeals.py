"""The triage queue. A list to read and to act on; nothing is ever saved here but by ``appeals.services``."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from unfold.admin import ModelAdmin

from appeals.admin import covering, deeds, filters, queue, triage
from appeals.admin.rights import ByTriage, clerk
from appeals.models import Appeal
from appeals.selectors import desk


@admin.register(Appeal)
class AppealAdmin(ByTriage, ModelAdmin):
    """The queue of the first line: what waits longest and what may be dangerous stands first."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appeal]:
        """What falls under the clerk's posts, and nothing else: every page of this admin starts here."""
        return desk.triage_queue(clerk(request).actor)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The queue; a whole number in the search opens that appeal, whatever the filters."""
        typed = request.GET.get("q", "").strip().removeprefix("№").strip()
        if (
            request.method == "GET"
            and typed[:1].isdecimal()
            and (found := self.get_queryset(request).filter(number=typed).first())
        ):
            return HttpResponseRedirect(reverse("admin:appeals_appeal_change", args=[found.pk]))
        if request.method != "GET":
            raise Http404
        if not self.has_view_permission(request):
            raise PermissionDenied
        return queue.listing(self, request)

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
            path("<int:pk>/panel/", own(self.panel_view), name="appeals_appeal_panel"),
            path("tiles/<int:z>/<int:x>/<int:y>.mvt", own(self.tile_view), name="appeals_appeal_tile"),
            path("many/<slug:name>/", own(self.many_view), name="appeals_appeal_many"),
            path("accept/", own(self.accept_view), name="appeals_appeal_accept"),
            path("undo/<int:pk>/", own(self.undo_view), name="appeals_appeal_undo"),
            path("filters/", own(self.filter_view), name="appeals_appeal_filter"),
            path("<int:pk>/news/", own(self.news_view), name="appeals_appeal_news"),
            *super().get_urls(),
        ]

    def act_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        return triage.act(self, request, self._appeal(request, str(pk)), name)

    def news_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return triage.news(self, request, self._appeal(request, str(pk)))

    def cover_view(self, request: HttpRequest, pk: int, photo: int) -> HttpResponse:
        return covering.page(self, request, self._appeal(request, str(pk)), photo)

    def panel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return queue.panel(request, self._appeal(request, str(pk)))

    def tile_view(self, request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise Http404
        return queue.tile(request, z, x, y)

    def many_view(self, request: HttpRequest, name: str) -> HttpResponse:
        """One act on the chosen appeals; with ``everything``, on all that the view lists."""
        seen = queue.listed(request) if "everything" in request.POST else deeds.seen_in(request)
        return deeds.run(self, request, name, seen)

    def accept_view(self, request: HttpRequest) -> HttpResponse:
        return deeds.accept(self, request)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return deeds.undo(self, request, pk)

    def filter_view(self, request: HttpRequest) -> HttpResponse:
        return filters.change(self, request)

    def _appeal(self, request: HttpRequest, object_id: str) -> Appeal:
        """The appeal, if it falls under the clerk's posts; otherwise it does not exist."""
        if not self.has_view_permission(request) or not object_id.isdecimal():
            raise Http404
        found = self.get_queryset(request).select_related("executor").filter(pk=object_id).first()
        if found is None:
            raise Http404
        return found
