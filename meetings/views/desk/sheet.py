"""The secretary's sheet: a plain form that the island makes quick; several secretaries, one list of lines."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings import policy
from meetings.enums import TOOK_PLACE, LineResult
from meetings.models import Category, Line, Meeting
from meetings.policy import Viewer
from meetings.selectors import lines, papers, questions
from meetings.services import sheet
from meetings.views import rows, words
from meetings.views.cards import card
from meetings.views.desk.forms import LineForm
from meetings.views.door import Official, for_officials
from workflow.refusals import Refused

UNPROCESSABLE, CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
@for_officials
def page(request: HttpRequest, official: Official, meeting: str) -> HttpResponse:
    """The sheet; a POST writes one line."""
    shown = official.meeting(meeting)
    if request.method != "POST":
        return _page(request, official, shown, LineForm(initial={"language": get_language()}))
    form = LineForm(request.POST)
    if not form.is_valid():
        return _page(request, official, shown, form, UNPROCESSABLE)
    try:
        key, given = form.cleaned_data["key"], form.words()
        sheet.write(shown.pk, key=key, words=given, actor=official.actor, at=official.at)
    except Refused as refusal:
        return _refused(request, official, shown, form, refusal)
    return redirect(f"{reverse('meetings-desk:sheet', args=[meeting])}#id_text")


@require_http_methods(["GET", "HEAD", "POST"])
@for_officials
def line(request: HttpRequest, official: Official, meeting: str, line: str) -> HttpResponse:
    """Correct one line."""
    shown = official.meeting(meeting)
    row = get_object_or_404(lines.lines_of(shown), number=int(line))
    if request.method != "POST":
        return _page(request, official, shown, LineForm.of(row), corrects=row)
    form = LineForm(request.POST)
    if not form.is_valid():
        return _page(request, official, shown, form, UNPROCESSABLE, corrects=row)
    try:
        version = form.cleaned_data["version"] or 0
        sheet.correct(shown.pk, int(line), version=version, words=form.words(), actor=official.actor, at=official.at)
    except Refused as refusal:
        return _refused(request, official, shown, form, refusal, corrects=row)
    return redirect(f"{reverse('meetings-desk:sheet', args=[meeting])}#line-{line}")


@require_POST
@for_officials
def strike(request: HttpRequest, official: Official, meeting: str, line: str) -> HttpResponse:
    """Take a line out that was written by mistake."""
    shown = official.meeting(meeting)
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isdecimal() and len(typed) < 6 else 0
    try:
        sheet.strike(
            shown.pk,
            int(line),
            version=version,
            reason=request.POST.get("reason", ""),
            actor=official.actor,
            at=official.at,
        )
    except Refused as refusal:
        return _refused(request, official, shown, LineForm(), refusal)
    return redirect("meetings-desk:sheet", meeting)


@require_safe
@for_officials
def part(request: HttpRequest, official: Official, meeting: str) -> HttpResponse:
    """The lines alone, for the live island: what colleagues write appears by itself; 304 while nothing changed."""
    shown = official.meeting(meeting)
    etag = f'"{shown.number}.{shown.seq}.{get_language()}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = render(request, "meetings/desk/lines.html", _lines(official, shown))
    response["ETag"] = etag
    return response


def _refused(
    request: HttpRequest,
    official: Official,
    meeting: Meeting,
    form: LineForm,
    refusal: Refused,
    corrects: Line | None = None,
) -> HttpResponse:
    status = CONFLICT if refusal.conflict else UNPROCESSABLE
    if refusal.field in form.fields and form.is_bound:
        form.add_error(refusal.field, refusal.sentence)
        return _page(request, official, meeting, form, status, corrects=corrects)
    errors = [{"text": refusal.sentence, "href": ""}]
    return _page(request, official, meeting, form, status, corrects=corrects, errors=errors)


def _page(
    request: HttpRequest,
    official: Official,
    meeting: Meeting,
    form: LineForm,
    status: int = 200,
    *,
    corrects: Line | None = None,
    errors: list | None = None,
) -> HttpResponse:
    protocol = papers.of(meeting)
    closed = protocol is not None and protocol.status in sheet.CLOSED_STATES
    context = _lines(official, meeting) | {
        "card": card(meeting, at=official.at),
        "form": form,
        "errors": errors or [],
        "corrects": corrects,
        "writes": policy.writes_on(official.actor, meeting) and meeting.status in TOOK_PLACE and not closed,
        "closed": closed,
        "not_open": meeting.status not in TOOK_PLACE,
        "categories": [{"key": each.key, "code": each.code, "name": each.name} for each in Category.objects.all()],
        "waiting": [_waiting(row) for row in questions.on_sheet(meeting)],
        "keys": {"1": LineResult.EXPLAINED, "2": LineResult.INSTRUCTION, "3": LineResult.APPEAL},
        "part_url": reverse("meetings-desk:lines", args=[meeting.number]),
        "api_url": reverse("api:meeting-lines", args=[meeting.number]),
        "person": official.actor.user_id,
    }
    return render(request, "meetings/desk/sheet.html", context, status=status)


def _lines(official: Official, meeting: Meeting) -> dict[str, Any]:
    written = list(lines.lines_of(meeting).order_by("-number"))
    results = lines.results_of(meeting)
    urls = rows.addresses(written, Viewer(official.actor))
    return {
        "meeting": meeting,
        "lines": [rows.at_desk(line, urls) for line in written],
        "total": len(written),
        "results": [(words.result_pill(result), number) for result, number in results.items() if number],
        "may_correct": policy.writes_on(official.actor, meeting),
    }


def _waiting(question) -> dict[str, Any]:
    return {
        "number": question.number,
        "text": question.public_text or question.text,
        "category": question.category_id or "",
        "support": question.support,
        "pill": words.question_pill(question),
    }
