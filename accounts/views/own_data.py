"""A copy of the own data, and its removal."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Erasure
from accounts.own_data import copies, erasure
from accounts.signed_in import SignedInRequest
from workflow.refusals import Refused


@never_cache
@login_required
def page(request: SignedInRequest) -> HttpResponse:
    """The copies that were asked for, and the way to ask for another or to be forgotten."""
    context = {"copies": copies.held(request.user)[:10], "now": timezone.now()}
    return render(request, "accounts/own_data.html", context)


@require_POST
@login_required
def ask_for_copy(request: SignedInRequest) -> HttpResponse:
    try:
        copies.ask(request.user, at=timezone.now())
        messages.success(request, _("Your copy is being made. A letter comes when it is ready."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("me:own_data")


@require_safe
@never_cache
@login_required
@reauthentication_required(allow_get=False)
def fetch_copy(request: SignedInRequest, pk: int) -> FileResponse:
    """The file, to its owner only, who has signed in not long ago: a session left open on a desk is not enough."""
    try:
        file = copies.opened(request.user, pk, at=timezone.now())
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal
    response = FileResponse(file, as_attachment=True, filename="birge-data.zip", content_type="application/zip")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
@login_required
@reauthentication_required(allow_get=True)
def erase(request: SignedInRequest) -> HttpResponse:
    """Says what goes and what stays, and why; then closes the account and forgets the person."""
    if request.method != "POST":
        return render(request, "accounts/erase.html", {"open_cases": erasure.open_cases(request.user)})
    try:
        wish: Erasure = erasure.ask(request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("me:own_data")
    logout(request)
    if wish.done_at is not None:
        messages.success(request, _("Your account and everything that tells who you are has been removed."))
    else:
        messages.success(request, _("Your account is closed. The rest is removed when your open appeals have ended."))
    return redirect("home")
