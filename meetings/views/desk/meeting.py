"""One meeting at the desk: its acts, its notices, the questions to check."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from meetings import policy
from meetings.enums import MeetingStatus
from meetings.models import Meeting, Question
from meetings.rules import disclosure, opening
from meetings.selectors import coming, papers, questions
from meetings.services import announcing, disclosing
from meetings.services import questions as asking
from meetings.views import words
from meetings.views.cards import card
from meetings.views.desk.forms import LetThroughForm, MoveForm, NoticeForm, PlanForm, ReasonForm
from meetings.views.door import Official, for_officials
from meetings.workflow import MEETING, QUESTION
from workflow import acts, registry
from workflow.refusals import Refused

UNPROCESSABLE, CONFLICT = 422, 409
LONGEST_SEQ = 9


@dataclass(frozen=True)
class Deed:
    """One act as a form. ``leads``: what comes next by itself."""

    name: str
    title: Promise
    button: Promise
    icon: str
    service: Callable[..., Any]
    form: type[forms.Form] | None = None
    leads: bool = False


DEEDS = {
    deed.name: deed
    for deed in (
        Deed(
            "announce",
            gettext_lazy("Announce the meeting"),
            gettext_lazy("Announce"),
            "megaphone",
            announcing.announce,
            None,
            True,
        ),
        Deed(
            "give_notice",
            gettext_lazy("Put a notice on record"),
            gettext_lazy("Record the notice"),
            "send",
            announcing.give_notice,
            NoticeForm,
            True,
        ),
        Deed(
            "hold",
            gettext_lazy("Open the meeting"),
            gettext_lazy("Open the meeting"),
            "mic",
            announcing.hold,
            None,
            True,
        ),
        Deed(
            "edit", gettext_lazy("Change what is said of it"), gettext_lazy("Save"), "pencil", announcing.edit, PlanForm
        ),
        Deed(
            "move",
            gettext_lazy("Move it to another time"),
            gettext_lazy("Move"),
            "refresh-cw",
            announcing.move,
            MoveForm,
        ),
        Deed("cancel", gettext_lazy("Call it off"), gettext_lazy("Call it off"), "x", announcing.cancel, ReasonForm),
        Deed(
            "let_through",
            gettext_lazy("Words that are covered in public"),
            gettext_lazy("Keep it"),
            "eye-off",
            disclosing.let_through_of_meeting,
            LetThroughForm,
        ),
    )
}


@require_safe
@for_officials
def page(request: HttpRequest, official: Official, meeting: str) -> HttpResponse:
    """All that the office does with this meeting."""
    return _page(request, official, official.meeting(meeting))


@require_POST
@for_officials
def act(request: HttpRequest, official: Official, meeting: str, deed: str) -> HttpResponse:
    """One act on the meeting. Whoever may not see it learns nothing; whoever may not act is refused in words."""
    shown = official.meeting(meeting)
    chosen = DEEDS.get(deed)
    if chosen is None:
        raise Http404
    form = _form(chosen, shown, request.POST)
    if form is not None and not form.is_valid():
        return _page(request, official, shown, bound=(deed, form), status=UNPROCESSABLE)
    given = () if form is None else (form.words(),) if isinstance(form, PlanForm) else ()
    values = form.cleaned_data if form is not None and not isinstance(form, PlanForm) else {}
    try:
        chosen.service(shown.pk, *given, **values, seq=seq_of(request), actor=official.actor, at=official.at)
    except Refused as refusal:
        status = CONFLICT if refusal.conflict else UNPROCESSABLE
        shown = official.meeting(meeting)
        if form is not None and refusal.field in form.fields:
            form.add_error(refusal.field, refusal.sentence)
            return _page(request, official, shown, bound=(deed, form), status=status)
        return _page(request, official, shown, errors=[{"text": refusal.sentence, "href": ""}], status=status)
    messages.success(request, _("Done. The page shows the present state."))
    return redirect("meetings-desk:meeting", meeting)


@require_POST
@for_officials
def question(request: HttpRequest, official: Official, meeting: str, question: str, deed: str) -> HttpResponse:
    """Publish a question put in advance, as written or with personal data taken out, or decline it with a reason."""
    shown = official.meeting(meeting)
    row = Question.objects.filter(meeting=shown, number=int(question)).first()
    if row is None or deed not in ("publish", "decline"):
        raise Http404
    common: dict[str, Any] = {"seq": seq_of(request), "actor": official.actor, "at": official.at}
    try:
        if deed == "publish":
            typed, let_through = request.POST.get("public_text", ""), request.POST.getlist("shown")
            asking.publish(row.pk, public_text=typed, shown=let_through, **common)
        else:
            asking.decline(row.pk, reason=request.POST.get("reason", ""), **common)
    except Refused as refusal:
        status = CONFLICT if refusal.conflict else UNPROCESSABLE
        errors = [{"text": refusal.sentence, "href": f"#question-{question}"}]
        return _page(request, official, shown, errors=errors, status=status)
    messages.success(request, _("Question number %(n)s is dealt with.") % {"n": question})
    return redirect("meetings-desk:meeting", meeting)


def _page(
    request: HttpRequest,
    official: Official,
    meeting: Meeting,
    *,
    bound: tuple[str, forms.Form] | None = None,
    errors: list | None = None,
    status: int = 200,
) -> HttpResponse:
    roles = policy.roles_on(official.actor, meeting)
    open_now = acts.may(MEETING, meeting, roles=roles, at=official.at)
    offers = [_offer(DEEDS[name], meeting, bound) for name in DEEDS if name in open_now]
    asked = list(questions.to_check(meeting))
    context = {
        "meeting": meeting,
        "card": card(meeting, at=official.at),
        "offers": [offer for offer in offers if offer["deed"].form is not LetThroughForm or offer["form"].fields],
        "hindrance": _hindrance(meeting, roles, official),
        "bound": bound[1] if bound else None,
        "errors": errors or [],
        "notices": list(meeting.notices.all()),
        "people": coming.figures(meeting),
        "speakers": list(coming.speakers(meeting)),
        "questions": [_question(row, official) for row in asked],
        "writes": policy.writes_on(official.actor, meeting),
        "protocol": papers.of(meeting),
        "draws_up": draws_up(official, meeting),
    }
    return render(request, "meetings/desk/meeting.html", context, status=status)


def _offer(deed: Deed, meeting: Meeting, bound: tuple[str, forms.Form] | None) -> dict[str, Any]:
    """A form beside its button; the one that was refused as it was typed."""
    if bound and bound[0] == deed.name:
        return {"deed": deed, "form": bound[1], "is_open": True}
    form = PlanForm.of(meeting) if deed.form is PlanForm else _form(deed, meeting)
    if form is not None:
        form.auto_id = f"{deed.name}_%s"
    return {"deed": deed, "form": form, "is_open": False}


def _form(deed: Deed, meeting: Meeting, sent: QueryDict | None = None) -> forms.Form | None:
    if deed.form is None:
        return None
    return deed.form(sent, meeting=meeting) if deed.form is LetThroughForm else deed.form(sent)


def _question(row: Question, official: Official) -> dict[str, Any]:
    roles = policy.roles_on_question(official.actor, row)
    return {
        "row": row,
        "pill": words.question_pill(row),
        "draft": row.public_text or disclosure.public(row.text),
        "covered": disclosure.doubtful(row.text),
        "open": set(acts.may(QUESTION, row, roles=roles, at=official.at)) & {"publish", "decline"},
    }


def _hindrance(meeting: Meeting, roles: frozenset, official: Official) -> str:
    """Why the meeting cannot be opened yet, where it stands announced."""
    if not roles or meeting.status != MeetingStatus.ANNOUNCED:
        return ""
    found = opening.obstacle(meeting, official.at)
    kind = registry.find("meeting")
    return str(kind.obstacles[found]) if found and kind else ""


def draws_up(official: Official, meeting: Meeting) -> bool:
    """Whether the next step is the plan, and the official's."""
    return meeting.status == MeetingStatus.CLOSED and policy.keeps_plans_of(official.actor, meeting.organisation_id)


def seq_of(request: HttpRequest) -> int | None:
    """The version that the person saw, if the form told one."""
    text = request.POST.get("seq", "")
    return int(text) if text.isdecimal() and len(text) <= LONGEST_SEQ else None
