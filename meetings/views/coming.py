"""Coming to a meeting: the form, and the ticket with the code for the door."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.consents import current_version
from accounts.documents import qr
from meetings.enums import UPCOMING
from meetings.models import Meeting, Registration
from meetings.selectors import lists
from meetings.services import registrations
from meetings.views.cards import card
from meetings.views.door import found, viewer_at
from meetings.views.forms import RegisterForm
from workflow.refusals import Refused

UNPROCESSABLE, CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, meeting: str) -> HttpResponse:
    """Register to come or to speak; with an account or without one."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    shown = found(meeting, viewer)
    if request.method != "POST":
        name = request.user.full_name if request.user.is_authenticated else ""
        return _page(request, shown, RegisterForm(initial={"name": name}))
    form = RegisterForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, form, UNPROCESSABLE)
    values = form.cleaned_data
    try:
        made = registrations.register(
            shown.pk,
            **{**values, "consent": current_version() if values["consent"] else ""},
            language=get_language() or "kk",
            actor=viewer.actor,
            at=at,
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return _page(request, shown, form, CONFLICT if refusal.conflict else UNPROCESSABLE)
    messages.success(request, _("You are registered. Show this code at the door."))
    return redirect("meetings:ticket", made.token)


@require_http_methods(["GET", "HEAD", "POST"])
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """The ticket: whoever has its address may show it, and may call off."""
    at = timezone.now()
    held = Registration.objects.filter(token=token).first()
    if held is None:
        raise Http404
    if request.method == "POST":
        try:
            registrations.call_off(token, at=at)
            messages.success(request, _("Your registration is called off. The seat is free for somebody else."))
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        return redirect("meetings:ticket", token)
    meeting = lists.with_names(Meeting.objects.all()).get(pk=held.meeting_id)
    door = request.build_absolute_uri(reverse("meetings-desk:check_in", args=[token]))
    context = {
        "meeting": meeting,
        "card": card(meeting, at=at),
        "ticket": held,
        "qr": qr(door),
        "may_call_off": held.cancelled_at is None and held.checked_in_at is None and meeting.status in UPCOMING,
    }
    response = render(request, "meetings/ticket.html", context)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _page(request: HttpRequest, meeting: Meeting, form: RegisterForm, status: int = 200) -> HttpResponse:
    context = {"meeting": meeting, "card": card(meeting, at=timezone.now()), "form": form}
    response = render(request, "meetings/register.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
