"""At the door: the code of a ticket is read, the person comes in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meetings.models import Registration
from meetings.selectors import coming
from meetings.services import registrations
from meetings.views.cards import card
from meetings.views.door import Official, for_officials
from workflow.refusals import Refused

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@for_officials
def door(request: HttpRequest, official: Official, meeting: str) -> HttpResponse:
    """How many have come, and a field for the code: scanners type it and press Enter."""
    shown = official.meeting(meeting)
    error = ""
    if request.method == "POST":
        token = request.POST.get("token", "").strip().rstrip("/").rpartition("/")[2]
        try:
            person, is_new = registrations.check_in(token, actor=official.actor, at=official.at)
            _tell(request, person, is_new)
            return redirect("meetings-desk:door", meeting)
        except Refused as refusal:
            error = str(refusal.sentence)
    context = {
        "meeting": shown,
        "card": card(shown, at=official.at),
        "people": coming.figures(shown),
        "speakers": list(coming.speakers(shown)),
        "error": error,
    }
    return render(request, "meetings/desk/door.html", context, status=UNPROCESSABLE if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_officials
def check_in(request: HttpRequest, official: Official, token: str) -> HttpResponse:
    """Where the QR code of a ticket leads: one press lets the person in. A GET changes nothing."""
    person = Registration.objects.select_related("meeting").filter(token=token).first()
    error = ""
    if request.method == "POST":
        try:
            person, is_new = registrations.check_in(token, actor=official.actor, at=official.at)
            _tell(request, person, is_new)
            return redirect("meetings-desk:door", person.meeting.number)
        except Refused as refusal:
            error = str(refusal.sentence)
    known = person is not None and registrations.may_let_in(person, official.actor)
    context = {"person": person if known else None, "token": token, "error": error}
    return render(request, "meetings/desk/check_in.html", context, status=UNPROCESSABLE if error else 200)


def _tell(request: HttpRequest, person: Registration, is_new: bool) -> None:
    if is_new:
        messages.success(request, _("%(name)s is in.") % {"name": person.name})
    else:
        messages.warning(request, _("This code was shown before: %(name)s.") % {"name": person.name})
