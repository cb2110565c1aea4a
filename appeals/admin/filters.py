"""Saved filters: written down and removed from the desk itself."""

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from appeals.admin.addresses import query_of
from appeals.admin.rights import clerk
from appeals.services import saved
from workflow.refusals import Refused


def change(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Keep the view that the form was sent from under a name; with ``remove``, remove that filter."""
    at_work = clerk(request)
    if request.method != "POST" or not at_work.may_sort:
        raise Http404
    query = query_of(QueryDict(request.POST.get("back", "")[:1000]))
    gone = request.POST.get("remove", "")
    try:
        if gone:
            saved.remove(int(gone) if gone.isdecimal() and len(gone) < 16 else 0, actor=at_work.actor)
            told = _("The filter is removed.")
        else:
            shared = bool(request.POST.get("shared"))
            kept = saved.keep(name=request.POST.get("name", ""), query=query, shared=shared, actor=at_work.actor)
            told = _("The filter is kept: %(name)s") % {"name": kept.name}
        admin.message_user(request, told, messages.SUCCESS)
    except Refused as refusal:
        admin.message_user(request, str(refusal.sentence), messages.ERROR)
    address = reverse("admin:appeals_appeal_changelist")
    return HttpResponseRedirect(f"{address}?{query}" if query else address)
