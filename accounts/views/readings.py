"""Who has looked at my data: the log of readings in plain words, for the person whom it concerns."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from accounts import access
from accounts.enums import Access
from accounts.models import AccessLog
from accounts.signed_in import SignedInRequest

_ON_A_PAGE = 30

# Code of the door -> where that is, for people. A door that is not here is shown by its code.
PLACES: dict[str, str | Promise] = {
    "triage": gettext_lazy("while sorting"),
    "triage_list": gettext_lazy("in the list of the first line"),
    "desk": gettext_lazy("at the desk of the body"),
    "desk_list": gettext_lazy("in the list of the body"),
    "page": gettext_lazy("on the page of the appeal"),
    "photo": gettext_lazy("a photo by itself"),
    "api": gettext_lazy("by another system"),
    "api_list": gettext_lazy("in a list, by another system"),
    "admin": gettext_lazy("in the administration"),
    "admin_list": gettext_lazy("in a list of the administration"),
    "export": gettext_lazy("in a file"),
    "paper": gettext_lazy("on paper"),
    "digest": gettext_lazy("in the letter of the week"),
    "counter": gettext_lazy("while taking down another appeal"),
    "import": gettext_lazy("in a file brought from another system"),
}


@dataclass(frozen=True)
class Line:
    """One reading as its person sees it. ``who``: role and body; the name is for those who audit."""

    at: datetime
    who: str
    what: str
    refs: tuple[str, ...]
    where: str
    reason: str


def line(row: AccessLog, refs: list[str], bodies: dict[str, str]) -> Line:
    """A row of the log in words; ``refs``: what of it concerns the reader of this page. ``bodies``: code -> name."""
    body = bodies.get(row.organisation, row.organisation)
    who = ", ".join(part for part in (access.role_name(row) or _("maintenance"), body) if part)
    numbers = tuple(refs) if row.kind == "appeal" else ()
    return Line(row.at, who, data_words(row), numbers, place_words(row), row.reason)


def data_words(row: AccessLog) -> str:
    """What kinds of data a reading showed."""
    return ", ".join(str(Access(code).label) for code in row.what if code in Access.values)


def place_words(row: AccessLog) -> str:
    """Where it was read."""
    return str(PLACES.get(row.place, row.place))


@never_cache
@login_required
def readings(request: SignedInRequest) -> HttpResponse:
    """Every reading of the person's limited data by somebody in office, newest first."""
    page = Paginator(access.about(request.user), _ON_A_PAGE).get_page(request.GET.get("page"))
    bodies = access.bodies_of(page)
    lines = [line(row, access.refs_of(row, request.user.pk), bodies) for row in page]
    return render(request, "accounts/readings.html", {"page": page, "lines": lines})
