"""What needs a decision today: figures, and the queue under the official's posts."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appeals.models import Appeal
from appeals.selectors import desk
from appeals.views import readings, words
from appeals.views.desk.door import Official, for_officials
from geo.models import District
from workflow import calendar
from workflow.workdays import Calendar

PAGE_SIZE = 25
# A socket follows ten lists at most.
MOST_FEEDS = 10


@dataclass(frozen=True)
class Row:
    """An appeal in the queue. The pill tells its state alone: that a term is missed stands in the clock beside it."""

    number: str
    url: str
    title: str
    language: str
    urgent: bool
    place: str
    category: str
    body: str
    executor: str
    is_late: bool
    pill: words.Pill
    clock: words.Clock


@dataclass(frozen=True)
class Part:
    """A part of the queue as a link: ``name`` is one of ``desk.SHOWS``."""

    name: str
    label: str
    url: str
    on: bool
    number: int | None = None
    tone: str = "idle"
    icon: str = ""


@require_safe
@for_officials
def page(request: HttpRequest, official: Official) -> HttpResponse:
    """The desk."""
    context = _context(request, official) | {
        "districts": _districts(official),
        "day": official.today,
        "piles": _piles(official),
        "feeds": " ".join(desk.feeds(official.actor, most=MOST_FEEDS)),
    }
    return render(request, "desk/queue.html", context)


@require_safe
@for_officials
def rows(request: HttpRequest, official: Official) -> HttpResponse:
    """Figures and rows alone, for the live island."""
    return render(request, "desk/rows.html", _context(request, official))


def row(appeal: Appeal, official: Official, days_off: Calendar) -> Row:
    """An appeal in words; asks the database nothing."""
    return Row(
        number=appeal.number,
        url=reverse("desk:appeal", args=[appeal.number]),
        title=words.title(appeal),
        language=appeal.language,
        urgent=appeal.urgent,
        place=appeal.address or (appeal.district.name if appeal.district else ""),
        category=appeal.category.name if appeal.category else "",
        body=appeal.organisation.name if appeal.organisation else "",
        executor=str(appeal.executor) if appeal.executor else "",
        is_late=words.is_late(appeal, official.today),
        pill=words.state(appeal),
        clock=words.clock(appeal, official.today, days_off),
    )


def _context(request: HttpRequest, official: Official) -> dict[str, Any]:
    show = request.GET.get("show", "")
    show = show if show in desk.SHOWS else "open"
    typed = request.GET.get("q", "").replace("\0", "").strip()[:100]
    figures = desk.figures(official.actor, on=official.today)
    found = desk.queue(official.actor, show, words=typed, on=official.today)
    shown = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    readings.saw(request, official.actor, shown, place="desk_list")
    days_off = calendar.current()
    rows = [row(appeal, official, days_off) for appeal in shown]
    return {
        "figures": _figures(figures, show),
        "parts": _parts(figures, show),
        "show": show,
        "heading": _heading(show),
        "words": typed,
        "page": shown,
        "rows": rows,
        # Where all was sent to one body, to name it in every row tells nothing.
        "names_bodies": len({each.body for each in rows}) > 1,
        "query": _query(show, typed),
        "rows_url": f"{reverse('desk:rows')}?{_query(show, typed)}page={shown.number}",
        "columns": _columns(),
    }


def _columns() -> list[str]:
    return [_("Appeal"), _("Executor"), _("State"), _("Term")]


def _query(show: str, typed: str) -> str:
    values = {"show": "" if show == "open" else show, "q": typed}
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{query}&" if query else ""


def _link(show: str) -> str:
    return f"{reverse('desk:queue')}?show={show}" if show != "open" else reverse("desk:queue")


def _figures(figures: desk.Figures, show: str) -> list[Part]:
    told = (
        ("overdue", _("Overdue"), "late", "octagon-alert"),
        ("today", _("Last day today"), "wait", "triangle-alert"),
        ("returned", _("Came back"), "idle", "refresh-cw"),
        ("new", _("New"), "info", "inbox"),
    )
    return [
        Part(name, label, _link(name), name == show, getattr(figures, name), tone, icon)
        for name, label, tone, icon in told
    ]


def _parts(figures: desk.Figures, show: str) -> list[Part]:
    told = (
        ("open", _("Most urgent first"), figures.open),
        ("mine", _("Mine"), figures.mine),
        ("unassigned", _("Without executor"), figures.unassigned),
        ("check", _("To be checked"), figures.check),
        ("ended", _("Ended"), None),
    )
    return [Part(name, label, _link(name), name == show, number) for name, label, number in told]


def _heading(show: str) -> str:
    return {
        "overdue": _("Overdue"),
        "today": _("Last day today"),
        "returned": _("Came back"),
        "new": _("New"),
    }.get(show, _("Queue"))


def _districts(official: Official) -> list[District]:
    """The districts that the official's posts are limited to."""
    codes = {post.district for post in official.actor.posts if post.district}
    return list(District.objects.filter(code__in=codes).defer("outline", "provenance")) if codes else []


def _piles(official: Official) -> list[dict]:
    """Where appeals pile up, with the width of each bar in per cent of the longest."""
    counted = desk.piling_up(official.actor)
    longest = max((number for _category, number in counted), default=1)
    return [
        {"name": category.name, "number": number, "width": round(100 * number / longest)}
        for category, number in counted
    ]
