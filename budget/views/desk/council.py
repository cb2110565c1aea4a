"""Sittings of the expert council at the desk: agenda, motions, votes, signature."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import Role
from budget.enums import CouncilChoice, CouncilMotion, EditionStatus, RefusalCode
from budget.models import CouncilItem, Edition, Sitting
from budget.selectors import desk
from budget.services import council
from budget.views import words
from budget.views.door import Official, for_officials
from geo.models import District
from workflow.refusals import Refused

UNPROCESSABLE, CONFLICT = 422, 409


@require_safe
@for_officials
def listing(request: HttpRequest, official: Official) -> HttpResponse:
    """The sittings of the official's councils, the newest first."""
    context = {
        "sittings": list(desk.sittings(official.actor)[:50]),
        "today": official.today,
        "districts": _districts_of(official),
        "columns": [_("Protocol"), _("Held on"), _("Questions"), _("State")],
    }
    return render(request, "desk/budget/sittings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_officials
def convene(request: HttpRequest, official: Official) -> HttpResponse:
    """Begin a protocol: choose the day, the chair and what is decided."""
    districts = _districts_of(official)
    if not districts:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    chosen = next((each for each in districts if each.pk == given.get("district")), districts[0])
    edition = _edition(given.get("edition", ""))
    if edition is None:
        return render(request, "desk/budget/convene.html", {"edition": None, "districts": districts})
    errors = []
    if request.method == "POST":
        try:
            row = council.convene(
                edition,
                district=chosen.pk,
                held_on=_day(request.POST.get("held_on", "")) or official.today,
                chair_id=_number(request.POST.get("chair")),
                numbers=request.POST.getlist("numbers"),
                actor=official.actor,
                at=official.at,
            )
            return redirect("budget-desk:sitting", row.pk)
        except Refused as refusal:
            errors = [{"text": refusal.sentence, "href": f"#{refusal.field}" if refusal.field else ""}]
    context = {
        "edition": edition,
        "editions": _editions(),
        "district": chosen,
        "districts": districts,
        "members": council.members(chosen.pk, on=official.today),
        "waiting": list(desk.before_the_council(edition.pk, chosen.pk)),
        "today": official.today,
        "errors": errors,
        "picked": given.getlist("numbers"),
    }
    return render(request, "desk/budget/convene.html", context, status=UNPROCESSABLE if errors else 200)


@require_safe
@for_officials
def page(request: HttpRequest, official: Official, pk: int) -> HttpResponse:
    """A sitting: its questions, what is moved, who voted how."""
    return show(request, official, pk)


@require_POST
@for_officials
def act(request: HttpRequest, official: Official, pk: int, name: str) -> HttpResponse:
    """Move something on a question, or vote on it."""
    item = CouncilItem.objects.filter(pk=pk).first()
    if item is None or desk.sitting(official.actor, item.sitting_id) is None or name not in ("move", "vote"):
        raise Http404
    common: dict[str, Any] = {"actor": official.actor, "at": official.at}
    given: dict[str, Any] = {key: request.POST.get(key, "")[:20_000] for key in ("code", "text_kk", "text_ru")}
    try:
        if name == "move":
            council.move(item.pk, motion=request.POST.get("motion", ""), **given, **common)
        else:
            reason = request.POST.get("reason", "")[:500]
            council.vote(item.pk, choice=request.POST.get("choice", ""), reason=reason, **common)
    except Refused as refusal:
        errors = [{"text": refusal.sentence, "href": f"#question-{item.pk}"}]
        status = CONFLICT if refusal.conflict else UNPROCESSABLE
        return show(request, official, item.sitting_id, errors=errors, at_item=item.pk, status=status)
    return redirect(f"{request.path.rsplit('/questions/', 1)[0]}/{item.sitting_id}/#question-{item.pk}")


@require_POST
@for_officials
def sign(request: HttpRequest, official: Official, pk: int) -> HttpResponse:
    """The chair signs: the protocol is published and its decisions are carried out."""
    if desk.sitting(official.actor, pk) is None:
        raise Http404
    try:
        council.sign(pk, actor=official.actor, at=official.at)
    except Refused as refusal:
        status = CONFLICT if refusal.conflict else UNPROCESSABLE
        return show(request, official, pk, errors=[{"text": refusal.sentence, "href": ""}], status=status)
    messages.success(request, _("The protocol is signed and published."))
    return redirect("budget-desk:sitting", pk)


def show(
    request: HttpRequest, official: Official, pk: int, *, errors=None, at_item: int = 0, status: int = 200
) -> HttpResponse:
    row = desk.sitting(official.actor, pk)
    if row is None:
        raise Http404
    context = {
        "sitting": row,
        "questions": [_question(item, row, official) for item in row.items.all()],
        "motions": CouncilMotion.choices,
        "codes": RefusalCode.choices,
        "choices": CouncilChoice.choices,
        "is_secretary": _is_secretary(official, row.district_id),
        "is_chair": official.actor.user_id == row.chair_id,
        "is_member": official.actor.user_id in row.members,
        "late": row.signed_at is None and row.publish_by < official.today,
        "errors": errors or [],
        "at_item": at_item,
        "typed": request.POST,
    }
    return render(request, "desk/budget/sitting.html", context, status=status)


def _question(item: CouncilItem, sitting: Sitting, official: Official) -> dict:
    item.sitting = sitting
    votes = list(item.votes.all())
    return {
        "item": item,
        "title": words.shown_title(item.proposal),
        "votes": votes,
        "mine": next((vote for vote in votes if vote.member_id == official.actor.user_id), None),
        "count": council.counted(item),
        "decision": words.decision(item) if sitting.signed_at else "",
    }


def _is_secretary(official: Official, district: str) -> bool:
    held = (post for post in official.actor.posts if post.role == Role.COUNCIL_SECRETARY)
    return any(post.district in (None, district) for post in held)


def _districts_of(official: Official) -> list[District]:
    """The districts whose protocols the official writes."""
    posts = [post for post in official.actor.posts if post.role == Role.COUNCIL_SECRETARY]
    rows = District.objects.defer("outline").order_by("code")
    if any(post.district is None for post in posts):
        return list(rows)
    return list(rows.filter(pk__in=[post.district for post in posts]))


def _editions() -> list[Edition]:
    return list(Edition.objects.filter(status__in=[EditionStatus.INTAKE, EditionStatus.VETTING]).order_by("code"))


def _edition(code: str) -> Edition | None:
    rows = _editions()
    return next((row for row in rows if row.code == code), rows[0] if rows else None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
