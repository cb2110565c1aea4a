"""The triage desk: the queue with its filters, the map and the side panel beside it."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_vite.core.asset_loader import DjangoViteAssetLoader

from appeals import policy
from appeals.admin import deeds
from appeals.admin.addresses import LONGEST_WORDS, NARROW
from appeals.admin.rights import Clerk, clerk
from appeals.admin.suggested import offers
from appeals.enums import Kind, Source, Status
from appeals.models import Appeal, SavedFilter
from appeals.rules.risk import SOON_DAYS
from appeals.selectors import desk, queue, tiles
from appeals.selectors.queue import NONE, ORDERS, Risk, Wanted
from appeals.services import readings
from appeals.views import journal, words
from appeals.views.desk.appeal import pictures
from geo.tiles import CONTENT_TYPE, refusal
from workflow import calendar

Words = str | Promise

PARTS: dict[str, Words] = {
    "sort": _("To sort"),
    "publish": _("Not published"),
    "asked": _("Waiting for the author"),
    "review": _("To review by a person"),
    "overdue": _("Overdue"),
    "open": _("All open"),
    "all": _("All"),
}
RISKS: dict[Risk, tuple[str, str, Words]] = {
    Risk.DANGER: ("late", "siren", _("May be dangerous")),
    Risk.LATE: ("late", "circle-alert", _("Overdue")),
    Risk.SOON: ("wait", "clock", _("Term ends soon")),
    Risk.REOPENED: ("wait", "refresh-cw", _("Opened again")),
    Risk.REPEATED: ("info", "repeat", _("Wrote about it before")),
}
ORDER_WORDS: dict[str, Words] = {"risk": _("By risk"), "old": _("Oldest first"), "new": _("Newest first")}
AGES = (1, 3, 7, 14, 30)
# Filters on a column of its own, by a vocabulary.
PLAIN: dict[str, tuple[Words, list]] = {
    "status": (_("status"), Status.choices),
    "source": (_("channel"), Source.choices),
    "language": (_("language"), settings.LANGUAGES),
    "kind": (_("kind"), Kind.choices),
}


def wanted_in(request: HttpRequest, given: QueryDict | None = None) -> Wanted:
    """What the address, or another query, asks for; what is not known there does not narrow."""
    given, at_work = request.GET if given is None else given, clerk(request)
    risk, age = given.get("risk", ""), given.get("age", "")
    return Wanted(
        part=given.get("part", "sort") if given.get("part") in PARTS else "sort",
        order=given.get("order", "") if given.get("order") in ORDERS else "risk",
        risk=Risk[risk.upper()] if risk.upper() in {each.name for each in RISKS} else None,
        district=given.get("district", "")[:40],
        category=given.get("category", "")[:60],
        body=given.get("body", "")[:60],
        older_than=at_work.at - timedelta(days=int(age)) if age in {str(days) for days in AGES} else None,
        plain={name: value for name, (_label, known) in PLAIN.items() if (value := given.get(name)) in dict(known)},
        words=given.get("q", "")[:LONGEST_WORDS],
    )


def listing(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The desk."""
    at_work = clerk(request)
    wanted, days_off = wanted_in(request), calendar.current()
    soon = days_off.add(at_work.today, SOON_DAYS)
    typed = request.GET.get("page", "")
    number = int(typed) if typed.isdecimal() and 0 < int(typed) < 1000 else 1
    page = queue.page(at_work.actor, wanted, number=number, on=at_work.today, soon=soon)
    known = offers(page.shown) if at_work.may_sort else {}
    for appeal in page.shown:
        appeal.offer = known.get(appeal.pk)
        appeal.clock = words.clock(appeal, at_work.today, days_off, at_work.at)
        appeal.pill, appeal.heading = words.state(appeal), words.title(appeal)
        appeal.mark = words.mark(appeal, at_work.today, at_work.at)
        appeal.why = RISKS.get(Risk(appeal.risk))
    readings.saw(request, at_work.actor, page.shown, place="triage_list")
    context = {
        **admin.admin_site.each_context(request),
        **_filters(request, at_work, wanted),
        "opts": admin.opts,
        "title": _("Triage of appeals"),
        "page": page,
        "tasks": deeds.offered(at_work),
        "last": deeds.last(request, at_work),
        "older": _address(request, page=str(number + 1)) if page.has_more else "",
        "newer": _address(request, page=str(number - 1)) if number > 1 else "",
        "tiles": reverse("admin:appeals_appeal_tile", args=[0, 0, 0]).replace("/0/0/0", "/{z}/{x}/{y}"),
        "tiles_query": _query(request, page=None),
        "here": reverse("admin:appeals_appeal_changelist"),
        "icons": DjangoViteAssetLoader.instance().generate_vite_asset_url("icons.svg"),
        "words": {"no_category": _("no category"), "no_place": _("no place")},
        "feeds": " ".join(desk.feeds(at_work.actor, most=10)),
        "most": deeds.MOST,
    }
    response = TemplateResponse(request, "admin/appeals/appeal/desk.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def listed(request: HttpRequest) -> dict[int, int]:
    """Key -> version of everything that the view lists from which a form was sent: its address comes with the form."""
    at_work, given = clerk(request), QueryDict(request.POST.get("back", "")[:1000])
    soon = calendar.current().add(at_work.today, SOON_DAYS)
    return queue.keys(at_work.actor, wanted_in(request, given), on=at_work.today, soon=soon)


def panel(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """What stands beside the list about one appeal: its words, its journal, its neighbours, its author's others."""
    at_work = clerk(request)
    near, others = queue.near(at_work.actor, appeal), []
    if policy.may_see_contacts(at_work.actor, appeal):
        others = queue.of_the_author(at_work.actor, appeal)
    for each in (*near, *others):
        each.pill, each.heading = words.state(each), words.title(each)
    readings.saw(request, at_work.actor, [appeal, *near, *others], place="triage", photos=True)
    context = {
        "appeal": appeal,
        "heading": words.title(appeal),
        "state": words.state(appeal),
        "clock": words.clock(appeal, at_work.today, calendar.current(), at_work.at),
        "photos": pictures(appeal)[:4],
        "lines": journal.lines(appeal, at_work.viewer),
        "near": near,
        "near_m": queue.NEAR_M,
        "others": others,
    }
    response = TemplateResponse(request, "admin/appeals/appeal/panel.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """A tile of the appeals that the queue lists, for the clerk alone: unpublished ones too, at their own places."""
    if sentence := refusal(z, x, y):
        raise Http404(sentence)
    at_work = clerk(request)
    soon = calendar.current().add(at_work.today, SOON_DAYS)
    found = queue.narrowed(at_work.actor, wanted_in(request), on=at_work.today, soon=soon)
    content = tiles.inside_tile(z, x, y, found, on=at_work.today)
    response = HttpResponse(content, content_type=CONTENT_TYPE) if content else HttpResponse(status=204)
    response["Cache-Control"] = "private, no-store"
    return response


def _filters(request: HttpRequest, at_work: Clerk, wanted: Wanted) -> dict[str, Any]:
    numbers = desk.triage_parts(at_work.actor, on=at_work.today)
    parts = [
        {"name": name, "label": label, "number": numbers.get(name), "on": name == wanted.part, "url": ""}
        for name, label in PARTS.items()
    ]
    for part in parts:
        part["url"] = _address(request, part=str(part["name"]), page=None)
    chosen = {name: request.GET.get(name, "") for name in NARROW}
    saved = list(queue.saved(at_work.actor))
    return {
        "parts": parts,
        "part": wanted.part,
        "selects": _selects(at_work.today, chosen),
        "typed": wanted.words,
        "is_narrow": any(chosen.values()),
        "saved": [_saved(each, request, at_work) for each in saved],
        "query": _query(request, page=None),
        "risks": [{"tone": tone, "icon": icon, "word": word} for tone, icon, word in RISKS.values()],
        "can_share": any(post.organisation_id for post in at_work.actor.posts),
    }


def _selects(today: date, chosen: dict[str, str]) -> list[dict[str, Any]]:
    """The filters as selects: name, label, options."""
    known = _choices(today)
    ages = [(str(days), ngettext("older than %(n)d day", "older than %(n)d days", days) % {"n": days}) for days in AGES]
    offered: list[tuple[str, Words, list]] = [
        ("risk", _("risk"), [(risk.name.lower(), word) for risk, (_tone, _icon, word) in RISKS.items()]),
        ("district", _("district"), [(NONE, _("no place")), *known["districts"]]),
        ("category", _("category"), [(NONE, _("not chosen")), *known["tops"]]),
        ("age", _("age"), ages),
        ("body", _("body"), [(NONE, _("not chosen")), *known["bodies"]]),
        *((name, label, list(words_known)) for name, (label, words_known) in PLAIN.items()),
        ("order", _("order"), list(ORDER_WORDS.items())),
    ]
    return [
        {"name": name, "label": label, "value": chosen[name], "options": options, "is_order": name == "order"}
        for name, label, options in offered
    ]


def _choices(today: date) -> dict[str, list[tuple[str, str]]]:
    """Names of districts, categories and bodies."""
    return {
        "districts": [(each.code, each.name) for each in queue.districts()],
        "tops": [(each.code, each.name) for each in queue.tops()],
        "bodies": [(each.code, each.name) for each in desk.bodies_in_force(today)],
    }


def _saved(each: SavedFilter, request: HttpRequest, at_work: Clerk) -> dict[str, Any]:
    is_own = each.owner_id == at_work.actor.user_id
    return {
        "pk": each.pk,
        "name": each.name,
        "url": f"?{each.query}",
        "on": each.query == _query(request, page=None),
        "is_own": is_own,
        "shared": each.team_id is not None,
        "by": "" if is_own else each.owner.get_full_name(),
    }


def _query(request: HttpRequest, **changed: str | None) -> str:
    given = {name: request.GET.get(name, "") for name in ("part", *NARROW, "page")}
    kept = {name: value for name, value in (given | changed).items() if value}
    return urlencode(kept)


def _address(request: HttpRequest, **changed: str | None) -> str:
    return f"?{_query(request, **changed)}"
