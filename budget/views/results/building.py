"""The winners of an edition on their way to the ground."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.models import Work
from budget.rules.building import is_late
from budget.selectors import works
from budget.views.results import words
from budget.views.results.door import edition_or_404, viewer_at
from geo.models import District

PAGE = 24
STATES = ("", "building", "late", "built", "failed")


@require_safe
def listing(request: HttpRequest, edition: str) -> HttpResponse:
    """All winners of an edition by district and state."""
    found = edition_or_404(request, edition)
    at = timezone.now()
    today = timezone.localdate(at)
    districts = list(District.objects.order_by("code").defer("outline"))
    district = request.GET.get("district", "")
    district = district if district in {each.code for each in districts} else ""
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    all_works = works.shown(viewer_at(request, at)).filter(edition=found)
    figures = works.figures(works.narrowed(all_works, district=district, today=today), today)
    narrowed = works.narrowed(all_works, district=district, state=state, today=today)
    page = Paginator(narrowed, PAGE).get_page(request.GET.get("page"))
    context = {
        "edition": found,
        "figures": figures,
        "planned": words.money(figures.planned_tenge),
        "paid": words.money(figures.paid_tenge),
        "left": words.money(works.left_of(found, district)),
        "page": page,
        "cards": [card(work, today) for work in page],
        "districts": districts,
        "district": district,
        "state": state,
        "chips": _chips(district, state),
        "query": f"district={district}&state={state}&",
    }
    return render(request, "results/works.html", context)


def card(work: Work, today) -> dict[str, Any]:
    """A winner as a row of a list."""
    project = work.proposal
    return {
        "number": project.number,
        "title": project.name,
        "language": project.name_language,
        "district": work.district,
        "address": project.address,
        "pill": words.work_pill(work.status, late=_late(work, today)),
        "until": work.accepted_on or work.planned_end_on,
        "is_accepted": work.accepted_on is not None,
        "is_failed": work.status == "failed",
        "paid": words.money(work.paid_tenge),
        "planned": words.money(work.planned_tenge),
    }


def _late(work: Work, today) -> bool:
    return work.status != "failed" and is_late(work.planned_end_on, work.accepted_on, today)


def _chips(district: str, state: str) -> list[dict[str, Any]]:
    labels = {
        "": _("All"),
        "building": _("Being built"),
        "late": _("Overdue"),
        "built": _("Built"),
        "failed": _("Not built"),
    }
    return [
        {"label": labels[each], "on": each == state, "url": f"?district={district}&state={each}"} for each in STATES
    ]
