"""What a resident follows: single instructions, and the meetings and instructions of a district or a body."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import Organisation
from geo.models import District
from meetings.selectors import following
from meetings.services import follows
from meetings.views.door import viewer_at
from workflow.refusals import Refused

UNPROCESSABLE = 422


def _districts() -> list[tuple[str, str]]:
    return [("", "–"), *((one.code, one.name) for one in District.objects.defer("outline").order_by("code"))]


def _bodies() -> list[tuple[str, str]]:
    found = Organisation.objects.in_force(timezone.localdate())
    return [("", "–"), *sorted(((body.code, body.name) for body in found), key=lambda body: body[1])]


class WishForm(forms.Form):
    """A district or a body; which of them is wanted is for the service to say."""

    district = forms.ChoiceField(label=gettext_lazy("District"), required=False, choices=_districts)
    organisation = forms.ChoiceField(label=gettext_lazy("Body"), required=False, choices=_bodies)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """What one follows; POST subscribes, or leaves (``leave``: key of the subscription)."""
    at = timezone.now()
    actor = viewer_at(request, at).actor
    if request.method != "POST":
        asked = {name: request.GET.get(name, "")[:60] for name in ("district", "organisation")}
        return _page(request, WishForm(initial=asked))
    if typed := request.POST.get("leave", ""):
        if typed.isdecimal() and len(typed) < 12 and follows.leave(int(typed), actor=actor):
            messages.success(request, _("You have left the subscription: we will not write about it any more."))
        return redirect("plans:following")
    form = WishForm(request.POST)
    if not form.is_valid():
        return _page(request, form, UNPROCESSABLE)
    try:
        follows.follow(**form.cleaned_data, actor=actor, at=at)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        return _page(request, form, UNPROCESSABLE)
    messages.success(request, _("You are subscribed. Each letter tells how to leave."))
    return redirect("plans:following")


def _page(request: HttpRequest, form: WishForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "mine": following.of(request.user.pk or 0)}
    return render(request, "plans/following.html", context, status=status)
