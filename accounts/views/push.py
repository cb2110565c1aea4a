"""Notifications in this browser: the island of ``accounts/push.html`` says where its push service takes them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import people
from accounts.signed_in import SignedInRequest
from workflow.refusals import Refused


@login_required
@require_POST
def allow(request: SignedInRequest) -> HttpResponse:
    """Call this browser from now on."""
    given = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    try:
        people.allow_push(request.user, **given, at=timezone.now())
    except Refused as refusal:
        return JsonResponse({"error": str(refusal.sentence)}, status=422)
    return JsonResponse({}, status=201)


@login_required
@require_POST
def stop(request: SignedInRequest) -> HttpResponse:
    """Call this browser no longer; without ``endpoint``, none of the person's."""
    endpoint = request.POST.get("endpoint", "")
    people.stop_push(request.user, endpoint)
    if endpoint:
        return JsonResponse({})
    messages.success(request, _("Notifications are off in all browsers."))
    return redirect("me:notifications")
