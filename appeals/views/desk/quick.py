"""Answers at first contact: the share against the city's aim, and the sample whose quality is checked."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from appeals.selectors import knowledge, quick
from appeals.services import quick as checking
from appeals.views.desk.door import Official, for_officials
from workflow.refusals import Refused

PAGE_SIZE = 10
MOST_ARTICLES = 20
UNPROCESSABLE, CONFLICT = 422, 409


@require_safe
@for_officials
def page(request: HttpRequest, official: Official) -> HttpResponse:
    """Figures of the month and of the year for all officials; the sample for those who may judge it."""
    return render(request, "desk/quick.html", _context(request, official))


@require_POST
@for_officials
def check(request: HttpRequest, official: Official, pk: int) -> HttpResponse:
    """One drawn answer passes or does not; the refused form comes back with its words."""
    verdict = request.POST.get("verdict", "")
    note = request.POST.get("note", "")
    try:
        if verdict not in {"passed", "failed"}:
            raise Refused(_("Say whether the answer is good."), code="verdict_needed", field="verdict")
        checking.check(pk, passed=verdict == "passed", note=note, actor=official.actor, at=official.at)
    except Refused as refusal:
        return _refused(request, official, pk, refusal)
    messages.success(request, _("The check is kept."))
    return redirect("desk:quick")


def _refused(request: HttpRequest, official: Official, pk: int, refusal: Refused) -> HttpResponse:
    status = CONFLICT if refusal.conflict else {"role": 403, "not_found": 404}.get(refusal.code, UNPROCESSABLE)
    typed = {"pk": pk, "note": request.POST.get("note", ""), "sentence": str(refusal.sentence)}
    context = _context(request, official) | {"typed": typed}
    context["errors"] = [{"text": typed["sentence"], "href": f"#note-{pk}"}]
    return render(request, "desk/quick.html", context, status=status)


def _context(request: HttpRequest, official: Official) -> dict[str, Any]:
    today = official.today
    may_check = bool(quick.CHECKERS & official.actor.roles)
    waiting = Paginator(quick.to_check(official.actor) if may_check else (), PAGE_SIZE)
    return {
        "periods": [
            (_("This month"), quick.figures(since=today.replace(day=1), until=today)),
            (_("This year"), quick.figures(since=date(today.year, 1, 1), until=today)),
        ],
        "goal": quick.goal(today),
        "may_check": may_check,
        "waiting": waiting.get_page(request.GET.get("page")),
        "articles": knowledge.by_use(today)[:MOST_ARTICLES],
    }
