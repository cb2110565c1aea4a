"""Letters on the site."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import people, selectors
from accounts.signed_in import SignedInRequest
from workflow.refusals import Refused

_ON_A_PAGE = 20


@never_cache
@login_required
def letters(request: SignedInRequest) -> HttpResponse:
    page = Paginator(selectors.inbox(request.user), _ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/inbox.html", {"page": page})


@never_cache
@login_required
def letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """One letter; opening it marks it as read."""
    try:
        notice = people.read_notice(request.user, pk, at=timezone.now())
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal
    return render(request, "accounts/letter.html", {"notice": notice})


@require_POST
@login_required
def read_all(request: SignedInRequest) -> HttpResponse:
    people.read_all(request.user, at=timezone.now())
    return redirect("me:inbox")
