"""What observers and the manager watch: protocols, logs and flags, never a choice; and the manager's acts."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from budget import policy
from budget.enums import PUBLISHED, EditionStatus
from budget.models import Checkpoint, Edition, TallyRun
from budget.selectors import anomalies, paper, results
from budget.services import editions, setting_aside, tallying, works
from budget.views.results import forms, words
from budget.views.results.door import for_staff
from geo.models import District
from workflow.actor import Actor
from workflow.refusals import Refused
from workflow.selectors import timeline

NEWEST = 20
TOLD = {
    "prepare": gettext_lazy("The edition was begun"),
    "revise": gettext_lazy("The rules were edited before the opening"),
    "open": gettext_lazy("The edition was opened, its rules signed"),
    "amend_rules": gettext_lazy("The rules were changed and signed again"),
    "extend": gettext_lazy("A stage was extended by order"),
    "start_vetting": gettext_lazy("The intake ended, the check began"),
    "start_voting": gettext_lazy("The vote began"),
    "close_voting": gettext_lazy("The vote ended"),
    "set_aside": gettext_lazy("Ballots were set aside by order"),
    "count": gettext_lazy("The votes were counted"),
    "strike_off": gettext_lazy("A project was struck off by order"),
    "publish_results": gettext_lazy("The results were published"),
    "start_works": gettext_lazy("The works began"),
    "close": gettext_lazy("The edition was closed"),
    "cancel": gettext_lazy("The edition was cancelled"),
}
# The acts that need no words.
PLAIN: dict[str, Callable[..., Any]] = {
    "count": tallying.count,
    "publish": editions.publish_results,
    "start_works": editions.start_works,
}


@require_safe
@for_staff
def page(request: HttpRequest, actor: Actor, edition: str) -> HttpResponse:
    return _page(request, actor, _edition_or_404(actor, edition))


@require_POST
@for_staff
def act(request: HttpRequest, actor: Actor, edition: str, name: str) -> HttpResponse:
    """One of the manager's acts between the vote and the works."""
    found, at = _edition_or_404(actor, edition), timezone.now()
    form = _form(name, found, request.POST)
    if form is not None and not form.is_valid():
        return _page(request, actor, found, bound=(name, form), status=422)
    try:
        _do(name, found, form.cleaned_data if form else {}, actor, at)
    except Refused as refusal:
        if form is None:
            return _page(request, actor, found, errors=[refusal.sentence], status=422)
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return _page(request, actor, found, bound=(name, form), status=409 if refusal.conflict else 422)
    messages.success(request, _("Done."))
    return redirect("results:watch", edition)


def _do(name: str, edition: Edition, given: dict[str, Any], actor: Actor, at) -> None:
    if name in PLAIN:
        PLAIN[name](edition.pk, actor=actor, at=at)
    elif name == "set_aside":
        setting_aside.set_aside(edition.pk, **given, actor=actor, at=at)
    elif name == "strike_off":
        tallying.strike_off(edition.pk, **given, actor=actor, at=at)
    else:
        works.offer_leftover(edition.pk, given["district"], actor=actor, at=at)


def _form(name: str, edition: Edition, data=None):
    if name in PLAIN:
        return None
    if name == "strike_off":
        return forms.StrikeOff(data, auto_id="strike_%s")
    if name == "set_aside":
        flags = [(anomalies.name_of(each), anomalies.name_of(each)) for each in anomalies.flags(edition, opened=False)]
        return forms.SetAside(data, auto_id="aside_%s", flags=flags)
    if name == "offer_leftover":
        districts = [(each.code, each.name) for each in District.objects.order_by("code").defer("outline")]
        return forms.Leftover(data, auto_id="leftover_%s", districts=districts)
    raise Http404


def _page(request: HttpRequest, actor: Actor, edition: Edition, *, bound=None, errors=(), status=200) -> HttpResponse:
    manages = bool(policy.roles_on_edition(actor, edition) & policy.MANAGERS)
    opened = edition.status in PUBLISHED
    counted = TallyRun.objects.filter(edition=edition).exists()
    offers = [name for name, states in _OFFERED.items() if manages and edition.status in states]
    if results.opening_of(edition):
        offers = [name for name in offers if name != "set_aside"]
    if counted:
        offers = [name for name in offers if name != "count"]
    else:
        offers = [name for name in offers if name not in ("publish", "strike_off")]
    named = {name: _form(name, edition) for name in offers if name not in PLAIN}
    if bound:
        named[bound[0]] = bound[1]
    context = {
        "edition": edition,
        "opening": results.opening_of(edition),
        "draw": getattr(edition, "draw", None),
        "flags": [
            {"title": words.FLAGS[each.flag], "flagged": each} for each in anomalies.flags(edition, opened=opened)
        ],
        "proofs": anomalies.by_proof(edition),
        "offices": paper.reconciliation(edition),
        "checkpoints": Checkpoint.objects.filter(edition=edition).order_by("-size", "-closing")[:NEWEST],
        "journal": [
            {"title": TOLD[act.name], "act": act}
            for act in timeline("edition", edition.pk, public_only=False).reverse()[:NEWEST]
        ],
        "plain": [name for name in offers if name in PLAIN],
        "strike_off": named.get("strike_off"),
        "leftover": named.get("offer_leftover"),
        "set_aside": named.get("set_aside"),
        "decisions": edition.set_aside.all(),
        "bound": bound[1] if bound else None,
        "errors": list(errors),
        "is_published": opened,
        "groups": edition.groups.select_related("district"),
    }
    return render(request, "results/watch.html", context, status=status)


_OFFERED = {
    "set_aside": {EditionStatus.OPENING},
    "count": {EditionStatus.OPENING},
    "strike_off": {EditionStatus.OPENING, EditionStatus.RESULTS},
    "publish": {EditionStatus.OPENING},
    "start_works": {EditionStatus.RESULTS},
    "offer_leftover": {EditionStatus.WORKS},
}


def _edition_or_404(actor: Actor, code: str) -> Edition:
    found = policy.watched_by(actor).filter(code=code).first()
    if found is None:
        raise Http404
    return found
