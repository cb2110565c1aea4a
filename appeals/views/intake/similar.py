"""Between the questions: what others have told of the same place, to join instead of filing it again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from appeals.models import Draft
from appeals.selectors import similar as selector
from appeals.selectors import taxonomy
from appeals.services import drafts
from appeals.views.cards import card
from appeals.views.door import actor_at, viewer_at
from appeals.views.intake.keeping import address, begin_again, current, questions
from geo.points import point_of
from geo.refusals import PlaceRefused


@require_http_methods(["GET", "HEAD"])
def similar(request: HttpRequest) -> HttpResponse:
    """Similar appeals near by with photo, words, distance, age and state; straight on where there are none."""
    at = timezone.now()
    draft = current(request, actor_at(request, at))
    if draft is None:
        return begin_again(request)
    found = _found(draft, at)
    if not found:
        return redirect(address("contact"))
    viewer = viewer_at(request, at)
    context = {
        "rows": [{"card": card(each.appeal, viewer, at=at), "similar": each} for each in found],
        "onward": address("contact"),
        "back": address(questions(draft)[questions(draft).index("contact") - 1]),
    }
    response = render(request, "appeals/new/similar.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _found(draft: Draft, at) -> list[selector.Similar]:
    place = drafts.place_of(draft)
    if not place.has_point:
        return []
    try:
        point = point_of(place.lon, place.lat)
    except PlaceRefused:
        return []
    leaf = taxonomy.leaf(draft.answers.get("category") or "", on=timezone.localdate(at))
    return selector.near(point, text=draft.answers.get("text") or "", category=leaf, at=at)
