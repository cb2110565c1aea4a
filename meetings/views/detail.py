"""The public page of a meeting: announcement, questions, lines as they are written, protocol."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.marks import spoken
from meetings import policy
from meetings.enums import TOOK_PLACE, MeetingStatus, MeetingWay, NoticeChannel
from meetings.models import Meeting
from meetings.policy import Viewer
from meetings.rules import protocol as rules
from meetings.selectors import coming, lines, papers, questions
from meetings.views import rows, words
from meetings.views.cards import card
from meetings.views.door import found, viewer_at
from meetings.views.plans.pages import section_of
from workflow.models import Act
from workflow.selectors import timeline

STEPS = {
    "approve": "calendar-days",
    "announce": "megaphone",
    "give_notice": "send",
    "move": "refresh-cw",
    "cancel": "x",
    "hold": "mic",
    "close": "file-check",
}


@require_safe
def detail(request: HttpRequest, meeting: str) -> HttpResponse:
    """The page of a meeting."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    response = render(request, "meetings/detail.html", context_of(found(meeting, viewer), viewer, at))
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def fragment(request: HttpRequest, meeting: str) -> HttpResponse:
    """The part of the page that moves, for its live island; 304 while nothing has changed."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    shown = found(meeting, viewer)
    moved = questions.moved(shown)
    etag = (
        f'"{shown.number}.{shown.seq}.{moved}.{viewer.actor.user_id}.{get_language()}.{timezone.localdate(at):%Y%m%d}"'
    )
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = render(request, "meetings/fragment.html", context_of(shown, viewer, at))
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def context_of(meeting: Meeting, viewer: Viewer, at: datetime) -> dict[str, Any]:
    signed = papers.versions(meeting)
    version = papers.shown(signed)
    took_place = meeting.status in TOOK_PLACE
    open_now = meeting.status == MeetingStatus.ANNOUNCED and at < meeting.starts_at
    asked = list(questions.of_meeting(meeting, viewer))
    return {
        "meeting": meeting,
        "card": card(meeting, at=at),
        "way_icon": words.WAY_ICONS[MeetingWay(meeting.way)],
        "open_now": open_now,
        "ends_at": meeting.starts_at + timedelta(minutes=meeting.minutes),
        "notices": [notice for notice in meeting.notices.all() if notice.for_start == meeting.starts_at],
        "people": coming.figures(meeting) if meeting.status != MeetingStatus.PLANNED else None,
        "questions": [{"row": each, "pill": words.question_pill(each)} for each in asked],
        "own": [
            {"row": each, "pill": words.question_pill(each)}
            for each in (questions.own(meeting, viewer) if viewer.actor.user_id else [])
        ],
        "version": version,
        "versions": signed,
        "lines": _lines(meeting, version, viewer) if took_place else [],
        "results": _results(meeting, version) if took_place else [],
        "steps": [
            _step(act, meeting, spoken(meeting.in_public(act.note)))
            for act in timeline("meeting", meeting.pk, public_only=True)
        ],
        "works_here": bool(policy.roles_on(viewer.actor, meeting)),
        "fragment_url": reverse("meetings:fragment", args=[meeting.number]),
        "signed_in": viewer.actor.user_id is not None,
        "section": section_of(meeting, viewer, at) if took_place else {},
    }


def _lines(meeting: Meeting, version: Any, viewer: Viewer) -> list[rows.Row]:
    """Of a signed protocol the frozen lines; before that, as the secretaries write them."""
    if version is not None:
        signed = rules.for_public(version.content)["lines"]
        urls = rows.addresses_frozen(signed, viewer)
        return [rows.frozen(line, urls) for line in signed]
    written = list(lines.lines_of(meeting))
    urls = rows.addresses(written, viewer)
    return [rows.public(line, urls) for line in written]


def _results(meeting: Meeting, version: Any) -> list[tuple[words.Pill, int]]:
    if version is not None:
        counted: dict[str, int] = {}
        for line in version.content["lines"]:
            counted[line["result"]] = counted.get(line["result"], 0) + 1
    else:
        counted = lines.results_of(meeting)
    return [(words.result_pill(result), number) for result, number in counted.items() if number]


def _step(act: Act, meeting: Meeting, said: str) -> dict[str, Any]:
    """One act of the public timeline in words; ``said``: its reason as everybody reads it."""
    titles = {
        "approve": _("Stands in the approved calendar"),
        "announce": _("Announced"),
        "give_notice": _("Notice given"),
        "move": _("Moved to another time"),
        "cancel": _("Called off"),
        "hold": _("Opened"),
        "close": _("Protocol signed, meeting closed"),
    }
    if act.name == "move":
        before, after = (datetime.fromisoformat(act.data[name]) for name in ("before", "starts_at"))
        said = f"{timezone.localtime(before):%d.%m.%Y %H:%M} → {timezone.localtime(after):%d.%m.%Y %H:%M}. {said}"
    if act.name == "give_notice":
        said = str(NoticeChannel(act.data["channel"]).label)
    return {
        "title": titles.get(act.name, act.name),
        "icon": STEPS.get(act.name, "circle-dot"),
        "at": act.at,
        "seq": act.seq,
        "said": said,
    }
