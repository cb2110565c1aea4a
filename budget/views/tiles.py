"""The map's tiles of public proposals."""

from django.db.models import Case, CharField, Expression, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from budget.enums import ProposalStatus
from budget.policy import STRANGER
from budget.selectors import editions, proposals
from budget.views.public import filters_of
from geo.tiles import Layer, tile_response

MAX_AGE_S = 15


@require_safe
def proposal_tile(request: HttpRequest, code: str, z: int, x: int, y: int) -> HttpResponse:
    """A tile of an edition's proposals, narrowed as the list is. The state is that of the check, never of votes."""
    row = editions.by_code(code, STRANGER)
    if row is None:
        raise Http404
    found = proposals.public(row, filters_of(request)).select_related(None).order_by().filter(point__isnull=False)
    state = Case(
        When(status=ProposalStatus.ADMITTED, then=Value("done")),
        When(status=ProposalStatus.REFUSED, then=Value("late")),
        When(status=ProposalStatus.REWORK, then=Value("wait")),
        default=Value("work"),
        output_field=CharField(),
    )
    title, spoken = proposals.title_for(request.GET.get("reader", ""))
    fields: dict[str, str | Expression] = {"id": "number", "state": state, "icon": Value(""), "title": title}
    fields["lang"] = spoken
    return tile_response(request, z, x, y, [Layer("appeals", found, "point", fields)], max_age_s=MAX_AGE_S)
