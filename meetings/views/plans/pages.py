"""Residents' pages: plans, the table of a plan with its files, an instruction with its whole chain."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.marks import spoken
from geo.models import District
from meetings import policy
from meetings.enums import EvidenceKind
from meetings.models import Evidence, Instruction, Meeting
from meetings.policy import Viewer
from meetings.rules.evidence import MIMES
from meetings.selectors import plans, scoreboard
from meetings.services import asking, follows, plan_export
from meetings.views.door import viewer_at
from meetings.views.plans import words
from meetings.workflow import INSTRUCTION
from workflow import acts
from workflow.refusals import Refused

PAGE = 25
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILES: dict[str, tuple[Callable[..., bytes], str]] = {
    "xlsx": (plan_export.as_xlsx, XLSX),
    "docx": (plan_export.as_docx, DOCX),
}


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All published plans, by akimat and year."""
    owner = request.GET.get("owner", "")[:20]
    found = plans.plans(viewer_at(request, timezone.now()), owner=owner)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    figures = scoreboard.by_plan(page.object_list, on=timezone.localdate())
    context = {
        "page": page,
        "plans": [(plan, figures.get(plan.pk, scoreboard.Figures())) for plan in page],
        "owner": owner,
        "districts": list(District.objects.defer("outline")),
    }
    return render(request, "plans/list.html", context)


@require_safe
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """The table of a plan, as offices use it."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    found = plans.plan_by_code(viewer, code)
    if found is None:
        raise Http404
    return render(request, "plans/plan.html", table_of(found, viewer, at) | {"plan": found})


def table_of(found, viewer: Viewer, at: datetime) -> dict[str, Any]:
    """What the table of a plan needs; also for the page of its meeting."""
    on = timezone.localdate(at)
    language = get_language() or "kk"
    rows = list(plans.rows_for_table(found, viewer))
    shown = [
        {
            "card": words.card(row, on=on),
            "doers": plan_export.doers_of(row, "ru" if language.startswith("ru") else "kk").split("\n"),
            "progress": plan_export.progress_of(row),
            "parts": _progress(row),
        }
        for row in rows
    ]
    figures = scoreboard.of(policy.instructions_visible_to(viewer).filter(plan=found), on=on)
    return {"plan": found, "plan_title": plan_export.title_of(found), "rows": shown, "figures": figures}


def section_of(meeting: Meeting, viewer: Viewer, at: datetime) -> dict[str, Any]:
    """For the page of a meeting, by ``plans/section.html``; empty where it has no plan. Three queries."""
    found = plans.plan_of(meeting, viewer)
    if found is None:
        return {}
    on = timezone.localdate(at)
    mine = policy.instructions_visible_to(viewer).filter(plan=found)
    rows = plans.with_names(mine).order_by("position")
    return {
        "plan": found,
        "rows": [{"card": words.card(row, on=on)} for row in rows],
        "figures": scoreboard.of(mine, on=on),
    }


@require_safe
def export(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    """The plan as a file of an office, in Kazakh or Russian."""
    viewer = viewer_at(request, timezone.now())
    found = plans.plan_by_code(viewer, code)
    if found is None or ending not in FILES:
        raise Http404
    make, mime = FILES[ending]
    language = "ru" if (get_language() or "kk").startswith("ru") else "kk"
    content = make(found, list(plans.rows_for_table(found, viewer)), language)
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="plan-{found.code}-{language}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def instruction(request: HttpRequest, ref: str) -> HttpResponse:
    """An instruction with its whole chain."""
    return show(request, ref)


def show(request: HttpRequest, ref: str, *, error: Refused | None = None, typed: str = "") -> HttpResponse:
    at = timezone.now()
    viewer = viewer_at(request, at)
    row = _found(viewer, ref)
    context = context_of(row, viewer, at) | {"error": error, "typed": typed}
    context["errors"] = [{"text": str(error.sentence), "href": "#reason"}] if error else []
    response = render(request, "plans/instruction.html", context, status=_code(error))
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def fragment(request: HttpRequest, ref: str) -> HttpResponse:
    """The part of the page that moves, for its live island; 304 while nothing has changed."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    row = _found(viewer, ref)
    etag = f'"{row.ref}.{row.seq}.{viewer.actor.user_id}.{get_language()}.{timezone.localdate(at):%Y%m%d}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = render(request, "plans/fragment.html", context_of(row, viewer, at))
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def context_of(row: Instruction, viewer: Viewer, at: datetime, *, at_desk: bool = False) -> dict[str, Any]:
    """``at_desk``: officials read reports and reasons whole; on the public page personal data is covered for all."""
    on = timezone.localdate(at)
    roles = policy.roles_on_instruction(viewer.actor, row)
    journal = list(plans.journal(row, public_only=True))
    user = viewer.actor.user_id

    def covered(text: str) -> str:
        return spoken(row.in_public(text))

    return {
        "row": row,
        "at_desk": at_desk,
        "earlier_progress": row.progress_text if at_desk else covered(row.progress_text),
        "card": words.card(row, on=on),
        "reports": plans.reports_of(row),
        "helpers": plans.helpers_of(row),
        "parts": words.cards(plans.parts_of(row), on=on),
        "progress": _progress(row),
        "moves": plans.moves_of(row),
        "links": words.links(plans.links_of(row), viewer),
        "lines": list(row.lines.filter(struck_at__isnull=True).order_by("number")),
        "steps": words.steps(journal, names=words.bodies_in(journal), covered=str if at_desk else covered),
        "may_dispute": "dispute" in acts.may(INSTRUCTION, row, roles=roles, at=at),
        "works_here": bool(roles - {"author", "system"}),
        "is_asker": "author" in roles,
        "follows": user is not None and row.follows.filter(user_id=user).exists(),
        "signed_in": user is not None,
        "fragment_url": reverse("plans:fragment", args=[row.ref]),
    }


