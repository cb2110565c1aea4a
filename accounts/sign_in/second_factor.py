"""Staff work here only with a second factor (authenticator app or passkey)."""

from typing import Any, Protocol

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.policy import is_staff

_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class Holder(Protocol):
    """Whoever has a person and a session: a request, or an open socket."""

    @property
    def user(self) -> Any: ...

    @property
    def session(self) -> Any: ...


def _used_in_session(request: Holder) -> bool:
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def _added_in_session(request: Holder, factors: list[Authenticator]) -> bool:
    """Whether a factor was set up after this very session began: its owner has just shown that it is at hand."""
    records = get_authentication_records(request, request.user)
    began = min((record["at"] for record in records), default=None)
    return began is not None and any(factor.created_at.timestamp() >= began for factor in factors)


def missing_step(request: Holder) -> str:
    """What a member of staff still has to do in this session: ``set_up``, ``show``, or an empty string for nothing.

    Residents, and anybody where ``STAFF_SECOND_FACTOR`` is off, have nothing to do.
    """
    if settings.STAFF_SECOND_FACTOR != "required" or not request.user.is_authenticated:
        return ""
    if _used_in_session(request) or not is_staff(request.user, timezone.localdate()):
        return ""
    factors = list(Authenticator.objects.filter(user=request.user, type__in=_FACTORS))
    if not factors:
        return "set_up"
    return "" if _added_in_session(request, factors) else "show"


class SecondFactorMiddleware:
    """Sends staff without a second factor to set one up before anything but the pages of sign-in itself opens.

    Not only the admin and the desk: every page and every call would act with the rights of the post.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        module = getattr(getattr(view, "view_class", view), "__module__", "")
        if module.startswith(("allauth.", "django.views.i18n", "config.portal.health")):
            return None
        step = missing_step(request)
        if not step:
            return None
        if request.path.startswith("/api/"):
            sentence = _("Your post needs a second factor: sign in on the site and set it up first.")
            body = {"type": "about:blank#second_factor", "title": sentence, "detail": sentence, "status": 403}
            return JsonResponse(body | {"code": "second_factor"}, status=403, content_type="application/problem+json")
        if step == "show":
            query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
            return redirect(f"{reverse('mfa_reauthenticate')}?{query}")
        messages.warning(
            request, _("Your post needs a second factor. Set up an authenticator app or a passkey to go on.")
        )
        return redirect("mfa_index")
