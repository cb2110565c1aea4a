"""An appeal by its number and code, without an account.

The code travels in the body of a POST, or after the ``#`` of an address, which browsers do not send: it never stands in
a log. A wrong code and a number that does not exist get the same answer.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from appeals.services import claims
from appeals.views.door import claim
from appeals.views.forms import FollowForm
from appeals.views.limits import Limit, address_of

PER_ADDRESS = Limit("follow-address", times=60, seconds=600)
PER_NUMBER = Limit("follow-number", times=20, seconds=600)
UNPROCESSABLE, TOO_MANY = 422, 429


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for number and code; a right pair lets this session follow the appeal."""
    if request.method != "POST":
        return _page(request, FollowForm())
    form = FollowForm(request.POST)
    if not form.is_valid():
        return _page(request, form, UNPROCESSABLE)
    number = "".join(form.cleaned_data["number"].split())[:16]
    if not (PER_ADDRESS.allows(address_of(request)) and PER_NUMBER.allows(number)):
        form.add_error(None, _("Too many tries. Wait ten minutes and try again."))
        return _page(request, form, TOO_MANY)
    appeal = claims.find(form.cleaned_data["code"], number=number)
    if appeal is None:
        form.add_error("code", _("There is no appeal with this number and code. Check both with your receipt."))
        return _page(request, form, UNPROCESSABLE)
    claim(request, appeal)
    return redirect("appeals:detail", appeal.number)


def _page(request: HttpRequest, form: FollowForm, status: int = 200) -> HttpResponse:
    at = timezone.now()
    context = {"form": form, "mine_url": reverse("appeals:mine"), "list_url": reverse("appeals:list"), "now": at}
    response = render(request, "appeals/follow.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
