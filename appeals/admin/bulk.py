"""One act on many appeals of the list, and the report of what was skipped."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from appeals.admin.rights import clerk
from appeals.models import Appeal
from appeals.services import bulk

MOST = 500


@dataclass(frozen=True)
class Task:
    """What is done to each; ``told`` says how many it was done to."""

    do: Callable[..., bulk.Report]
    title: str | Promise
    told: Callable[[int], str]


def _routed(number: int) -> str:
    return ngettext("%(n)d appeal was routed.", "%(n)d appeals were routed.", number) % {"n": number}


def _published(number: int) -> str:
    return ngettext("%(n)d appeal was published.", "%(n)d appeals were published.", number) % {"n": number}


ROUTE = Task(bulk.route_by_rule, _("Route by the table"), _routed)
PUBLISH = Task(bulk.publish, _("Publish as written, without photos"), _published)


def run(admin: ModelAdmin, request: HttpRequest, queryset: QuerySet[Appeal], task: Task) -> HttpResponse | None:
    """Do it to at most ``MOST`` of the chosen appeals; a page tells of those that were skipped, and why."""
    chosen = list(queryset[: MOST + 1])
    if len(chosen) > MOST:
        sentence = _("Choose %(n)d appeals at most at a time. Nothing was done.") % {"n": MOST}
        admin.message_user(request, sentence, messages.ERROR)
        return None
    at_work = clerk(request)
    report = task.do(chosen, seen=_seen(request), actor=at_work.actor, at=at_work.at)
    if report.done:
        admin.message_user(request, task.told(len(report.done)), messages.SUCCESS)
    if not report.skipped:
        return None
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": str(task.title),
        "report": report,
        "told": task.told(len(report.done)) if report.done else "",
        "back": request.get_full_path(),
    }
    return TemplateResponse(request, "admin/appeals/appeal/bulk.html", context)


def _seen(request: HttpRequest) -> dict[int, int]:
    """Key -> version, as the page told them that the person chose from."""
    pairs = (text.partition(":") for text in request.POST.getlist("seen"))
    return {int(pk): int(seq) for pk, _colon, seq in pairs if pk.isdecimal() and seq.isdecimal()}
