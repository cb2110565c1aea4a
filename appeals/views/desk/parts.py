"""The page of one part of an appeal, for the officials of its body: the same forms as for a whole one."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.texts import clean
from appeals import policy
from appeals.enums import OPEN
from appeals.models import Appeal, Part
from appeals.selectors import faces
from appeals.selectors import parts as read
from appeals.services import assignment, part_work, readings, terms
from appeals.views import journal, parts, words
from appeals.views.desk import forms
from appeals.views.desk.acts import CONFLICT, TOO_LATE, UNPROCESSABLE, seen_seq
from appeals.views.desk.appeal import pictures, typed
from appeals.views.desk.deeds import DEEDS, Deed, Offer, Offers, sees_contacts, values_of
from appeals.views.desk.door import Official, for_officials
from appeals.views.desk.part_rows import rows
from appeals.workflow import PART
from workflow import acts, calendar
from workflow.models import Act
from workflow.refusals import Refused

DEEDS_OF_PART: dict[str, Deed] = {
    name: replace(DEEDS[name], do=service, done=done)
    for name, service, done in (
        ("accept", part_work.accept, _("The part is in work. You are its executor.")),
        ("ask", part_work.ask, DEEDS["ask"].done),
        ("report", part_work.report, DEEDS["report"].done),
        ("answer", part_work.answer, _("The answer to this part went out to the author.")),
        ("return", part_work.return_, DEEDS["return"].done),
        ("extend", terms.extend_part, DEEDS["extend"].done),
        ("assign", assignment.assign_part, DEEDS["assign"].done),
        ("give_back", part_work.give_back, _("The part went back to the first line.")),
    )
}

OF_ITSELF = frozenset({"extend", "assign"})


@require_safe
@for_officials
def page(request: HttpRequest, official: Official, number: str, part: int) -> HttpResponse:
    """The page of a part under the official's posts."""
    return _show(request, _found(official, number, part), official)


@require_POST
@for_officials
def act(request: HttpRequest, official: Official, number: str, part: int, name: str) -> HttpResponse:
    """Do one act on a part, or show the page again with the sentence of the refusal and all that was typed."""
    deed = DEEDS_OF_PART.get(name)
    if deed is None:
        raise Http404
    found = _found(official, number, part)
    form = deed.form(
        request.POST, request.FILES, appeal=_about(deed, found), draft=read.unsent_answer(found), on=official.today
    )
    if not form.is_valid():
        return _show(request, found, official, bound=form, status=UNPROCESSABLE)
    values, seq = values_of(form), seen_seq(request)
    try:
        deed.do(found.pk, **values, seq=seq, actor=official.actor, at=official.at)
    except Refused as refusal:
        if refusal.code not in TOO_LATE or not _is_repeated(found, deed, values, seq=seq, official=official):
            return _refused(request, official, found, form, refusal)
    messages.success(request, str(deed.done))
    if policy.parts_worked_by(official.actor).filter(pk=found.pk).exists():
        return redirect("desk:part", number, part)
    return redirect("desk:queue")


def _found(official: Official, number: str, place: int) -> Part:
    """The part, if it falls under the official's posts; otherwise it does not exist."""
    appeal = official.appeal(number)
    part = read.by_number(appeal, place)
    if part is None or not policy.roles_on_part(official.actor, part):
        raise Http404
    return part


def _about(deed: Deed, part: Part) -> Appeal | Part:
    """What a form is fitted to: to the part where its own body, executor or last day is chosen."""
    return part if deed.name in OF_ITSELF else part.appeal


def _all_of(part: Part) -> list[Part]:
    """The part with its neighbours, in their order."""
    others = read.living(part.appeal).exclude(pk=part.pk)
    return sorted([part, *others], key=lambda each: each.number)


def _show(
    request: HttpRequest,
    part: Part,
    official: Official,
    *,
    bound: forms.DeskForm | None = None,
    errors: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    appeal, days_off = part.appeal, calendar.current()
    offers = _offers(part, official, bound=bound)
    offered = any(offer.form is bound for offer in offers.all)
    context = {
        "appeal": appeal,
        "part": part,
        "title": part.title,
        "body": parts.body_of(part),
        "state": words.state(part),
        "clock": parts.clock_of(part, official.today, days_off),
        "face": faces.face(appeal, official.viewer),
        "photos": pictures(appeal),
        "questions": part.questions.order_by("-asked_at"),
        "answers": part.answers.select_related("written_by", "signed_by").order_by("-written_at"),
        "rows": rows(appeal, official, found=_all_of(part), days_off=days_off),
        "lines": journal.lines_of_part(part),
        "offers": offers,
        "bound": bound,
        "errors": errors or [],
        "typed": [] if offered or bound is None else typed(bound),
        "sees_contacts": sees_contacts(appeal, official),
        "is_open": part.status in OPEN,
    }
    readings.saw(request, official.actor, [appeal], place="desk", contacts=True)
    return render(request, "desk/part.html", context, status=status)


def _offers(part: Part, official: Official, *, bound: forms.DeskForm | None) -> Offers:
    held = policy.roles_on_part(official.actor, part)
    open_now = set(acts.may(PART, part, roles=held, at=official.at))
    draft = read.unsent_answer(part)
    hindrances = []
    if "answer" in open_now:
        try:
            part_work.check_keys(part, actor=official.actor)
        except Refused as refusal:
            open_now -= {"answer", "return"}
            hindrances.append(refusal.sentence)
    found = []
    for deed in DEEDS_OF_PART.values():
        if deed.name in open_now:
            fresh = deed.form(appeal=_about(deed, part), draft=draft, on=official.today)
            form = bound if bound and bound.name == deed.name else fresh
            found.append(Offer(deed, form, form.is_bound or deed.leads))
    return Offers(found, hindrances, elsewhere=False)


def _refused(
    request: HttpRequest, official: Official, part: Part, form: forms.DeskForm, refusal: Refused
) -> HttpResponse:
    fresh = read.by_number(part.appeal, part.number)
    if fresh is None or not policy.roles_on_part(official.actor, fresh):
        raise Http404
    errors = []
    if refusal.field in form.fields:
        form.add_error(refusal.field, str(refusal.sentence))
    else:
        errors.append({"text": str(refusal.sentence), "href": ""})
    if request.FILES:
        sentence = _("Choose the photos once more: a browser does not keep them.")
        errors.append({"text": str(sentence), "href": "#report-photos"})
    status = CONFLICT if refusal.conflict else UNPROCESSABLE
    return _show(request, fresh, official, bound=form, errors=errors, status=status)


def _is_repeated(part: Part, deed: Deed, values: dict[str, Any], *, seq: int | None, official: Official) -> bool:
    """Whether this very form has been carried out already."""
    if seq is None:
        return False
    same = Act.objects.filter(kind=PART.kind, subject_id=part.pk, seq=seq + 1, name=deed.name)
    done = same.filter(actor_id=official.actor.user_id).first()
    if done is None:
        return False
    if deed.told:
        return done.note == clean(values[deed.told])
    written = part.answers.filter(pk=done.data.get("answer") or 0).first()
    return written is None or not values.get("text") or written.text == clean(values["text"])
