"""What everybody may read: editions with their rules, proposals as list, map and page, protocols."""

import contextlib
from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.enums import Role
from budget import policy
from budget.enums import EditionStatus, ProposalStatus
from budget.models import Edition, Proposal
from budget.policy import Viewer
from budget.selectors import desk, editions, proposals, similar
from budget.selectors.proposals import Filters
from budget.services import council
from budget.services import editions as rules
from budget.views import words
from budget.views.door import viewer_at
from budget.workflow import PROPOSAL
from geo.models import District
from workflow import acts
from workflow.selectors import timeline as journal

STATES = ("", "check", "rework", "admitted", "refused")
OF_AUTHOR = frozenset({"withdraw", "resubmit", "appeal", "discard", "submit"})


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """All editions; the one that is open leads on."""
    at = timezone.now()
    shown = list(editions.shown(viewer_at(request, at)))
    faces = [{"edition": row, "phases": editions.phases(row, at), "open": _takes(row, at)} for row in shown]
    return render(request, "budget/home.html", {"editions": faces})


@require_safe
def edition(request: HttpRequest, code: str) -> HttpResponse:
    """An edition: its stages, its money by district, its rules with hash and signature, its orders and protocols."""
    return render(request, "budget/edition.html", _edition_context(request, code))


@require_safe
def edition_fragment(request: HttpRequest, code: str) -> HttpResponse:
    """The inner part of the page, for its live island."""
    response = render(request, "budget/edition_body.html", _edition_context(request, code))
    response["Cache-Control"] = "private, no-cache"
    return response


def _edition_context(request: HttpRequest, code: str) -> dict:
    at = timezone.now()
    row = found_edition(request, code, at)
    figures = proposals.by_district(row)
    money = [
        {"district": each.district, "amount": each.amount_tenge, **figures.get(each.district_id, {})}
        for each in row.envelopes.all()
    ]
    return {
        "edition": row,
        "phases": editions.phases(row, at),
        "takes_in": _takes(row, at),
        "money": money,
        "whole": sum(each["amount"] for each in money),
        "orders": [order for order in row.orders.all() if order.public],
        "changes": list(editions.changes_of_rules(row)),
        "protocols": [
            {"sitting": each, "late": each.is_late(timezone.localdate(at))}
            for each in desk.protocols(row.pk, on=timezone.localdate(at))[:24]
        ],
        "signature_holds": bool(row.rules) and rules.signature_holds(row),
        "votes": row.status == EditionStatus.VOTING,
    }


@require_safe
def rules_file(request: HttpRequest, code: str) -> HttpResponse:
    """The rules as they were signed: canonical JSON, its hash, the signature and the public key."""
    row = found_edition(request, code, timezone.now())
    if not row.rules:
        raise Http404
    proof = {"sha256": row.rules_hash, "ed25519": row.rules_signature, "public_key": row.rules_key}
    return JsonResponse({"rules": row.rules, **proof}, json_dumps_params={"ensure_ascii": False})


@require_safe
def listing(request: HttpRequest, code: str) -> HttpResponse:
    """The public proposals of an edition."""
    return render(request, "budget/list.html", _found(request, code, "budget:list"))


@require_safe
def city_map(request: HttpRequest, code: str) -> HttpResponse:
    """The same on the map, with its twin list."""
    return render(request, "budget/map.html", _found(request, code, "budget:map"))


