"""Writing together: invitations and their answers, near-duplicates made one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from budget.models import JoinRequest
from budget.services import coauthors, drafts, joining
from budget.views.door import viewer_at
from budget.views.public import found
from budget.views.writing import UNPROCESSABLE, form, number_of, typed_words, writable
from workflow.refusals import Refused


@login_required
@require_POST
def invite(request: HttpRequest, number: str) -> HttpResponse:
    """Invite a co-author, or take an invitation back."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    row = writable(number, viewer)
    try:
        if gone := number_of(request.POST.get("remove")):
            coauthors.remove(row.pk, invitation_id=gone, actor=viewer.actor, at=at)
        else:
            coauthors.invite(row.pk, email=request.POST.get("email", "")[:254], actor=viewer.actor, at=at)
            messages.success(request, _("The invitation is sent. It waits 14 days for an answer."))
    except Refused as refusal:
        return form(request, found(number, viewer), viewer, at=at, faults=[refusal], status=UNPROCESSABLE)
    return redirect(reverse("budget:write", args=[number]) + "#together")


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept an invitation, or decline it."""
    at = timezone.now()
    accept = request.POST.get("answer") == "accept"
    try:
        row = coauthors.answer(pk, accept=accept, actor=viewer_at(request, at).actor, at=at)
    except Refused as refusal:
        if refusal.code == "not_found":
            raise Http404 from refusal
        messages.error(request, str(refusal))
        return redirect("budget:mine")
    if accept:
        return redirect("budget:write", row.proposal.number)
    messages.success(request, _("You declined the invitation."))
    return redirect("budget:mine")


@login_required
@require_POST
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the author of a similar proposal to be taken in; what was typed on the same form is kept first."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    row = writable(number, viewer)
    try:
        drafts.keep(row.pk, words=typed_words(request), actor=viewer.actor, at=at)
        joining.ask(row.pk, number=request.POST.get("target", "")[:20], actor=viewer.actor, at=at)
    except Refused as refusal:
        return form(request, found(number, viewer), viewer, at=at, faults=[refusal], status=UNPROCESSABLE)
    messages.success(request, _("The author of the other proposal is asked. Your draft stays until the answer."))
    return redirect(reverse("budget:write", args=[number]) + "#near")


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the author of a similar draft in, or decline."""
    at = timezone.now()
    accept = request.POST.get("answer") == "accept"
    wish = JoinRequest.objects.filter(pk=pk).select_related("target").first()
    try:
        joining.answer(pk, accept=accept, actor=viewer_at(request, at).actor, at=at)
    except Refused as refusal:
        if refusal.code == "not_found" or wish is None:
            raise Http404 from refusal
        messages.error(request, str(refusal))
        return redirect("budget:mine")
    said = _("They write your proposal with you now.") if accept else _("You declined. The author is told.")
    messages.success(request, said)
    return redirect("budget:proposal", wish.target.number) if wish else redirect("budget:mine")
