"""A person's subscriptions: what they are told of, how often, and how to leave."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.signed_in import SignedInRequest
from appeals.selectors import public, subscribed, taxonomy
from appeals.services import subscriptions
from appeals.views.door import actor_at
from appeals.views.forms.subscriptions import SubscriptionForm
from workflow.refusals import Refused

UNPROCESSABLE = 422
NARROWING = ("district", "category")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: SignedInRequest) -> HttpResponse:
    """The list, and the form for one more; ``district`` and ``category`` in the address fill it in."""
    at = timezone.now()
    fresh = partial(SubscriptionForm, tree=taxonomy.tree(timezone.localdate(at)), districts=public.districts())
    if request.method != "POST":
        form = fresh(initial={name: request.GET.get(name, "") for name in NARROWING})
        return _page(request, form)
    form = fresh(request.POST)
    form.is_valid()
    wish = {name: request.POST.get(name, "") for name in (*NARROWING, "area", "rhythm")}
    try:
        subscriptions.subscribe(**wish, actor=actor_at(request, at), at=at)
    except Refused as refusal:
        form.errors.clear()
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return _page(request, form, status=UNPROCESSABLE)
    messages.success(request, _("You are subscribed. Letters come only when there is something new."))
    return redirect("appeals:subscriptions")


@login_required
@require_POST
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    if subscriptions.leave(pk, actor=actor_at(request, timezone.now())):
        messages.success(request, _("You have left the subscription."))
    return redirect("appeals:subscriptions")


def _page(request: SignedInRequest, form: SubscriptionForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "subscriptions": subscribed.of(request.user.pk)}
    response = render(request, "appeals/subscriptions.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
