"""At the desk: the akim's board with its lists, the page of an instruction, the draft of a plan."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.documents import pdf_response
from meetings import policy
from meetings.enums import InstructionStatus
from meetings.models import Instruction
from meetings.selectors import board, plans
from meetings.selectors.plans import Filters
from meetings.services import plan_import, plan_rows
from meetings.services import plans as plan_services
from meetings.services.plan_terms import Term
from meetings.views.door import Official, for_officials
from meetings.views.plans import deeds, review, words
from meetings.views.plans.forms import DeedForm
from meetings.views.plans.pages import context_of, table_of
from meetings.views.plans.scores import title_of
from workflow.refusals import Refused

MOST_LISTED = 200
UNPROCESSABLE, CONFLICT = 422, 409


@require_safe
@for_officials
def show_board(request: HttpRequest, official: Official) -> HttpResponse:
    """What an akim sees in five minutes."""
    return render(request, "desk/plan/board.html", _board(official) | {"keeps": _akimats(official)})


@require_safe
@for_officials
def board_parts(request: HttpRequest, official: Official) -> HttpResponse:
    """The part of the board that moves, for its live island."""
    return render(request, "desk/plan/parts.html", _board(official))


@require_safe
@for_officials
def digest(request: HttpRequest, official: Official) -> HttpResponse:
    """The review of the week as a PDF."""
    content = review.pdf(official.actor, translation.get_language() or "kk", at=official.at)
    return pdf_response(content, name=review.name_of(official.at))


@require_safe
@for_officials
def listing(request: HttpRequest, official: Official) -> HttpResponse:
    """The instructions behind a figure of the board."""
    show = request.GET.get("show", "open")
    if show not in plans.SHOWS:
        raise Http404
    filters = Filters(body=request.GET.get("body", "")[:60], district=request.GET.get("district", "")[:20])
    found = board.listed(official.actor, show, filters, on=_today(official), at=official.at)
    total = found.count()
    context = {
        "title": title_of(show),
        "cards": words.cards(found[:MOST_LISTED], on=_today(official), at_desk=True),
        "total": total,
        "left_out": max(total - MOST_LISTED, 0),
        "is_narrow": bool(filters.body or filters.district),
        "show": show,
    }
    return render(request, "desk/plan/listing.html", context)


@require_safe
@for_officials
def instruction(request: HttpRequest, official: Official, ref: str) -> HttpResponse:
    return show_instruction(request, official, _row(official, ref))


@require_safe
@for_officials
def news(request: HttpRequest, official: Official, ref: str) -> HttpResponse:
    """The chain of an instruction, for its live island."""
    row = _row(official, ref)
    viewer = policy.Viewer(official.actor)
    return render(request, "plans/chain.html", context_of(row, viewer, official.at, at_desk=True))


@require_POST
@for_officials
def act(request: HttpRequest, official: Official, ref: str, name: str) -> HttpResponse:
    """Do it, or show the page again with the sentence of the refusal and all that was typed."""
    deed = deeds.BY_NAME.get(name)
    if deed is None:
        raise Http404
    row = _row(official, ref)
    form = deed.form(request.POST, request.FILES, row=row, on=_today(official))
    if not form.is_valid():
        return show_instruction(request, official, row, bound=form, status=UNPROCESSABLE)
    try:
        deed.do(row.pk, **form.values(), seq=_seq(request), actor=official.actor, at=official.at)
    except Refused as refusal:
        errors = _refused(form, refusal)
        status = CONFLICT if refusal.conflict else UNPROCESSABLE
        fresh = _row(official, ref)
        return show_instruction(request, official, fresh, bound=form, errors=errors, status=status)
    messages.success(request, str(deed.done))
    if not policy.instructions_worked_by(official.actor).filter(pk=row.pk).exists():
        return redirect("desk-plan:board")
    return redirect("desk-plan:instruction", ref)


def show_instruction(
    request: HttpRequest,
    official: Official,
    row: Instruction,
    *,
    bound: DeedForm | None = None,
    errors: list[dict] | None = None,
    status: int = 200,
) -> HttpResponse:
    viewer = policy.Viewer(official.actor)
    found = deeds.offers(row, official.actor, at=official.at, on=_today(official), bound=bound)
    context = context_of(row, viewer, official.at, at_desk=True) | {
        "offers": found,
        "leading": [offer for offer in found if offer.deed.leads],
        "others": [offer for offer in found if not offer.deed.leads],
        "bound": bound,
        "errors": errors or [],
        "is_draft": row.status == InstructionStatus.DRAFT,
    }
    return render(request, "desk/plan/instruction.html", context, status=status)


@require_safe
@for_officials
def plan(request: HttpRequest, official: Official, code: str) -> HttpResponse:
    """A plan that the official keeps: a draft to fill in, or the published one."""
    return _show_plan(request, official, code)


@require_POST
@for_officials
def publish(request: HttpRequest, official: Official, code: str) -> HttpResponse:
    """Give all rows to their bodies and show the plan to everybody."""
    found = _kept_plan(official, code)
    try:
        plan_import.publish(found.pk, actor=official.actor, at=official.at)
    except Refused as refusal:
        return _show_plan(request, official, code, refusal)
    messages.success(request, _("The plan is published: the bodies were told, and residents can follow it."))
    return redirect("desk-plan:plan", code)


@require_POST
@for_officials
def add(request: HttpRequest, official: Official, code: str) -> HttpResponse:
    """An empty row at the end of a draft, to be filled in on its page."""
    found = _kept_plan(official, code)
    try:
        row = plan_services.add(found.pk, plan_rows.Words(term=Term("", "none")), actor=official.actor, at=official.at)
    except Refused as refusal:
        return _show_plan(request, official, code, refusal)
    return redirect("desk-plan:instruction", row.ref)


def _board(official: Official) -> dict[str, Any]:
    on, actor = _today(official), official.actor
    figures = board.heads(actor, on=on, at=official.at)
    bodies = board.bodies(actor, on=on)
    late = board.listed(actor, "overdue", on=on, at=official.at)[: board.MOST_LISTED]
    week = board.listed(actor, "week", on=on, at=official.at)[: board.MOST_LISTED]
    return {
        "on": on,
        "figures": figures,
        "heads": review.heads(figures),
        "bodies": bodies,
        "red": sum(body.red for body in bodies),
        "late": words.cards(late, on=on, at_desk=True),
        "week": words.cards(week, on=on, at_desk=True),
        "moved": words.cards(board.moves(actor)[: board.MOST_LISTED], on=on, at_desk=True),
        "districts": board.districts(actor, on=on),
        "coming": board.coming_meetings(actor, at=official.at)[:3],
        "points": json.dumps(board.points(actor, on=on), ensure_ascii=False),
        "parts_url": reverse("desk-plan:parts"),
    }


def _show_plan(request: HttpRequest, official: Official, code: str, refusal: Refused | None = None) -> HttpResponse:
    found = _kept_plan(official, code)
    viewer = policy.Viewer(official.actor)
    context = table_of(found, viewer, official.at) | {
        "errors": [{"text": str(refusal.sentence), "href": ""}] if refusal else [],
        "at_desk": True,
    }
    status = 200 if refusal is None else CONFLICT if refusal.conflict else UNPROCESSABLE
    return render(request, "desk/plan/plan.html", context, status=status)


def _kept_plan(official: Official, code: str):
    found = policy.plans_kept_by(official.actor).select_related("akimat", "meeting", "district").filter(code=code)
    plan_ = found.defer("district__outline").first()
    if plan_ is None:
        raise Http404
    return plan_


def _akimats(official: Official) -> bool:
    return any(post.role in policy.KEEPERS for post in official.actor.posts)


def _row(official: Official, ref: str) -> Instruction:
    """The instruction, if it falls under the official's posts; otherwise it does not exist."""
    worked = plans.with_names(policy.instructions_worked_by(official.actor))
    row = worked.select_related(*plans.NAMES, "plan__meeting", "parent").filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def _refused(form: DeedForm, refusal: Refused) -> list[dict]:
    if refusal.field in form.fields:
        form.add_error(refusal.field, str(refusal.sentence))
        return []
    return [{"text": str(refusal.sentence), "href": ""}]


def _seq(request: HttpRequest) -> int | None:
    """The version that the person saw, if the form told one."""
    text = request.POST.get("seq", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _today(official: Official):
    return timezone.localdate(official.at)
