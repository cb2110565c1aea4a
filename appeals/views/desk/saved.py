"""Saved views of the queue: kept and removed by their owner."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from appeals.services import views
from appeals.views.desk.door import Official, for_officials
from workflow.refusals import Refused


@require_POST
@for_officials
def keep(request: HttpRequest, official: Official) -> HttpResponse:
    """Keep the filters that the page has now."""
    try:
        view = views.keep(name=request.POST.get("name", ""), query=request.POST.get("query", ""), actor=official.actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:queue")
    messages.success(request, _("The view is saved."))
    return redirect(f"{reverse('desk:queue')}?{view.query}")


@require_POST
@for_officials
def forget(request: HttpRequest, official: Official, pk: int) -> HttpResponse:
    views.forget(pk, actor=official.actor)
    messages.success(request, _("The view is removed."))
    return redirect("desk:queue")
