"""The link in the letter: one question, and the reply to it, without signing in."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from appeals.models import Question
from appeals.services import author, questions
from appeals.views.forms import ReplyForm
from workflow.actor import NOBODY
from workflow.refusals import Refused

UNPROCESSABLE, GONE = 422, 410


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question and take the reply, while its time lasts; afterwards say what became of it (410)."""
    at = timezone.now()
    asked = questions.by_token(token)
    if asked is None:
        raise Http404
    is_open = questions.waits(asked) and (asked.reply_until is None or at < asked.reply_until)
    if not is_open:
        return _page(request, asked, status=200 if asked.replied_at else GONE)
    form = ReplyForm(request.POST) if request.method == "POST" else ReplyForm()
    if request.method != "POST":
        return _page(request, asked, form=form)
    if not form.is_valid():
        return _page(request, asked, form=form, status=UNPROCESSABLE)
    try:
        # Whoever holds the link is the author for this one question.
        words = {"text": form.cleaned_data["text"], "part": asked.part.number if asked.part else None}
        author.reply(asked.appeal_id, **words, claimed={asked.appeal_id}, actor=NOBODY, at=at)
    except Refused as refusal:
        form.add_error("text", refusal.sentence)
        return _page(request, asked, form=form, status=UNPROCESSABLE)
    messages.success(request, _("Your reply is sent. The work goes on."))
    return redirect("appeals:question", token)


def _page(request: HttpRequest, asked: Question, *, form: ReplyForm | None = None, status: int = 200) -> HttpResponse:
    context = {"question": asked, "appeal": asked.appeal, "form": form}
    response = render(request, "appeals/question.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
