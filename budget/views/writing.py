"""Writing a proposal: one page that saves itself, pictures, sending."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import Role
from budget import policy
from budget.enums import EditionStatus, PictureKind, ProposalStatus
from budget.models import Proposal
from budget.policy import Viewer
from budget.selectors import editions, hints, proposals, similar
from budget.services import author, drafts, pictures, submission
from budget.views import together, words
from budget.views.door import seen_seq, viewer_at
from budget.views.public import found, found_edition, page
from workflow.models import Act
from workflow.refusals import Refused

UNPROCESSABLE, CONFLICT = 422, 409
ROWS = 3
# Field of a refusal -> where the page shows it.
ANCHORS = {"point": "id_address", "costs": "cost-1-title", "funding": "fund-1-name", "photos": "id_photos"}
TEXTS = ("title", "description", "title_other", "description_other", "language", "category", "lon", "lat", "area")


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the person writes and wrote, invitations of others, and editions that take proposals in."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    rows = list(proposals.own(viewer)[:50])
    context = {
        "drafts": [words.card(row) for row in rows if row.status in (ProposalStatus.DRAFT, ProposalStatus.REWORK)],
        "cards": [words.card(row) for row in rows if row.status not in (ProposalStatus.DRAFT, ProposalStatus.REWORK)],
        "invitations": list(proposals.invitations(viewer, at)),
        "wishes": list(proposals.wishes_for(viewer, at)),
        "editions": list(editions.taking_in(at)),
    }
    response = render(request, "budget/mine.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """What is asked for, then the draft: begun by a POST, or found again."""
    at = timezone.now()
    edition = found_edition(request, code, at)
    if request.method != "POST":
        return render(request, "budget/begin.html", {"edition": edition, "errors": []})
    chosen = request.POST.get("language", "kk")
    try:
        row = drafts.start(edition, language=chosen, actor=viewer_at(request, at).actor, at=at)
    except Refused as refusal:
        context = {"edition": edition, "errors": [{"text": refusal.sentence, "href": ""}]}
        return render(request, "budget/begin.html", context, status=UNPROCESSABLE)
    return redirect("budget:write", row.number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, number: str) -> HttpResponse:
    """The form. A POST keeps what was typed; ``action`` says what else: ``check``, ``send``, or a row more."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    if request.method != "POST":
        return form(request, writable(number, viewer), viewer, at=at)
    row = written(number, viewer)
    quiet = request.headers.get("Birge-Draft") == "1"
    typed = submission.Typed(typed_words(request), None if quiet else number_of(request.POST.get("revision")))
    refusal = None
    if request.POST.get("action") == "send" and not quiet:
        refusal = _send(row, typed, viewer, at=at)
        if refusal is None:
            messages.success(request, _("Your proposal is submitted. Its number is %(number)s.") % {"number": number})
            return redirect("budget:proposal", number)
    try:
        saved = drafts.keep(row.pk, words=typed.words, revision=typed.revision, actor=viewer.actor, at=at)
    except Refused as conflict:
        if quiet:
            return JsonResponse({"detail": str(conflict)}, status=CONFLICT)
        return form(request, found(number, viewer), viewer, at=at, faults=[conflict], status=CONFLICT)
    if quiet:
        return JsonResponse({"revision": saved.revision})
    if refusal is not None:
        row = found(number, viewer)
        faults = submission.faults(row) or [refusal]
        return form(request, row, viewer, at=at, faults=faults, status=UNPROCESSABLE)
    if request.POST.get("action") == "check":
        return form(request, writable(number, viewer), viewer, at=at, checked=True)
    return redirect("budget:write", number)


@login_required
@require_POST
def add_photos(request: HttpRequest, number: str) -> HttpResponse:
    """Add pictures; what was typed on the same form is kept first."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    pk = written(number, viewer).pk
    files: Any = request.FILES.getlist("photos")
    kind = request.POST.get("kind")
    try:
        drafts.keep(pk, words=typed_words(request), actor=viewer.actor, at=at)
        if files:
            whole = kind if kind in PictureKind.values else PictureKind.PHOTO
            pictures.add(pk, files=files, kind=whole, actor=viewer.actor, at=at)
    except Refused as refusal:
        return form(request, found(number, viewer), viewer, at=at, faults=[refusal], status=UNPROCESSABLE)
    return redirect(reverse("budget:write", args=[number]) + "#pictures")


@login_required
@require_POST
def remove_photo(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a picture out."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    row = writable(number, viewer)
    pictures.remove(row.pk, photo_id=pk, actor=viewer.actor, at=at)
    return redirect(reverse("budget:write", args=[number]) + "#pictures")


@login_required
@require_POST
def act(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """What an author does with a proposal besides writing: withdraw, discard, appeal against a refusal."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    row = found(number, viewer)
    text = request.POST.get("text", "")[:20_000]
    common: dict[str, Any] = {"seq": seen_seq(request), "actor": viewer.actor, "at": at}
    try:
        if name == "withdraw":
            author.withdraw(row.pk, reason=text, **common)
        elif name == "discard":
            drafts.discard(row.pk, **common)
        elif name == "appeal":
            author.appeal(row.pk, text=text, **common)
        else:
            raise Http404
    except Refused as refusal:
        errors = [{"text": refusal.sentence, "href": f"#{name}-text" if refusal.field else ""}]
        status = CONFLICT if refusal.conflict else UNPROCESSABLE
        fresh = found(number, viewer)
        return page(request, fresh, viewer, at=at, errors=errors, typed={name: text}, status=status)
    messages.success(
        request,
        {
            "withdraw": _("The proposal is withdrawn."),
            "discard": _("The draft is discarded."),
            "appeal": _("Your appeal is filed. Other people decide on it."),
        }[name],
    )
    return redirect("budget:mine") if name != "appeal" else redirect("budget:proposal", number)


