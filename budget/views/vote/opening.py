"""The opening ceremony: the trustees type their shares, the ballots are opened and counted."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.selectors import actor_of
from budget import policy
from budget.rules.box import shares
from budget.selectors import box as boxes
from budget.services import opening
from budget.views.vote.booth import enter, private
from workflow.refusals import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ceremony(request: HttpRequest, code: str) -> HttpResponse:
    """For the manager of the edition only. The shares are never shown again and never kept."""
    booth = enter(request, code)
    actor = actor_of(request.user, booth.at)
    if not policy.MANAGERS & policy.roles_on_edition(actor, booth.edition) or booth.key is None:
        raise Http404
    refusal = None
    if request.method == "POST":
        words = [request.POST.get(f"share{number}", "") for number in range(1, shares.TRUSTEES + 1)]
        try:
            opening.open_box(booth.edition, words, actor=actor, at=booth.at)
        except Refused as refused:
            refusal = refused
        else:
            return redirect("vote:box", code)
    context = booth.context([]) | {
        "refusal": refusal,
        "refusal_lines": [refusal.sentence] if refusal else [],
        "closing": boxes.closing(booth.edition.pk),
        "opening": getattr(booth.edition, "opening", None),
        "trustees": range(1, shares.TRUSTEES + 1),
        "needed": shares.NEEDED,
    }
    return private(render(request, "vote/opening.html", context, status=422 if refusal else 200))