@require_POST
@login_required
def dispute(request: HttpRequest, ref: str) -> HttpResponse:
    """The asker says that it is not done."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    row = _found(viewer, ref)
    reason = request.POST.get("reason", "")
    try:
        asking.dispute(row.pk, reason=reason, actor=viewer.actor, at=at)
    except Refused as refusal:
        return show(request, ref, error=refusal, typed=reason)
    messages.success(request, _("Your word went to the controller: the instruction is no longer counted as done."))
    return redirect("plans:instruction", ref)


@require_POST
@login_required
def follow(request: HttpRequest, ref: str) -> HttpResponse:
    """Hear of each step, or no longer."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    if request.POST.get("leave"):
        follows.leave_instruction(ref, actor=viewer.actor)
        messages.success(request, _("You will not hear of it any more."))
        return redirect("plans:instruction", ref)
    try:
        follows.follow(instruction=ref, actor=viewer.actor, at=at)
    except Refused as refusal:
        return show(request, ref, error=refusal)
    messages.success(request, _("We will write to you about each step."))
    return redirect("plans:instruction", ref)


@require_safe
def file(request: HttpRequest, ref: str, pk: int, size: str) -> HttpResponse:
    """A photo or a document of a report, to whoever may see the instruction."""
    found = plans.evidence(ref, pk, viewer_at(request, timezone.now()))
    if found is None or size not in {"thumb", "full"}:
        raise Http404
    photo = found.kind == EvidenceKind.PHOTO
    stored = found.thumb if photo and size == "thumb" else found.file
    try:
        content = stored.read()
    except (FileNotFoundError, ValueError) as gone:
        raise Http404 from gone
    response = HttpResponse(content, content_type="image/jpeg" if photo else _mime(found))
    response["Content-Disposition"] = _disposition(found)
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _disposition(found: Evidence) -> str:
    """A photo is shown, a document is saved: nothing of a stranger's file runs on our address."""
    ending = "jpg" if found.kind == EvidenceKind.PHOTO else str(found.file.name).rsplit(".", 1)[-1]
    way = "inline" if found.kind == EvidenceKind.PHOTO else "attachment"
    return f'{way}; filename="evidence-{found.pk}.{ending}"'


def _mime(found: Evidence) -> str:
    return MIMES.get("." + str(found.file.name).rsplit(".", 1)[-1], "application/octet-stream")


def _progress(row: Instruction) -> dict[str, int] | None:
    """Of a divided instruction: how many parts were accepted. It is counted, never typed."""
    if not row.children_count:
        return None
    return {
        "done": row.children_done,
        "of": row.children_count,
        "percent": round(100 * row.children_done / row.children_count),
    }


def _found(viewer: Viewer, ref: str) -> Instruction:
    row = plans.by_ref(viewer, ref)
    if row is None:
        raise Http404
    return row


def _code(error: Refused | None) -> int:
    if error is None:
        return 200
    return 409 if error.conflict else 422
