"""An appeal that wants something new becomes a proposal of the people's budget; each page leads to the other."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.selectors import actor_of
from appeals.models import Appeal
from budget.models import Edition, Proposal
from budget.policy import Viewer
from budget.selectors import editions, proposals
from budget.services import drafts
from workflow.actor import Actor
from workflow.refusals import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, number: str) -> HttpResponse:
    """What grew from the own appeal, or a draft begun with its words and place. 404 for everybody but its author."""
    appeal = Appeal.objects.filter(number=number, author_id=request.user.pk).first()
    if appeal is None:
        raise Http404
    at = timezone.now()
    actor = actor_of(request.user, at)
    edition = editions.taking_in(at).order_by("-year", "-pk").first()
    errors = []
    if request.method == "POST" and edition is not None:
        try:
            return redirect("budget:write", _begin(appeal, edition, actor=actor, at=at).number)
        except Refused as refusal:
            errors = [{"text": refusal.sentence, "href": ""}]
    context = {
        "appeal": appeal,
        "edition": edition,
        "grown": list(proposals.grown_from("appeal", number, Viewer(actor))),
        "errors": errors,
    }
    response = render(request, "budget/from_appeal.html", context, status=422 if errors else 200)
    response["Cache-Control"] = "private, no-store"
    return response


def _begin(appeal: Appeal, edition: Edition, *, actor: Actor, at: datetime) -> Proposal:
    origin = ("appeal", appeal.number)
    draft = drafts.start(edition, language=appeal.language, origin=origin, actor=actor, at=at)
    # A draft that the person has already keeps its own words.
    if draft.revision == 0 and (draft.origin_kind, draft.origin_number) == origin:
        place = {"lon": str(appeal.point.x), "lat": str(appeal.point.y)} if appeal.point else {}
        words = {"description": appeal.text, "address": appeal.address, **place}
        drafts.keep(draft.pk, words=words, actor=actor, at=at)
    return draft