@require_safe
def proposal(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a proposal."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    return page(request, found(number, viewer), viewer, at=at)


@require_safe
def fragment(request: HttpRequest, number: str) -> HttpResponse:
    """The inner part of the page, for its live island; 304 while nothing has changed."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    row = found(number, viewer)
    roles = "".join(sorted(policy.roles_on(viewer.actor, row)))
    etag = f'"{row.number}.{row.seq}.{roles}.{get_language()}.{timezone.localdate(at):%Y%m%d}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = render(request, "budget/fragment.html", _context(row, viewer, at))
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def photo(request: HttpRequest, number: str, pk: int, size: str) -> HttpResponse:
    """A picture as JPEG, to whoever may open the proposal."""
    shown = proposals.photo(pk, number, viewer_at(request, timezone.now()))
    if shown is None:
        raise Http404
    try:
        content = (shown.thumb if size == "thumb" else shown.file).read()
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{number}-{pk}.jpg"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
def protocol(request: HttpRequest, pk: int) -> HttpResponse:
    """A signed protocol of a council: every member's vote by name (rule 33)."""
    sitting = desk.published(pk)
    if sitting is None:
        raise Http404
    items = list(sitting.items.all())
    for item in items:
        item.sitting = sitting
    questions = [{"item": item, "count": council.counted(item), "decision": words.decision(item)} for item in items]
    late = sitting.is_late(sitting.publish_by)
    return render(request, "budget/protocol.html", {"sitting": sitting, "questions": questions, "late": late})


def found(number: str, viewer: Viewer) -> Proposal:
    """The proposal, if this viewer may open it; otherwise it does not exist."""
    row = proposals.by_number(number, viewer)
    if row is None:
        raise Http404
    return row


def found_edition(request: HttpRequest, code: str, at: datetime) -> Edition:
    row = editions.by_code(code, viewer_at(request, at))
    if row is None:
        raise Http404
    return row


def page(
    request: HttpRequest, row: Proposal, viewer: Viewer, *, at: datetime, errors=None, typed=None, status: int = 200
) -> HttpResponse:
    """The page of a proposal, with the refusals of an act if there were any."""
    context = {**_context(row, viewer, at), "errors": errors or [], "typed": typed or {}}
    response = render(request, "budget/proposal.html", context, status=status)
    response["Cache-Control"] = "private, no-cache"
    return response


def _context(row: Proposal, viewer: Viewer, at: datetime) -> dict:
    roles = policy.roles_on(viewer.actor, row)
    own = bool(roles & {Role.AUTHOR, Role.CO_AUTHOR})
    lines = list(row.costs.all())
    near = []
    if row.point and row.is_public:
        near = similar.near(row.edition, row.point, text=row.title, category_id=row.category_id, without=row.pk)
    return {
        "proposal": row,
        "title": words.shown_title(row),
        "pill": words.pill(row),
        "is_own": own,
        "is_draft": row.status in (ProposalStatus.DRAFT, ProposalStatus.REWORK),
        "acts": frozenset(acts.may(PROPOSAL, row, roles=roles, at=at)) & OF_AUTHOR if own else frozenset(),
        "lines": lines,
        "total": sum(line.amount_tenge for line in lines),
        "joined": proposals.joined_by(row) if row.status == ProposalStatus.WITHDRAWN else None,
        "wishes": list(proposals.wishes_for(viewer, at).filter(target=row)) if Role.AUTHOR in roles else [],
        "authors": [row.author, *(each.user for each in row.together)],  # type: ignore[attr-defined]  # prefetched
        "steps": words.steps(journal("proposal", row.pk, public_only=True), due_on=row.due_on, status=row.status),
        "near": [{"card": words.card(each.proposal), "distance_m": each.distance_m} for each in near],
        "area": row.area.geojson if row.area else "",
        "back": reverse("budget:list", args=[row.edition.code]),
    }


def _takes(row: Edition, at: datetime) -> bool:
    return row.status == EditionStatus.INTAKE and any(
        phase.row.stage == "intake" and phase.state == "now" for phase in editions.phases(row, at)
    )


def _found(request: HttpRequest, code: str, page_name: str) -> dict:
    at = timezone.now()
    row = found_edition(request, code, at)
    districts = list(District.objects.defer("outline"))
    categories = list(row.categories.all())
    filters = filters_of(request)
    narrowed = proposals.public(row, filters)
    after = _read_mark(request.GET.get("after", ""))
    shown = proposals.page(narrowed, after=after)
    here = reverse(page_name, args=[code])
    query = _query(filters)
    older = f"{here}?{urlencode({**query, 'after': _write_mark(shown.after)})}" if shown.after else ""
    return {
        "edition": row,
        "takes_in": _takes(row, at),
        "filters": filters,
        "query": urlencode(query),
        "tiles_query": urlencode({**query, "reader": get_language() or "kk"}),
        "cards": [words.card(each) for each in shown.rows],
        "found_words": _found_words(proposals.count(narrowed)),
        "districts": districts,
        "categories": categories,
        "chips": _chips(filters, here),
        "older": older,
        "newer": f"{here}?{urlencode(query)}" if after else "",
        "here": here,
    }


def filters_of(request: HttpRequest) -> Filters:
    """What the address narrows the list to; a district or category that does not exist finds nothing."""
    given = {name: request.GET.get(name, "")[:100].strip() for name in ("district", "category", "q")}
    state = request.GET.get("state", "")
    return Filters(given["district"], given["category"], state if state in STATES else "", given["q"])


def _query(filters: Filters) -> dict[str, str]:
    whole = {"district": filters.district, "category": filters.category, "state": filters.state, "q": filters.words}
    return {name: value for name, value in whole.items() if value}


def _chips(filters: Filters, here: str) -> list[dict]:
    labels = {
        "": _("All"),
        "check": _("Being checked"),
        "rework": _("Being reworked"),
        "admitted": _("Admitted"),
        "refused": _("Refused"),
    }
    query = _query(filters)
    query.pop("state", None)
    return [
        {
            "label": label,
            "on": filters.state == state,
            "url": f"{here}?{urlencode({**query, **({'state': state} if state else {})})}".rstrip("?"),
        }
        for state, label in labels.items()
    ]


def _found_words(number: int) -> str:
    if number > proposals.COUNTED_TO:
        return _("More than 1,000 proposals")
    return ngettext("%(n)d proposal", "%(n)d proposals", number) % {"n": number}


def _write_mark(mark: tuple[datetime, int]) -> str:
    at, pk = mark
    return f"{at.timestamp():.6f}-{pk}"


def _read_mark(text: str) -> tuple[datetime, int] | None:
    moment, _dash, pk = text.partition("-")
    with contextlib.suppress(ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(float(moment), tz=timezone.get_current_timezone()), int(pk)
    return None