def _send(row: Proposal, typed: submission.Typed, viewer: Viewer, *, at: datetime) -> Refused | None:
    """Send it with what was typed. What refuses it comes back: then nothing of it was kept."""
    send = author.resubmit if row.status == ProposalStatus.REWORK else submission.submit
    try:
        send(row.pk, typed=typed, actor=viewer.actor, at=at)
    except Refused as refusal:
        return refusal
    return None


def form(
    request: HttpRequest, row: Proposal, viewer: Viewer, *, at: datetime, faults=(), checked=False, status: int = 200
) -> HttpResponse:
    typed = drafts.newest_words(row)
    roles = policy.roles_on(viewer.actor, row)
    context = {
        "proposal": row,
        "edition": row.edition,
        "typed": typed,
        "costs": _padded(typed.get("costs") or [{"year": str(row.edition.year)}], year=str(row.edition.year)),
        "funding": _padded(typed.get("funding") or []),
        "categories": list(row.edition.categories.all()),
        "errors": [{"text": fault.sentence, "href": _anchor(fault)} for fault in faults],
        "wrong": {fault.field: fault.sentence for fault in faults},
        "checked": checked,
        "whole": checked and not submission.faults(row),
        "hints": [words.hint(each) for each in hints.of(row, on=timezone.localdate(at))],
        "near": together.near_by(row, similar.near_to(row), at),
        "is_author": Role.AUTHOR in roles,
        "invited": together.invited(row, at),
        "lost": [each for each in proposals.history(row)[:20] if each.lost],
        "last_return": _last_return(row),
        "is_open": row.edition.status == EditionStatus.INTAKE,
    }
    response = render(request, "budget/write.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _last_return(row: Proposal) -> str:
    """Why it was returned, in the reader's language."""
    if row.status != ProposalStatus.REWORK:
        return ""
    newest = Act.objects.filter(kind="proposal", subject_id=row.pk, name__in=["rework", "return_formal"]).last()
    return words.reason_text(newest.data) if newest else ""


def typed_words(request: HttpRequest) -> dict[str, Any]:
    post = request.POST
    typed: dict[str, Any] = {name: post[name] for name in (*TEXTS, "address") if name in post}
    if post.get("action") == "unpin":
        typed |= {"lon": "", "lat": "", "area": ""}
    for name, columns in (("costs", ("year", "title", "amount")), ("funding", ("source", "name", "amount"))):
        lists = [post.getlist(f"{name}-{column}")[:40] for column in columns]
        if any(lists):
            rows = [dict(zip(columns, row, strict=False)) for row in zip(*lists, strict=False)]
            typed[name] = [row for row in rows if any(row[each].strip() for each in columns[1:] if each in row)]
    return typed


def _padded(rows: list[dict], year: str = "") -> list[dict]:
    """The rows with empty ones after them, so that the form needs no script."""
    empty = {"year": year} if year else {}
    return [*rows, *([dict(empty)] * max(ROWS - len(rows), 1))]


def _anchor(fault: Refused) -> str:
    if not fault.field:
        return ""
    return f"#{ANCHORS.get(fault.field, f'id_{fault.field}')}"


def written(number: str, viewer: Viewer) -> Proposal:
    """Key and state of what ``writable`` finds, for those who show nothing of it."""
    found = policy.own_of(viewer.actor).filter(number=number, status__in=(ProposalStatus.DRAFT, ProposalStatus.REWORK))
    row = found.only("pk", "status").first()
    if row is None:
        raise Http404
    return row


def writable(number: str, viewer: Viewer) -> Proposal:
    """A draft of the viewer, or a proposal that came back to be reworked; without what only its page shows."""
    row = proposals.own(viewer).filter(number=number).first()
    if row is None or row.status not in (ProposalStatus.DRAFT, ProposalStatus.REWORK):
        raise Http404
    return row


def number_of(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None
