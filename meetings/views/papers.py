"""The protocol in public: every signed version, what it changed, and the file for print."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.documents import pdf_response, qr, render_pdf
from accounts.marks import spoken
from meetings.enums import LineResult
from meetings.models import ProtocolVersion
from meetings.rules import protocol as rules
from meetings.selectors import papers
from meetings.services import paper
from meetings.views import rows
from meetings.views.door import found, viewer_at

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def protocol(request: HttpRequest, meeting: str) -> HttpResponse:
    """A signed version (``?version=``), the newest by itself, with what it changed against the one before."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    shown = found(meeting, viewer)
    signed = papers.versions(shown)
    version = papers.shown(signed, _number(request))
    if version is None:
        raise Http404
    content = rules.for_public(version.content)
    urls = rows.addresses_frozen(content["lines"], viewer)
    difference = papers.difference(signed, version)
    context = {
        "meeting": shown,
        "version": version,
        "versions": signed,
        "newest": signed[0],
        "lines": [rows.frozen(line, urls) for line in content["lines"]],
        "changes": [_change(change) for change in difference.lines] if difference else [],
        "head_changes": _fields(difference.head) if difference else [],
    }
    return render(request, "meetings/protocol.html", context)


@require_safe
def file(request: HttpRequest, meeting: str, ending: str) -> HttpResponse:
    """The same as PDF or DOCX in the usual layout, in Kazakh or Russian by the language of the address."""
    at = timezone.now()
    shown = found(meeting, viewer_at(request, at))
    version = papers.shown(papers.versions(shown), _number(request))
    if version is None:
        raise Http404
    language = "ru" if (get_language() or "kk") == "ru" else "kk"
    name = f"{shown.number}-v{version.number}-{language}"
    content = rules.for_public(version.content)
    if ending == "docx":
        response = HttpResponse(paper.docx_of(content, version.digest, language), content_type=DOCX)
        response["Content-Disposition"] = f'attachment; filename="{name}.docx"'
        return response
    link = request.build_absolute_uri(reverse("meetings:protocol", args=[shown.number]))
    return pdf_response(_pdf(version, content, link, language), name=name)


def _pdf(version: ProtocolVersion, content: dict, link: str, language: str) -> bytes:
    sheet = paper.of(content, language)
    return render_pdf(
        "documents/protocol.html", {"paper": sheet, "version": version, "qr": qr(link), "link": link}, language
    )


def _number(request: HttpRequest) -> int | None:
    """The version that is asked for; nonsense is no version."""
    typed = request.GET.get("version", "")
    if not typed:
        return None
    return int(typed) if typed.isdecimal() and len(typed) < 6 else 0


def _change(change: rules.Changed) -> dict[str, Any]:
    kinds = {"added": _("added"), "removed": _("taken out"), "changed": _("changed")}
    return {"number": change.number, "kind": kinds[change.kind], "fields": _fields(change.fields)}


def _fields(altered: dict[str, tuple[Any, Any]]) -> list[dict[str, str]]:
    """Columns in words, those that are empty on both sides left out."""
    names = {
        "speaker": _("Speaker"),
        "district": _("District"),
        "address": _("Address"),
        "category": _("Category"),
        "text": _("Question"),
        "result": _("Result"),
        "explanation": _("Explanation"),
        "appeal_number": _("Number of the appeal"),
        "raises": _("Appeal filed before"),
        "starts_at": _("Began"),
        "held_at": _("Opened"),
        "venue_kk": _("Place in Kazakh"),
        "venue_ru": _("Place in Russian"),
        "attended": _("People in the hall"),
        "summary_kk": _("Opening words in Kazakh"),
        "summary_ru": _("Opening words in Russian"),
    }
    return [
        {"name": names[name], "before": _shown(name, before), "after": _shown(name, after)}
        for name, (before, after) in altered.items()
        if before or after
    ]


def _shown(name: str, value: Any) -> str:
    if name == "result" and value:
        return str(LineResult(value).label)
    if name in ("starts_at", "held_at") and value:
        return f"{datetime.fromisoformat(value):%d.%m.%Y %H:%M}"
    return "" if value is None else spoken(str(value))
