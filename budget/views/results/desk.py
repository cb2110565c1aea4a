"""The desk of those who build: the akimat's winners, and each act with its form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from budget import policy
from budget.models import Work
from budget.selectors import works as building
from budget.services import works
from budget.views.results import forms, words
from budget.views.results.building import card
from budget.views.results.door import for_staff
from budget.views.results.works import TOLD
from budget.workflow import WORK
from workflow import acts
from workflow.actor import Actor
from workflow.refusals import Refused
from workflow.selectors import timeline

PAGE = 30


@dataclass(frozen=True)
class Deed:
    """One act as the page offers it. ``leads``: the step that the work waits for stands open."""

    name: str
    title: str | Promise
    form: type[django_forms.Form]
    do: Callable[..., Any]
    icon: str
    leads: bool = False


DEEDS = {
    deed.name: deed
    for deed in (
        Deed(
            "announce_tender", _("Announce the tender"), forms.Nothing, works.announce_tender, "file-text", leads=True
        ),
        Deed("sign_contract", _("Enter the contract"), forms.Contract, works.sign_contract, "file-check", leads=True),
        Deed("begin_works", _("The works begin"), forms.Nothing, works.begin_works, "hourglass", leads=True),
        Deed("accept", _("The works are accepted"), forms.Accept, works.accept, "circle-check", leads=True),
        Deed(
            "start_warranty", _("Begin the warranty"), forms.Warranty, works.start_warranty, "shield-check", leads=True
        ),
        Deed("photograph", _("Add photos"), forms.Photos, works.photograph, "camera"),
        Deed("pay", _("Enter a payment"), forms.Payment, works.pay, "hand-coins"),
        Deed("plan", _("Plan an earlier end"), forms.Plan, works.plan, "calendar-days"),
        Deed("postpone", _("Put the end off"), forms.Postpone, works.postpone, "clock"),
        Deed("repeat_tender", _("The contract ended: a new tender"), forms.Reason, works.repeat_tender, "refresh-cw"),
        Deed("fail", _("It will not be built"), forms.Failure, works.fail, "circle-alert"),
    )
}


@dataclass(frozen=True)
class Offer:
    deed: Deed
    form: django_forms.Form
    is_open: bool


@require_safe
@for_staff
def listing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The winners that the actor builds: first what ends soonest."""
    today = timezone.localdate()
    found = building.of_desk(actor)
    figures = building.figures(found, today)
    state = request.GET.get("state", "")
    page = Paginator(building.narrowed(found, state=state, today=today), PAGE).get_page(request.GET.get("page"))
    context = {"figures": figures, "page": page, "cards": [card(work, today) for work in page], "state": state}
    context["watched"] = policy.watched_by(actor).order_by("-year", "-pk")
    return render(request, "results/desk.html", context)


@require_safe
@for_staff
def page(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    return _page(request, actor, _work_or_404(actor, number))


@require_POST
@for_staff
def act(request: HttpRequest, actor: Actor, number: str, name: str) -> HttpResponse:
    """Do an act with what was typed; a refusal brings the page back with it."""
    work = _work_or_404(actor, number)
    deed = DEEDS.get(name)
    if deed is None:
        raise Http404
    form = deed.form(request.POST, request.FILES, auto_id=f"{name}_%s", prefix=None)
    if not form.is_valid():
        return _page(request, actor, work, bound=(deed, form), status=422)
    given = form.words() if hasattr(form, "words") else form.cleaned_data
    seen = request.POST.get("seq", "")
    try:
        deed.do(work.pk, **given, seq=int(seen) if seen.isdigit() else None, actor=actor, at=timezone.now())
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        fresh = _work_or_404(actor, number)
        return _page(request, actor, fresh, bound=(deed, form), status=409 if refusal.conflict else 422)
    messages.success(request, _("Done: it stands on the public page now."))
    return redirect("results:desk_work", number)


def _page(
    request: HttpRequest, actor: Actor, work: Work, *, bound: tuple[Deed, django_forms.Form] | None = None, status=200
) -> HttpResponse:
    today = timezone.localdate()
    open_acts = acts.may(WORK, work, roles=policy.roles_on_work(actor, work), at=timezone.now())
    offers = [_offer(DEEDS[name], bound) for name in DEEDS if name in open_acts or (bound and bound[0].name == name)]
    context = {
        "work": work,
        "card": card(work, today),
        "pill": words.work_pill(work.status, late=False),
        "offers": sorted(offers, key=lambda offer: not offer.deed.leads),
        "bound": bound[1] if bound else None,
        "photos": building.photos(work),
        "journal": [
            {"title": TOLD[act.name][1], "act": act} for act in timeline("work", work.pk, public_only=False).reverse()
        ],
        "words": building.words(work),
        "said": list(work.words.filter(is_built=False)[:20]),
    }
    return render(request, "results/desk_work.html", context, status=status)


def _offer(deed: Deed, bound: tuple[Deed, django_forms.Form] | None) -> Offer:
    if bound and bound[0] is deed:
        return Offer(deed, bound[1], is_open=True)
    return Offer(deed, deed.form(auto_id=f"{deed.name}_%s"), is_open=deed.leads)


def _work_or_404(actor: Actor, number: str) -> Work:
    found = building.desk_work(actor, number)
    if found is None:
        raise Http404
    return found
