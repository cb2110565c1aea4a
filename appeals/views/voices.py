"""Joining somebody else's appeal, and leaving it again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from appeals import policy
from appeals.models import Appeal
from appeals.rules.report import Contact
from appeals.selectors import public
from appeals.services import voices
from appeals.views.door import actor_at
from appeals.views.forms.voices import VoiceForm
from workflow.refusals import Refused

UNPROCESSABLE, GONE = 422, 410


@require_http_methods(["GET", "HEAD", "POST"])
def voice(request: HttpRequest, number: str) -> HttpResponse:
    """Join by one press when signed in; otherwise leave an e-mail or a phone, and open the link that comes there."""
    at = timezone.now()
    appeal = public.by_number(number, policy.STRANGER)
    if appeal is None:
        raise Http404
    actor = actor_at(request, at)
    if request.method != "POST":
        return _page(request, appeal, VoiceForm())
    if "leave" in request.POST:
        if voices.take_back(appeal.pk, actor=actor):
            messages.success(request, _("You have left the appeal: no more letters about it will come."))
        return redirect("appeals:detail", number)
    form = VoiceForm(request.POST)
    if actor.user_id is None and "email" not in request.POST:
        return _page(request, appeal, VoiceForm())
    contact = Contact(email=request.POST.get("email", "").strip(), phone=request.POST.get("phone", "").strip())
    try:
        added = voices.add(appeal.pk, contact=contact, language=(get_language() or "kk")[:2], actor=actor, at=at)
    except Refused as refusal:
        if actor.user_id is not None:
            messages.error(request, refusal.sentence)
            return redirect("appeals:detail", number)
        form.is_valid()
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return _page(request, appeal, form, status=UNPROCESSABLE)
    if added.confirmed_at is None:
        return _page(request, appeal, None)
    messages.success(request, _("Your voice is added. We will tell you of each step."))
    return redirect("appeals:detail", number)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the first letter. A press counts the voice: programs that look into mail only read."""
    if request.method != "POST":
        return _link(request, "appeals/voice_confirm.html")
    found = voices.confirm(token, at=timezone.now())
    if found is None:
        return _link(request, "appeals/voice_confirm.html", gone=True, status=GONE)
    messages.success(request, _("Your voice is added. We will tell you of each step."))
    return redirect("appeals:detail", found.appeal.number)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """The link at the end of each letter: a press, and no more letters come."""
    if request.method != "POST":
        return _link(request, "appeals/voice_leave.html")
    found = voices.take_back_by_link(token)
    if found is None:
        return _link(request, "appeals/voice_leave.html", gone=True, status=GONE)
    messages.success(request, _("You have left the appeal: no more letters about it will come."))
    return redirect("appeals:detail", found.appeal.number)


def _page(request: HttpRequest, appeal: Appeal, form: VoiceForm | None, *, status: int = 200) -> HttpResponse:
    response = render(request, "appeals/voice.html", {"appeal": appeal, "form": form}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _link(request: HttpRequest, template: str, *, gone: bool = False, status: int = 200) -> HttpResponse:
    response = render(request, template, {"gone": gone}, status=status)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
