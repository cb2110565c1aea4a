"""The public list of meetings, the calendar of the year, and the feeds of both."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from geo.models import District
from meetings.enums import MeetingStatus
from meetings.models import Meeting
from meetings.rules import ics, norms
from meetings.selectors import lists, year
from meetings.selectors.lists import CITY, Filters
from meetings.views.cards import card
from meetings.views.door import found, viewer_at

PAGE = 20
IN_FEED = 50
ICS_STATUS = {
    MeetingStatus.CANCELLED: "CANCELLED",
    MeetingStatus.PLANNED: "TENTATIVE",
    MeetingStatus.MOVED: "TENTATIVE",
}


@dataclass(frozen=True)
class Asked:
    """What the address of the list asks for; nonsense is as good as nothing."""

    show: str
    filters: Filters

    def query(self, **changes: str) -> str:
        values = {"show": self.show, "host": self.filters.host, "district": self.filters.district, **changes}
        return urlencode({name: value for name, value in values.items() if value and (name, value) != ("show", "next")})


def _asked(request: HttpRequest, codes: set[str]) -> Asked:
    host, district = request.GET.get("host", ""), request.GET.get("district", "")
    return Asked(
        show="past" if request.GET.get("show") == "past" else "next",
        filters=Filters(host=host if host in codes | {CITY} else "", district=district if district in codes else ""),
    )


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Meetings to come, the nearest first; those that are over, the newest first."""
    at = timezone.now()
    districts = list(District.objects.defer("outline").order_by("code"))
    asked = _asked(request, {each.code for each in districts})
    shown = lists.published_meetings(asked.filters)
    rows = lists.past(shown, at=at) if asked.show == "past" else lists.upcoming(shown, at=at)
    page = Paginator(lists.with_figures(rows), PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "districts": districts,
        "page": page,
        "query": f"{asked.query()}&" if asked.query() else "",
        "cards": [card(meeting, at=at) for meeting in page],
        "found_words": ngettext("%(n)d meeting", "%(n)d meetings", page.paginator.count) % {"n": page.paginator.count},
        "tabs": [
            {"label": _("To come"), "url": f"?{asked.query(show='next')}", "on": asked.show == "next"},
            {"label": _("Over"), "url": f"?{asked.query(show='past')}", "on": asked.show == "past"},
        ],
    }
    return render(request, "meetings/list.html", context)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The approved calendars of a year with their versions, and whether the law is kept district by district."""
    at = timezone.now()
    today = timezone.localdate(at)
    known = sorted({*year.years(), today.year}, reverse=True)
    typed = request.GET.get("year", "")
    chosen = int(typed) if typed.isdecimal() and len(typed) == 4 and int(typed) in known else today.year
    duties = year.duties(chosen, today=today)
    context = {
        "year": chosen,
        "years": known,
        "approval_due": norms.approval_due(chosen),
        "akims": year.akims(chosen, today=today),
        "norms": [
            {"norm": norm, "rows": [duty for duty in duties if duty.norm == norm]}
            for norm in dict.fromkeys(duty.norm for duty in duties)
        ],
        "broken": sum(duty.broken for duty in duties if duty.norm.is_law),
        "months": _months(lists.published_meetings(Filters(year=chosen)).order_by("starts_at", "pk"), at),
    }
    return render(request, "meetings/calendar.html", context)


def _months(meetings, at: datetime) -> list[tuple[datetime, list]]:
    by_month: dict[tuple[int, int], list] = {}
    for meeting in meetings:
        local = timezone.localtime(meeting.starts_at)
        by_month.setdefault((local.year, local.month), []).append(card(meeting, at=at))
    return [(cards[0].at, cards) for _month, cards in sorted(by_month.items())]


@require_safe
def ics_feed(request: HttpRequest) -> HttpResponse:
    """The public meetings of this year and the next as a calendar that programs subscribe to."""
    at = timezone.now()
    codes = set(District.objects.values_list("code", flat=True))
    since = timezone.localdate(at).year
    rows = lists.published_meetings(_asked(request, codes).filters).filter(starts_at__year__gte=since)
    events = [_event(request, meeting, at) for meeting in rows.order_by("starts_at", "pk")]
    return _ics(ics.feed(_("Birge: public meetings of akims"), events), "birge-meetings")


@require_safe
def ics_of_one(request: HttpRequest, meeting: str) -> HttpResponse:
    """One meeting for somebody's own calendar."""
    at = timezone.now()
    shown = found(meeting, viewer_at(request, at))
    return _ics(ics.feed(shown.title, [_event(request, shown, at)]), shown.number)


def _event(request: HttpRequest, meeting: Meeting, at: datetime) -> ics.Event:
    return ics.Event(
        uid=f"{meeting.number}@birge",
        sequence=meeting.seq,
        stamp=max(meeting.status_since, meeting.public_since or meeting.status_since),
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
        title=meeting.title,
        place=", ".join(filter(None, (meeting.venue, meeting.address))) or meeting.stream_url,
        words="\n".join(filter(None, (meeting.organisation.name, meeting.topics, meeting.stream_url))),
        url=request.build_absolute_uri(reverse("meetings:detail", args=[meeting.number])),
        status=ICS_STATUS.get(MeetingStatus(meeting.status), "CONFIRMED"),
        geo=(meeting.point.x, meeting.point.y) if meeting.point else None,
    )


def _ics(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    response["Cache-Control"] = "public, max-age=300"
    return response


class Newest(Feed):
    """Announced meetings and signed protocols for feed readers (RSS 2.0), the newest step first."""

    item_guid_is_permalink = False

    def title(self) -> str:
        return _("Birge: public meetings of akims")

    def description(self) -> str:
        return _("Announcements of meetings with residents of Almaty, and their protocols")

    def link(self) -> str:
        return reverse("meetings:list")

    def items(self) -> list[Meeting]:
        return list(lists.published_meetings().order_by("-status_since", "-pk")[:IN_FEED])

    def item_title(self, item: Meeting) -> str:
        return f"{MeetingStatus(item.status).label}: {item.title}"

    def item_description(self, item: Meeting) -> str:
        place = ", ".join(filter(None, (item.venue, item.address)))
        return f"{timezone.localtime(item.starts_at):%d.%m.%Y %H:%M}. {place}. {item.topics}".strip()

    def item_link(self, item: Meeting) -> str:
        return reverse("meetings:detail", args=[item.number])

    def item_guid(self, item: Meeting) -> str:
        return f"birge:meeting:{item.number}:{item.status}"

    def item_pubdate(self, item: Meeting) -> datetime:
        return item.status_since
