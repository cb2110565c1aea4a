"""The public list, its map, and a person's own appeals."""

import contextlib
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from appeals.enums import OPEN, Status
from appeals.policy import STRANGER
from appeals.selectors import lists, public, taxonomy
from appeals.selectors.lists import Filters
from appeals.selectors.parts import with_an_asked_part
from appeals.views.cards import card
from appeals.views.door import viewer_at
from appeals.views.forms import ListForm
from geo.points import point_of
from geo.refusals import PlaceRefused

PAGE = 24
OWN_PAGE = 50
STATE_ICONS = {"": "", "work": "hourglass", "late": "circle-alert", "answered": "file-check", "fixed": "circle-check"}
PINS = (("work", "circle-dot"), ("wait", "clock"), ("done", "check"), ("late", "circle-alert"))


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Published appeals by district, category, state and words; newest first, or oldest."""
    return render(request, "appeals/list.html", _found(request, "appeals:list"))


@require_safe
def city_map(request: HttpRequest) -> HttpResponse:
    """The same on the map, with its twin list."""
    names = {
        "work": _("in work"),
        "wait": _("waiting for the author"),
        "done": _("answered or fixed"),
        "late": _("overdue"),
    }
    legend = [{"code": code, "icon": icon, "label": names[code]} for code, icon in PINS]
    context = {**_found(request, "appeals:map"), "legend": legend, "look": _look(request)}
    return render(request, "appeals/map.html", context)


def _look(request: HttpRequest) -> dict[str, float] | None:
    """A point of the city that a link asks the map to show: the search sends people here."""
    try:
        point = point_of(float(request.GET["lon"]), float(request.GET["lat"]))
    except (KeyError, ValueError, PlaceRefused):
        return None
    return {"lon": point.x, "lat": point.y}


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the person filed or claimed; first what waits for their word."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    rows = list(public.light(lists.own(viewer), released_only=False)[:OWN_PAGE])
    asked = with_an_asked_part(rows)
    waiting = [row for row in rows if row.status in (Status.ASKED, Status.ANSWERED) or row.pk in asked]
    context = {
        "waiting": [card(row, viewer, at=at) for row in waiting],
        "cards": [card(row, viewer, at=at) for row in rows if row not in waiting],
        "signed_in": request.user.is_authenticated,
        "login_url": f"{reverse('account_login')}?next={request.path}",
    }
    response = render(request, "appeals/mine.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _found(request: HttpRequest, page_name: str) -> dict:
    at = timezone.now()
    tree = taxonomy.tree(timezone.localdate(at))
    districts = public.districts()
    codes = {branch.top.code for branch in tree} | {leaf.code for branch in tree for leaf in branch.leaves}
    form = ListForm.read(request.GET, districts={each.code for each in districts}, categories=codes)
    narrowed = narrow(form, at)
    after = read_mark(request.GET.get("after", ""))
    page = public.page(narrowed, after=after, size=PAGE, oldest_first=form.sort == "old")
    here = reverse(page_name)
    return {
        "filters": form,
        "query": form.query(),
        "cursor": after,
        "cards": [card(row, STRANGER, at=at) for row in page.appeals],
        "found_words": found_words(public.count(narrowed)),
        "districts": districts,
        "categories": _choices(tree, form.category),
        "chips": _chips(form, here),
        "sorts": [("new", _("newest first")), ("old", _("oldest first"))],
        "older": f"{here}?{form.query(after=write_mark(page.after))}" if page.after else "",
        "newer": f"{here}?{form.query()}" if after else "",
    }


def _choices(tree, chosen: str) -> list:
    """Top categories, and the leaf that a link narrowed the list to."""
    tops = [branch.top for branch in tree]
    return tops + [leaf for branch in tree for leaf in branch.leaves if leaf.code == chosen]


def narrow(form: ListForm, at: datetime) -> Filters:
    """The filters of the page as the selector understands them."""
    statuses = {"work": OPEN, "answered": frozenset({Status.ANSWERED}), "fixed": frozenset({Status.FIXED})}
    return Filters(
        statuses=statuses.get(form.state, frozenset()),
        category=form.category,
        district=form.district,
        overdue_on=timezone.localdate(at) if form.state == "late" else None,
        words=form.text,
    )


def found_words(number: int) -> str:
    if number > public.COUNTED_TO:
        return _("More than 1,000 appeals")
    return ngettext("%(n)d appeal", "%(n)d appeals", number) % {"n": number}


def _chips(form: ListForm, here: str) -> list[dict]:
    labels = {"": _("All"), "work": _("In work"), "late": _("Overdue"), "answered": _("Answered"), "fixed": _("Fixed")}
    return [
        {
            "label": label,
            "icon": STATE_ICONS[state],
            "on": form.state == state,
            "url": f"{here}?{form.query(state=state)}".rstrip("?"),
        }
        for state, label in labels.items()
    ]


def write_mark(mark: tuple[datetime, int]) -> str:
    at, pk = mark
    return f"{at.timestamp():.6f}-{pk}"


def read_mark(text: str) -> tuple[datetime, int] | None:
    """The place where a page goes on; nonsense means the beginning."""
    moment, _dash, pk = text.partition("-")
    with contextlib.suppress(ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(float(moment), tz=timezone.get_current_timezone()), int(pk)
    return None
