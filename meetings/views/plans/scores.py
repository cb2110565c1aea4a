"""The public scoreboard: the same figures as a page, as JSON (``meetings.api``) and as CSV."""

import csv
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings.policy import STRANGER
from meetings.selectors import plans, scoreboard
from meetings.selectors.plans import Filters
from meetings.views.plans import words

MOST_LISTED = 100


def asked(request: HttpRequest, on: date) -> tuple[str, int, Filters]:
    """What the address asks for: by district or by body, of which year, whose plans."""
    by = request.GET.get("by", "district")
    year = request.GET.get("year", "")
    chosen = int(year) if year.isdecimal() and len(year) == 4 and 2000 <= int(year) <= 2100 else on.year
    filters = Filters(
        owner=request.GET.get("owner", "")[:20],
        body=request.GET.get("body", "")[:60],
        district=request.GET.get("district", "")[:20],
        since=date(chosen, 1, 1),
        until=date(chosen, 12, 31),
    )
    return (by if by in scoreboard.BY else "district"), chosen, filters


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate(timezone.now())
    by, year, filters = asked(request, on)
    rows = scoreboard.rows(by, filters, on=on)
    context: dict[str, Any] = {
        "by": by,
        "year": year,
        "years": range(on.year, on.year - 4, -1),
        "rows": rows,
        "total": scoreboard.total(filters, on=on),
        "on": on,
        "query": f"by={by}&year={year}",
    }
    return render(request, "plans/scoreboard.html", context)


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The same as CSV: codes of the columns, names in the language of the address."""
    on = timezone.localdate(timezone.now())
    by, year, filters = asked(request, on)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="scoreboard-{by}-{year}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([by, "name", *scoreboard.COLUMNS])
    for row in scoreboard.rows(by, filters, on=on):
        writer.writerow(["" if value is None else value for value in row.values])
    return response


@require_safe
def drill(request: HttpRequest) -> HttpResponse:
    """The instructions behind a figure of the scoreboard, or a search by body, district and state."""
    on = timezone.localdate(timezone.now())
    _by, year, filters = asked(request, on)
    show = request.GET.get("show", "")
    if show not in plans.SHOWS or show == "silent":
        show = ""
    found = plans.instructions(STRANGER, replace(filters, show=show), on=on)
    total = found.count()
    context = {
        "cards": words.cards(found[:MOST_LISTED], on=on),
        "total": total,
        "left_out": max(total - MOST_LISTED, 0),
        "year": year,
        "title": title_of(show),
        "filters": filters,
    }
    return render(request, "plans/drill.html", context)


def title_of(show: str) -> str:
    """The heading of a list, in the language of the request."""
    titles = {
        "open": _("Instructions on control"),
        "overdue": _("Overdue instructions"),
        "week": _("Due within a week"),
        "done": _("Done, evidence accepted"),
        "on_time": _("Done on time"),
        "late": _("Done late"),
        "moved": _("With a moved term"),
        "disputed": _("Returned by residents"),
        "closed": _("Taken off control, not done"),
        "check": _("Waiting for the controller"),
        "silent": _("No news for two weeks"),
    }
    return titles.get(show, _("Instructions"))
