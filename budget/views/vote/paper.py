"""Paper at the desk of an office: mark a voter, begin a sheet, type forms, decide where two differ, close."""

from collections.abc import Callable
from datetime import date
from typing import IO, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors import actor_of
from budget import policy
from budget.models import Batch, Office, Proposal
from budget.selectors import paper as reads
from budget.selectors.ballot import ballot_projects
from budget.services import paper
from budget.views.vote.booth import UNPROCESSABLE, Booth, enter, private
from geo.models import District
from workflow.actor import Actor
from workflow.refusals import Refused

SHEET = ("issued", "used", "spoiled", "returned")


def _desk(request: HttpRequest, code: str) -> tuple[Booth, Actor]:
    booth = enter(request, code)
    return booth, actor_of(request.user, booth.at)


@login_required
@require_safe
def offices(request: HttpRequest, code: str) -> HttpResponse:
    """The offices of this official with the daily reconciliation; a manager sees all. 404 for anybody else."""
    booth, actor = _desk(request, code)
    own = set(policy.offices_of(actor, booth.edition).values_list("pk", flat=True))
    if not own:
        raise Http404
    rows = [row for row in reads.reconciliation(booth.edition) if row.office.pk in own]
    return private(render(request, "vote/paper_offices.html", {"edition": booth.edition, "rows": rows}))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def office(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Mark a voter before handing out a form; begin the sheet of an urn."""
    booth, actor = _desk(request, code)
    found = policy.offices_of(actor, booth.edition).filter(pk=pk).first()
    if found is None:
        raise Http404
    refusal = None
    if request.method == "POST":
        deeds: dict[str, Callable] = {"mark": _mark, "batch": _begin}
        try:
            return deeds.get(request.POST.get("deed", ""), _mark)(request, booth, found, actor)
        except Refused as refused:
            refusal = refused
    context = {
        "edition": booth.edition,
        "office": found,
        "districts": District.objects.order_by("code"),
        "batches": reads.batches(booth.edition).filter(office=found),
        "sheet": request.POST,
        **_told(request, refusal),
    }
    return private(render(request, "vote/paper_office.html", context, status=UNPROCESSABLE if refusal else 200))


def _told(request: HttpRequest, refusal: Refused | None) -> dict[str, Any]:
    """What was typed, and a refusal: as a line on top that leads to its field, and at the field."""
    field = refusal.field if refusal else ""
    anchor = f"{request.POST.get('deed', 'mark')}-district" if field == "district" else field
    return {
        "typed": request.POST,
        "refusal_lines": [{"text": refusal.sentence, "href": f"#{anchor}" if anchor else ""}] if refusal else [],
        "wrong": {field: refusal.sentence} if refusal else {},
        "is_sheet_open": bool(refusal) and (field in (*SHEET, "scan") or request.POST.get("deed") == "batch"),
    }


def _day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(_("Enter the date as it stands in the document."), code="date", field=field) from None


def _figure(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "").strip() or "0"
    if not text.isdecimal() or len(text) > 6:
        raise Refused(_("Enter whole numbers."), code="number", field=name)
    return int(text)


def _district(request: HttpRequest) -> str:
    found = District.objects.filter(pk=request.POST.get("district", "")).values_list("pk", flat=True).first()
    if found is None:
        raise Refused(_("Choose the district."), code="district", field="district")
    return found


def _mark(request: HttpRequest, booth: Booth, found: Office, actor: Actor) -> HttpResponse:
    paper.mark_voter(
        found,
        iin="".join(request.POST.get("iin", "").split()),
        district=_district(request),
        registered_on=_day(request.POST.get("registered_on", ""), "registered_on"),
        born_on=_day(request.POST.get("born_on", ""), "born_on"),
        assisted="assisted" in request.POST,
        actor=actor,
        at=booth.at,
    )
    messages.success(request, _("The voter is marked. Hand out a form now; do not write its number down."))
    return redirect("vote:paper_office", booth.edition.code, found.pk)


def _begin(request: HttpRequest, booth: Booth, found: Office, actor: Actor) -> HttpResponse:
    sheet: Any = {name: _figure(request, name) for name in SHEET}
    where, scan = _district(request), _scan(request)
    batch = paper.open_batch(found, district=where, **sheet, scan=scan, actor=actor, at=booth.at)
    return redirect("vote:paper_batch", booth.edition.code, batch.pk)


def _scan(request: HttpRequest) -> IO[bytes] | None:
    file = request.FILES.get("scan")
    return file.open("rb").file if isinstance(file, UploadedFile) else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Type the forms of an urn, see where two differ, close the sheet. Nobody sees what a colleague typed."""
    booth, actor = _desk(request, code)
    own = policy.offices_of(actor, booth.edition).values("pk")
    found = Batch.objects.filter(pk=pk, office__in=own).select_related("office", "district").first()
    if found is None:
        raise Http404
    refusal = None
    if request.method == "POST":
        try:
            return _deed(request, booth, found, actor)
        except Refused as refused:
            refusal = refused
    context = {
        "booth": booth,
        "edition": booth.edition,
        "batch": found,
        "projects": _ballot(booth, found),
        "agreed": found.forms.filter(agreed=True).count(),
        "differing": reads.differing(found),
        "half": reads.half_typed(found),
        "sheet": request.POST if request.POST.get("deed") == "correct" else found,
        **_told(request, refusal),
    }
    return private(render(request, "vote/paper_batch.html", context, status=UNPROCESSABLE if refusal else 200))


def _ballot(booth: Booth, found: Batch) -> list[Proposal]:
    """The ballot of the urn's district in its printed order, with what the clerk has just typed beside each project."""
    bound = found.district_id if booth.edition.own_district else None
    projects = list(ballot_projects(booth.edition, bound).select_related("district"))
    for project in projects:
        project.mark = booth.marks.beside(project.number)  # type: ignore[attr-defined]
    return projects


def _deed(request: HttpRequest, booth: Booth, found: Batch, actor: Actor) -> HttpResponse:
    deed = request.POST.get("deed", "")
    if deed == "close":
        paper.close_batch(found.pk, actor=actor, at=booth.at)
        messages.success(request, _("The batch is closed and stands in the log."))
    elif deed == "correct":
        sheet = {name: _figure(request, name) for name in SHEET}
        paper.correct_batch(found.pk, sheet=sheet, scan=_scan(request), actor=actor, at=booth.at)
    elif deed == "strike":
        serial = _figure(request, "serial")
        paper.strike_form(found.pk, serial=serial, actor=actor, at=booth.at)
        messages.success(request, _("Form %(serial)s is struck: type the right number.") % {"serial": serial})
    else:
        serial, choice = _figure(request, "serial"), booth.choice()
        form = paper.type_form(
            found.pk, serial=serial, numbers=choice.numbers, points=choice.points, actor=actor, at=booth.at
        )
        words = _("Form %(serial)s: two clerks agree.") if form.agreed else _("Form %(serial)s is typed.")
        messages.success(request, words % {"serial": serial})
    return redirect("vote:paper_batch", booth.edition.code, found.pk)
