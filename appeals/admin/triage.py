"""The triage page: the letter on the left, the decisions on the right, the journal below."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeals import policy
from appeals.admin import company, forms
from appeals.admin import sending_forms as sending
from appeals.admin.rights import Clerk, clerk
from appeals.admin.suggested import suggested
from appeals.models import Appeal
from appeals.selectors import desk, details, faces
from appeals.selectors.parts import listed
from appeals.services import complaints, forwarding, parts, readings, repeats, reviews, routing, triage
from appeals.views import journal, words
from appeals.views.desk.acts import CONFLICT, UNPROCESSABLE, seen_seq
from appeals.views.desk.appeal import pictures, typed
from appeals.views.why import explain
from appeals.workflow import APPEAL, PART
from workflow import calendar
from workflow.models import Act
from workflow.refusals import Refused
from workflow.selectors import timeline

Words = str | Promise


@dataclass(frozen=True)
class Deed:
    """One act of the first line. ``onward``: afterwards the appeal needs nothing more here, the next one may open."""

    form: type[forms.TriageForm]
    do: Callable[..., Act]
    done: Words
    onward: bool = False


DEEDS: dict[str, Deed] = {
    deed.form.name: deed
    for deed in (
        Deed(forms.CategoriseForm, triage.categorise, _("The category is corrected.")),
        Deed(forms.RouteForm, triage.route, _("The appeal is sent to the responsible body."), onward=True),
        Deed(forms.AskForm, triage.ask, _("The question is sent to the author."), onward=True),
        Deed(forms.PublishForm, triage.publish, _("The appeal is published.")),
        Deed(forms.UnpublishForm, triage.unpublish, _("The appeal is taken off the public pages.")),
        Deed(forms.AnswerAtOnceForm, triage.answer_at_once, _("The answer went out to the author."), onward=True),
        Deed(forms.ReviewForm, reviews.answer, _("The author is told what you found.")),
        Deed(forms.StopRepeatForm, repeats.stop, _("The repeat is stopped, and its author told why."), onward=True),
        Deed(sending.ForwardForm, forwarding.forward, _("The appeal is forwarded, and its author told."), onward=True),
        Deed(sending.RegisterThereForm, forwarding.register_there, _("The registration of the other body is kept.")),
        Deed(sending.SplitForm, parts.split, _("The appeal is split, and its author told."), onward=True),
        Deed(sending.JoinForm, parts.join, _("The parts are joined again.")),
        Deed(sending.RoutePartForm, parts.route_number, _("The part is sent to the responsible body.")),
        Deed(sending.ForwardPartForm, parts.forward_number, _("The part is forwarded, and the author told.")),
        Deed(
            sending.LodgeForm, complaints.lodge, _("The complaint went in through the body complained of."), onward=True
        ),
    )
}


def page(
    admin: ModelAdmin,
    request: HttpRequest,
    appeal: Appeal,
    *,
    bound: forms.TriageForm | None = None,
    errors: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; ``bound`` is a refused form with what was typed, ``errors`` what belongs to no field."""
    at_work = clerk(request)
    prefetch_related_objects([appeal], "photos")  # for the page and for the form of publishing
    open_now = set(faces.open_acts(appeal, at_work.viewer, at=at_work.at)) & DEEDS.keys()
    can_ask = bool(appeal.author_id or appeal.contact_email or appeal.contact_phone)
    if not appeal.is_public:
        open_now.discard("unpublish")
    _of_parts(open_now, appeal)
    context = {
        **admin.admin_site.each_context(request),
        **_head(request, appeal, at_work),
        **_letter(appeal, at_work),
        "opts": admin.opts,
        "original": appeal,
        "forms": _forms(appeal, at_work, open_now, bound),
        "can_ask": can_ask,
        "why": explain(_suggestion(appeal, at_work)),
        "machine": suggested(appeal),
        "kept": explain(appeal.routing) if appeal.routing else None,
        "lines": journal.lines(appeal, at_work.viewer),
        "near": desk.neighbours(at_work.actor, appeal.pk),
        "here": company.met(request, [appeal.pk]).get(appeal.pk, []),
        "bound": bound,
        "errors": errors or [],
        "typed": typed(bound) if bound is not None and bound.name not in open_now else [],
        "doubt": _doubt(appeal),
        "title": f"№ {appeal.number}",
    }
    readings.saw(request, at_work.actor, [appeal], place="triage", contacts=True)
    response = TemplateResponse(request, "admin/appeals/appeal/triage.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _doubt(appeal: Appeal) -> str:
    """What the author says of the machine's choice, where a review is asked for. No query otherwise."""
    if appeal.review_asked_at is None:
        return ""
    asked = timeline(APPEAL.kind, appeal.pk, public_only=True).filter(name="ask_review").last()
    return asked.note if asked else ""


def _of_parts(open_now: set[str], appeal: Appeal) -> None:
    """What the state of the parts leaves open: to undo the split, to send a part elsewhere."""
    if not appeal.part_count:
        return
    states = {part.status for part in listed(appeal)}
    if not states <= PART["join"].sources:
        open_now.discard("join")
    if states & PART["route"].sources:
        open_now |= {"route_part", "forward_part"}


def news(admin: ModelAdmin, request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """State and clock for the live island; says so when somebody acted after the page was opened."""
    return TemplateResponse(request, "admin/appeals/appeal/news.html", _head(request, appeal, clerk(request)))


def act(admin: ModelAdmin, request: HttpRequest, appeal: Appeal, name: str) -> HttpResponse:
    """Do one act, or show the page again with the sentence of the refusal and all that was typed."""
    deed = DEEDS.get(name)
    if deed is None or request.method != "POST":
        raise Http404
    at_work = clerk(request)
    form = deed.form(request.POST, appeal=appeal, today=at_work.today)
    if not form.is_valid():
        return page(admin, request, appeal, bound=form, status=UNPROCESSABLE)
    if names := company.unknown(request, appeal.pk):
        sentence = _("%(names)s is looking at this appeal now. Talk to each other, or send it again.")
        met = [{"text": sentence % {"names": ", ".join(names)}, "href": ""}]
        return page(admin, request, appeal, bound=form, errors=met, status=CONFLICT)
    try:
        deed.do(appeal.pk, **form.values(), seq=seen_seq(request), actor=at_work.actor, at=at_work.at)
    except Refused as refusal:
        return _refused(admin, request, appeal, form, refusal)
    admin.message_user(request, f"{appeal.number}: {deed.done}", messages.SUCCESS)
    return HttpResponseRedirect(_onward(appeal, at_work) if deed.onward and "next" in request.POST else _here(appeal))


def _refused(
    admin: ModelAdmin, request: HttpRequest, appeal: Appeal, form: forms.TriageForm, refusal: Refused
) -> HttpResponse:
    errors = []
    if refusal.field in form.fields:
        form.add_error(refusal.field, str(refusal.sentence))
    else:
        errors.append({"text": str(refusal.sentence), "href": ""})
    status = CONFLICT if refusal.conflict else UNPROCESSABLE
    appeal.refresh_from_db(from_queryset=admin.get_queryset(request))
    return page(admin, request, appeal, bound=form, errors=errors, status=status)


def _forms(
    appeal: Appeal, at_work: Clerk, open_now: set[str], bound: forms.TriageForm | None
) -> dict[str, forms.TriageForm]:
    return {
        name: bound if bound is not None and bound.name == name else deed.form(appeal=appeal, today=at_work.today)
        for name, deed in DEEDS.items()
        if name in open_now
    }


def _suggestion(appeal: Appeal, at_work: Clerk) -> dict:
    """What the table says now: a rule changed a minute ago counts."""
    return routing.suggest_for(appeal, on=at_work.today).decision


def _letter(appeal: Appeal, at_work: Clerk) -> dict[str, Any]:
    return {
        "face": faces.face(appeal, at_work.viewer),
        "photos": pictures(appeal),
        "details": details.of_appeal(appeal),
        "questions": appeal.questions.order_by("-asked_at"),
        "answers": appeal.answers.select_related("written_by", "signed_by").order_by("-written_at"),
        "sees_contacts": policy.may_see_contacts(at_work.actor, appeal),
    }


def _head(request: HttpRequest, appeal: Appeal, at_work: Clerk) -> dict[str, Any]:
    seen = request.GET.get("seen", "")
    return {
        "appeal": appeal,
        "heading": words.title(appeal),
        "state": words.state(appeal),
        "clock": words.clock(appeal, at_work.today, calendar.current(), at_work.at),
        "moved_on": seen.isdecimal() and len(seen) < 10 and int(seen) < appeal.seq,
    }


def _here(appeal: Appeal) -> str:
    return reverse("admin:appeals_appeal_change", args=[appeal.pk])


def _onward(appeal: Appeal, at_work: Clerk) -> str:
    """The next appeal of the queue; the list where nothing is left."""
    near = desk.neighbours(at_work.actor, appeal.pk)
    return (
        reverse("admin:appeals_appeal_change", args=[near.after])
        if near.after
        else reverse("admin:appeals_appeal_changelist")
    )
