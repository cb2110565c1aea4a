"""Who has looked at this appeal: for its author, with or without an account."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access
from accounts.enums import Role
from accounts.views.readings import line
from appeals import policy
from appeals.views.detail import found
from appeals.views.door import viewer_at

MOST = 100


@require_safe
def own(request: HttpRequest, number: str) -> HttpResponse:
    """The newest hundred readings of the appeal; for anybody but its author there is no such page."""
    viewer = viewer_at(request, timezone.now())
    appeal = found(number, viewer)
    if Role.AUTHOR not in policy.roles_on(viewer.actor, appeal, viewer.claimed):
        raise Http404
    rows = list(access.of_thing("appeal", appeal.number)[:MOST])
    bodies = access.bodies_of(rows)
    lines = [line(row, [appeal.number], bodies) for row in rows]
    response = render(request, "appeals/readings.html", {"appeal": appeal, "lines": lines})
    response["Cache-Control"] = "private, no-store"
    return response
