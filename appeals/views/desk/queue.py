"""What needs a decision today: figures, and the queue under the official's posts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appeals.models import Appeal
from appeals.models import Part as AppealPart
from appeals.selectors import desk
from appeals.selectors.parts import worked_parts
from appeals.services import readings
from appeals.views import words
from appeals.views.desk import sieving
from appeals.views.desk.door import Official, for_officials
from appeals.views.parts import body_of, clock_of
from appeals.workflow import TRIAGE
from geo.models import District
from workflow import calendar
from workflow.workdays import Calendar

PAGE_SIZE = 25
SELDOM = frozenset({"copies", "supervise"})
# A socket follows ten lists at most.
MOST_FEEDS = 10


class Counted(Paginator):
    """Pages of what was counted already: ``known`` things, or as many as the database says."""

    def __init__(self, *args: Any, known: int | None, **words: Any) -> None:
        super().__init__(*args, **words)
        self._known = known

    @cached_property
    def count(self) -> int:
        return super().count if self._known is None else self._known


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
    team: str
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
        "may_file": bool(TRIAGE & official.actor.roles),
        "piles": _piles(official),
        "views": list(desk.saved_views(official.actor)),
        "choices": sieving.choices(official),
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
        team=appeal.team.name if appeal.team else "",
        is_late=words.is_late(appeal, official.today, official.at),
        pill=words.state(appeal),
        clock=words.clock(appeal, official.today, days_off, official.at),
    )


def rows_of(appeals: Iterable[Appeal], official: Official, days_off: Calendar) -> list[Row]:
    """A row for each appeal; of a split one a row for each part under the official's posts. One query at most."""
    appeals = list(appeals)
    found = worked_parts(official.actor, [appeal for appeal in appeals if appeal.part_count])
    return [
        each
        for appeal in appeals
        for each in (
            [_part_row(part, official, days_off) for part in found.get(appeal.pk, ())]
            or [row(appeal, official, days_off)]
        )
    ]


def _part_row(part: AppealPart, official: Official, days_off: Calendar) -> Row:
    """A part in place of its appeal: its own body, executor, state and clock."""
    return replace(
        row(part.appeal, official, days_off),
        number=f"{part.appeal.number} / {part.number}",
        url=reverse("desk:part", args=[part.appeal.number, part.number]),
        title=part.title,
        category=part.category.name if part.category else "",
        body=body_of(part),
        executor=str(part.executor) if part.executor else "",
        team="",
        is_late=words.is_late(part, official.today),
        pill=words.state(part),
        clock=clock_of(part, official.today, days_off),
    )


def _context(request: HttpRequest, official: Official) -> dict[str, Any]:
    asked = sieving.read(request, official)
    figures = desk.figures(official.actor, on=official.today)
    found = desk.queue(official.actor, asked.show, sieve=asked.sieve, on=official.today)
    known = None if asked.show == "ended" or asked.sieve != desk.EVERYTHING else getattr(figures, asked.show)
    shown = Counted(found, PAGE_SIZE, known=known).get_page(request.GET.get("page"))
    days_off = calendar.current()
    rows = rows_of(shown, official, days_off)
    readings.saw(request, official.actor, shown, place="desk_list")
    query = asked.query()
    return {
        "figures": _figures(figures, asked),
        "parts": _parts(figures, asked),
        "show": asked.show,
        "heading": _heading(asked.show),
        "words": asked.sieve.words,
        "sieve": asked.sieve,
        "is_narrow": asked.is_narrow,
        "page": shown,
        "rows": rows,
        # Where all was sent to one body, to name it in every row tells nothing.
        "names_bodies": len({each.body for each in rows}) > 1,
        "query": f"{query}&" if query else "",
        "here": query,
        "rows_url": f"{reverse('desk:rows')}?{f'{query}&' if query else ''}page={shown.number}",
        "columns": _columns(),
    }


def _columns() -> list[str]:
    return [_("Appeal"), _("Executor"), _("State"), _("Term")]


def _figures(figures: desk.Figures, asked: sieving.Asked) -> list[Part]:
    told = (
        ("overdue", _("Overdue"), "late", "octagon-alert"),
        ("today", _("Last day today"), "wait", "triangle-alert"),
        ("returned", _("Came back"), "idle", "refresh-cw"),
        ("new", _("New"), "info", "inbox"),
    )
    return [
        Part(name, label, asked.link(name), name == asked.show, getattr(figures, name), tone, icon)
        for name, label, tone, icon in told
    ]


def _parts(figures: desk.Figures, asked: sieving.Asked) -> list[Part]:
    told = (
        ("open", _("Most urgent first"), figures.open),
        ("mine", _("Mine"), figures.mine),
        ("unassigned", _("Without executor"), figures.unassigned),
        ("check", _("To be checked"), figures.check),
        ("week", _("Due this week"), figures.week),
        ("copies", _("Near-copies of earlier answers"), figures.copies),
        ("supervise", _("Rated low and opened again"), figures.supervise),
        ("ended", _("Ended"), None),
    )
    return [
        Part(name, label, asked.link(name), name == asked.show, number)
        for name, label, number in told
        # What nobody needs today is not offered, unless one stands in it.
        if number or name not in SELDOM or name == asked.show
    ]


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
