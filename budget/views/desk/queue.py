"""The queue of the check: what waits for the official, the earliest last day first."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.models import Proposal
from budget.policy import Viewer, editions_visible_to
from budget.selectors import desk
from budget.views import words
from budget.views.door import Official, for_officials

PAGE_SIZE = 25


@dataclass(frozen=True)
class Row:
    """A proposal in the queue."""

    number: str
    url: str
    title: str
    language: str
    district: str
    category: str
    cost_tenge: int
    pill: words.Pill
    due_on: date | None
    is_late: bool
    second_look: bool


@require_safe
@for_officials
def page(request: HttpRequest, official: Official) -> HttpResponse:
    """Figures, parts of the queue, rows."""
    show = request.GET.get("show", "mine")
    show = show if show in desk.SHOWS else "mine"
    said = request.GET.get("q", "")[:100].strip()
    code = request.GET.get("edition", "")[:40]
    found = desk.queue(official.actor, show=show, edition=code, words=said)
    rows = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    counts = desk.counts(official.actor, on=official.today)
    context = {
        "rows": [_row(row, official) for row in rows],
        "page": rows,
        "query": f"{urlencode({'show': show, 'q': said, 'edition': code})}&",
        "show": show,
        "said": said,
        "parts": _parts(counts, show),
        "counts": counts,
        "code": code,
        "editions": editions_visible_to(Viewer(official.actor)),
        "columns": [_("Proposal"), _("District"), _("City's part, ₸"), _("State"), _("Last day")],
    }
    return render(request, "desk/budget/queue.html", context)


def _row(row: Proposal, official: Official) -> Row:
    return Row(
        number=row.number,
        url=reverse("budget-desk:proposal", args=[row.number]),
        title=words.shown_title(row),
        language=row.name_language,
        district=row.district.name if row.district else _("not decided yet"),
        category=row.category.name if row.category else "",
        cost_tenge=row.cost_tenge,
        pill=words.pill(row),
        due_on=row.due_on,
        is_late=bool(row.due_on and row.due_on < official.today),
        second_look=row.round == 2,
    )


def _parts(counts: dict[str, int], show: str) -> list[dict]:
    labels = {
        "mine": _("For you"),
        "unplaced": _("District to decide"),
        "submitted": _("Formal check"),
        "departments": _("Departments"),
        "council": _("Council"),
        "rework": _("Being reworked"),
        "appealed": _("Appeals"),
        "admitted": _("Admitted"),
        "refused": _("Refused"),
    }
    here = reverse("budget-desk:queue")
    return [
        {"label": labels[name], "url": f"{here}?show={name}", "on": name == show, "number": counts[name]}
        for name in desk.SHOWS
    ]
