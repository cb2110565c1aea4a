"""The extra questions of the chosen category: one page, and only where it has any."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from appeals.models import Category, Draft
from appeals.selectors import details as words
from appeals.selectors import routing, taxonomy
from appeals.services import details as service
from appeals.services import drafts
from appeals.views.door import actor_at
from appeals.views.forms.details import DetailsForm
from appeals.views.intake.keeping import UNPROCESSABLE, address, at_hand, begin_again, current, onward, question
from workflow.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    """What the body needs to know beforehand; answers are kept before they are judged."""
    at = timezone.now()
    actor = actor_at(request, at)
    draft = at_hand(request, actor, at) if request.method == "POST" else current(request, actor)
    if draft is None:
        return begin_again(request)
    on = timezone.localdate(at)
    code = draft.answers.get("category") or ""
    leaf = taxonomy.leaf(code, on=on)
    asked = routing.questions(leaf, on=on) if leaf else []
    if not asked:
        return redirect(address("contact" if "category" in draft.answers else "category"))
    kept = draft.answers.get("details") or {}
    if request.method != "POST":
        return question(request, "details", DetailsForm(asked, initial=kept), draft=draft, leaf=leaf)
    form = DetailsForm(asked, request.POST)
    values = {"details": {**kept, **form.typed()}, "details_for": code}
    sound = form.judge()
    try:
        drafts.save_step(draft.token, step="details", values=values, actor=actor, at=at)
    except Refused as refusal:
        if sound:
            form.add_error(None, str(refusal.sentence))
    if form.errors:
        return question(request, "details", form, draft=draft, leaf=leaf, status=UNPROCESSABLE)
    return onward(request, draft, "details")


def so_far(draft: Draft, leaf: Category | None, *, on: date) -> tuple[words.AnswerWords, ...]:
    """The answers of a form not sent yet, as far as they can be read. One query where there is a category."""
    typed, found = draft.answers.get("details") or {}, {}
    questions = routing.questions(leaf, on=on) if leaf else []
    for each in questions:
        try:
            found[each.code] = service.answer(each, typed.get(each.code), needed=False)
        except Refused:
            continue
    return words.worded({code: value for code, value in found.items() if value is not None}, questions)
