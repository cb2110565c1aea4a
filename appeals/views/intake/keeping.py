"""The draft of this browser, and the order of its questions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from appeals.models import Draft
from appeals.selectors import routing
from appeals.services import drafts
from workflow.actor import Actor
from workflow.refusals import Refused

SESSION_KEY = "appeal_draft"
QUESTIONS = ("what", "where", "category", "contact")
UNPROCESSABLE = 422


@dataclass(frozen=True)
class Position:
    """Which of the questions this is, for the line above it."""

    number: int
    total: int
    steps: tuple[str, ...]


def address(step: str) -> str:
    return reverse("appeals:new", args=[step])


def current(request: HttpRequest, actor: Actor) -> Draft | None:
    """The unsent form of this browser, if it is still kept."""
    try:
        return drafts.find(UUID(request.session[SESSION_KEY]), actor=actor)
    except (KeyError, ValueError, Refused):
        return None


def at_hand(request: HttpRequest, actor: Actor, at: datetime) -> Draft:
    """The unsent form of this browser; a new one where there is none, so that nothing typed is lost."""
    draft = current(request, actor)
    if draft is None:
        draft = drafts.start(language=(get_language() or "kk")[:2], actor=actor, at=at)
        request.session[SESSION_KEY] = str(draft.token)
    return draft


def forget(request: HttpRequest, token: UUID | str) -> None:
    if request.session.get(SESSION_KEY) == str(token):
        del request.session[SESSION_KEY]


def begin_again(request: HttpRequest) -> HttpResponse:
    """To the first page; it says so if a draft was lost on the way."""
    lost = "?expired=1" if request.session.pop(SESSION_KEY, None) else ""
    return redirect(address("start") + lost)


def questions(draft: Draft | None) -> tuple[str, ...]:
    """The questions of this form in their order; the extra ones only where its category has any."""
    leaf = draft.answers.get("category") or "" if draft else ""
    if not routing.asks(leaf, on=timezone.localdate()):
        return QUESTIONS
    after = QUESTIONS.index("category") + 1
    return (*QUESTIONS[:after], "details", *QUESTIONS[after:])


def unanswered(draft: Draft) -> str:
    """The first question without an answer, or an empty string."""
    answers = draft.answers
    answered = {
        "what": bool(answers.get("text")),
        "where": any(answers.get(name) for name in ("no_place", "lon", "district")),
        "category": "category" in answers,
        "details": answers.get("details_for") == answers.get("category"),
        "contact": "language" in answers,
    }
    return next((step for step in questions(draft) if not answered[step]), "")


def returning(request: HttpRequest) -> bool:
    """Whether the person came from the check page and goes back there."""
    return (request.POST if request.method == "POST" else request.GET).get("return") == "check"


def onward(request: HttpRequest, draft: Draft, step: str) -> HttpResponse:
    """To the next question, or back to the check; a changed category may have something to ask first."""
    asked = questions(draft)
    if not returning(request):
        following = [*asked, "check"][asked.index(step) + 1]
        # What is known near by is shown once place and category are, before anybody is asked who they are.
        return redirect(address("similar" if following == "contact" else following))
    if step == "category" and unanswered(draft) == "details":
        return redirect(address("details") + "?return=check")
    return redirect(address("check"))


def question(
    request: HttpRequest,
    step: str,
    form,
    *,
    draft: Draft | None,
    status: int = 200,
    errors: list | None = None,
    **words,
) -> HttpResponse:
    """The page of a question, with the way back."""
    asked = questions(draft)
    number = asked.index(step) + 1
    before = "check" if returning(request) else ["start", *asked][number - 1]
    context = {
        "form": form,
        "errors": errors or [],
        "place": Position(number, len(asked), asked),
        "returning": returning(request),
        **words,
        "back": words.get("back") or address(before),
    }
    response = render(request, f"appeals/new/{step}.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def quietly(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer to a page that saves itself while somebody types (header ``Birge-Draft``): 204 once it is kept.

    Whether it would pass is not said yet: nobody has asked.
    """
    if request.method == "POST" and "Birge-Draft" in request.headers and response.status_code in {302, UNPROCESSABLE}:
        return HttpResponse(status=204)
    return response
