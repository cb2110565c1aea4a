"""An edition at the desk: what its vote still lacks, its rules and dates, projects on the same ground."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from budget import policy
from budget.enums import EditionStatus, GroupState
from budget.models import Edition
from budget.policy import Viewer
from budget.selectors import editions as reads
from budget.selectors.groups import of_edition
from budget.services import editions, groups
from budget.views.desk.forms import AmendRules, Extend
from budget.views.door import Official, for_officials, seen_seq
from budget.workflow import EDITION
from workflow import acts
from workflow.refusals import Refused

UNPROCESSABLE, CONFLICT = 422, 409
BEFORE_THE_VOTE = (EditionStatus.INTAKE, EditionStatus.VETTING)
SERVICES: dict[str, Callable[..., Any]] = {"amend_rules": editions.amend_rules, "extend": editions.extend}


@require_safe
@for_officials
def listing(request: HttpRequest, official: Official) -> HttpResponse:
    """The editions, the newest first."""
    rows = policy.editions_visible_to(Viewer(official.actor))
    columns = [_("Edition"), _("State"), _("Same ground")]
    return render(request, "desk/budget/editions.html", {"editions": rows, "columns": columns})


@require_safe
@for_officials
def page(request: HttpRequest, official: Official, code: str) -> HttpResponse:
    """The edition: dates, what its vote lacks, and to its managers the forms that change it."""
    return _page(request, official, _found(official, code))


@require_POST
@for_officials
def act(request: HttpRequest, official: Official, code: str, name: str) -> HttpResponse:
    """Change the rules, or extend a stage."""
    edition = _found(official, code)
    if name not in SERVICES or not _manages(official, edition):
        raise Http404
    form = _form(name, edition, request.POST)
    if not form.is_valid():
        return _page(request, official, _found(official, code), bound=(name, form), status=UNPROCESSABLE)
    try:
        SERVICES[name](edition.pk, **form.given(), seq=seen_seq(request), actor=official.actor, at=official.at)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        status = CONFLICT if refusal.conflict else UNPROCESSABLE
        return _page(request, official, _found(official, code), bound=(name, form), status=status)
    messages.success(request, _("Done, and written into the journal."))
    return redirect("budget-desk:edition", code)


@require_safe
@for_officials
def same_ground(request: HttpRequest, official: Official, code: str) -> HttpResponse:
    """The groups of projects that want the same ground."""
    return _groups(request, official, _found(official, code))


@require_POST
@for_officials
def find(request: HttpRequest, official: Official, code: str) -> HttpResponse:
    """Look for such projects on the map."""
    edition = _found(official, code)
    try:
        fresh = groups.find(edition, actor=official.actor, at=official.at)
    except Refused as refusal:
        return _groups(request, official, edition, refusal=refusal)
    found = ngettext("%(n)d new group is found.", "%(n)d new groups are found.", len(fresh)) % {"n": len(fresh)}
    messages.success(request, found if fresh else _("Nothing new is found."))
    return redirect("budget-desk:groups", code)


@require_POST
@for_officials
def decide(request: HttpRequest, official: Official, code: str, pk: int) -> HttpResponse:
    """Say whether the projects of a group exclude each other."""
    edition = _found(official, code)
    if not policy.groups_worked_by(official.actor).filter(edition=edition, pk=pk).exists():
        raise Http404
    try:
        groups.decide(pk, exclusive=request.POST.get("exclusive") == "1", actor=official.actor, at=official.at)
    except Refused as refusal:
        return _groups(request, official, edition, refusal=refusal)
    return redirect("budget-desk:groups", code)


def _found(official: Official, code: str) -> Edition:
    found = reads.by_code(code, Viewer(official.actor))
    if found is None:
        raise Http404
    return found


def _manages(official: Official, edition: Edition) -> bool:
    return bool(policy.roles_on_edition(official.actor, edition) & policy.MANAGERS)


def _form(name: str, edition: Edition, data=None) -> AmendRules | Extend:
    if name == "amend_rules":
        return AmendRules(data, instance=edition, auto_id="rules_%s")
    return Extend(data, edition=edition, auto_id="extend_%s")


def _page(
    request: HttpRequest, official: Official, edition: Edition, *, bound: tuple | None = None, status: int = 200
) -> HttpResponse:
    roles = policy.roles_on_edition(official.actor, edition)
    may = frozenset(acts.may(EDITION, edition, roles=roles, at=official.at)) & set(SERVICES)
    named = {name: _form(name, edition) for name in may}
    if bound:
        named[bound[0]] = bound[1]
    context = {
        "edition": edition,
        "phases": reads.phases(edition, official.at),
        "missing": reads.missing(edition) if edition.status in BEFORE_THE_VOTE else [],
        "before_the_vote": edition.status in BEFORE_THE_VOTE,
        "manages": _manages(official, edition),
        "amend_rules": named.get("amend_rules"),
        "extend": named.get("extend"),
        "bound": bound[1] if bound else None,
    }
    return render(request, "desk/budget/edition.html", context, status=status)


def _groups(
    request: HttpRequest, official: Official, edition: Edition, *, refusal: Refused | None = None
) -> HttpResponse:
    found = of_edition(official.actor, edition)
    context = {
        "edition": edition,
        "groups": found,
        "waiting": sum(group.row.state == GroupState.FOUND for group in found),
        "may_find": bool(official.actor.roles & policy.DECIDERS) and edition.status in BEFORE_THE_VOTE,
        "near_m": groups.NEAR_M,
        "errors": [{"text": refusal.sentence, "href": ""}] if refusal else [],
    }
    status = 200 if refusal is None else CONFLICT if refusal.conflict else UNPROCESSABLE
    return render(request, "desk/budget/groups.html", context, status=status)
