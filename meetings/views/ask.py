"""Questions in advance: ask one, see those that are alike, say that one asks the same."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meetings.models import Meeting, Question
from meetings.policy import Viewer
from meetings.selectors import questions as reads
from meetings.services import questions
from meetings.services.fields import Place
from meetings.views.door import found, viewer_at
from meetings.views.forms import AskForm
from workflow.refusals import Refused

UNPROCESSABLE, CONFLICT = 422, 409


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, meeting: str) -> HttpResponse:
    """The form. Where somebody has asked nearly the same, that is shown first, and asking anew takes a second click."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    shown = found(meeting, viewer)
    if request.method != "POST":
        return _page(request, shown, AskForm(initial={"language": get_language()}))
    form = AskForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, form, status=UNPROCESSABLE)
    if "anyway" not in request.POST and (same := reads.alike(shown, form.cleaned_data["text"])):
        return _page(request, shown, form, alike=same)
    try:
        asked = _ask(form.cleaned_data, shown, viewer, at)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return _page(request, shown, form, status=CONFLICT if refusal.conflict else UNPROCESSABLE)
    messages.success(
        request,
        _("Your question number %(n)d is sent. It stands on the page once a secretary has checked it.")
        % {"n": asked.number},
    )
    return redirect(f"{reverse('meetings:detail', args=[shown.number])}#questions")


@login_required
@require_POST
def support(request: HttpRequest, meeting: str, question: str) -> HttpResponse:
    """Say that one asks the same, or take it back (``back``)."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    shown = found(meeting, viewer)
    row = Question.objects.filter(meeting=shown, number=int(question)).first()
    if row is None:
        raise Http404
    try:
        change = questions.unsupport if "back" in request.POST else questions.support
        change(row.pk, actor=viewer.actor, at=at)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(f"{reverse('meetings:detail', args=[shown.number])}#question-{question}")


@login_required
@require_POST
def withdraw(request: HttpRequest, meeting: str, question: str) -> HttpResponse:
    """Take an own question back."""
    at = timezone.now()
    viewer = viewer_at(request, at)
    shown = found(meeting, viewer)
    row = Question.objects.filter(meeting=shown, number=int(question), author_id=viewer.actor.user_id).first()
    if row is None:
        raise Http404
    try:
        questions.withdraw(row.pk, actor=viewer.actor, at=at)
        messages.success(request, _("Your question is taken back."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(f"{reverse('meetings:detail', args=[shown.number])}#questions")


def _ask(values: dict, meeting: Meeting, viewer: Viewer, at) -> Question:
    place = Place(values["lon"], values["lat"], values["district"], values["address"])
    return questions.ask(
        meeting.pk,
        key=values["key"],
        text=values["text"],
        language=values["language"] or get_language() or "kk",
        category=values["category"],
        place=place,
        actor=viewer.actor,
        at=at,
    )


def _page(
    request: HttpRequest, meeting: Meeting, form: AskForm, *, alike: list[Question] | None = None, status: int = 200
) -> HttpResponse:
    context = {"meeting": meeting, "form": form, "alike": alike or []}
    response = render(request, "meetings/ask.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
