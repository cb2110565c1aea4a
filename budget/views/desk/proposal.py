"""One proposal at the desk: all that was found, and the steps that this official may take."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from budget import policy
from budget.enums import Finding, FundingState, ProposalStatus, RefusalCode
from budget.models import Proposal
from budget.selectors import desk, hints, similar
from budget.services import amendments, decisions, formal, funding, reviews
from budget.services.council import is_related
from budget.views import words
from budget.views.door import Official, for_officials, seen_seq
from budget.workflow import PROPOSAL
from geo.models import District
from workflow import acts
from workflow.refusals import Refused
from workflow.selectors import timeline as journal

UNPROCESSABLE, CONFLICT = 422, 409


@require_safe
@for_officials
def page(request: HttpRequest, official: Official, number: str) -> HttpResponse:
    """The proposal."""
    return show(request, official, number)


@require_POST
@for_officials
def act(request: HttpRequest, official: Official, number: str, name: str) -> HttpResponse:
    """Do it, or show the page again with the sentence of the refusal and all that was typed."""
    deed = DEEDS.get(name)
    if deed is None:
        raise Http404
    row = official.proposal(number)
    try:
        deed(row, request, {"seq": seen_seq(request), "actor": official.actor, "at": official.at})
    except Refused as refusal:
        status = CONFLICT if refusal.conflict else UNPROCESSABLE
        errors = [{"text": refusal.sentence, "href": f"#deed-{name}" if refusal.field else ""}]
        return show(request, official, number, errors=errors, typed=request.POST, status=status)
    messages.success(request, _("Done, and written into the journal."))
    if desk.by_number(official.actor, number) is None:
        return redirect("budget-desk:queue")
    return redirect("budget-desk:proposal", number)


def show(
    request: HttpRequest, official: Official, number: str, *, errors=None, typed=None, status: int = 200
) -> HttpResponse:
    row = official.proposal(number)
    open_now = _open_to(official, row)
    # At second look without new questions the findings of the first still say why.
    look = max((each.round for each in row.reviews.all()), default=row.round)
    asked = [each for each in row.reviews.all() if each.round == look]
    to_answer = _to_answer(official, asked) if "find" in open_now else []
    context = {
        "proposal": row,
        "title": words.shown_title(row),
        "pill": words.pill(row),
        "acts": open_now if to_answer else open_now - {"find"},
        "lines": [*row.costs.all(), None],
        "asked": asked,
        "to_answer": to_answer,
        "findings": Finding.choices,
        "codes": RefusalCode.choices,
        "hints": [words.hint(each) for each in hints.of(row, on=official.today)],
        "near": _near(row),
        "touching": list(District.objects.filter(pk__in=row.district_choices).defer("outline")),
        "fates": [(state.value, state.label) for state in FundingState if state != FundingState.PLEDGED],
        "pledges": [each for each in row.funding.all() if each.source != "city" and each.state != "lapsed"],
        "steps": words.steps(journal("proposal", row.pk, public_only=False), due_on=row.due_on, status=row.status),
        "late": bool(row.due_on and row.due_on < official.today),
        "had_a_part": row.status == ProposalStatus.APPEALED and decisions.had_a_part(row, official.actor),
        "area": row.area.geojson if row.area else "",
        "errors": errors or [],
        "typed": typed or {},
        "other": {"kk": _("Kazakh"), "ru": _("Russian")}[row.other_language],
    }
    return render(request, "desk/budget/proposal.html", context, status=status)


def _open_to(official: Official, row: Proposal) -> frozenset[str]:
    """What this official may do now. What would be refused on sending is not offered, by the same rules."""
    if is_related(official.actor.user_id, row):
        return frozenset()
    roles = policy.roles_on(official.actor, row)
    open_now = frozenset(acts.may(PROPOSAL, row, roles=roles, at=official.at))
    return open_now if policy.may_correct_cost(official.actor, row) else open_now - {"correct_cost"}


def _to_answer(official: Official, asked: list) -> list[dict]:
    """The reviews that wait for this expert, each with its criteria."""
    mine = [
        each for each in asked if each.done_at is None and policy.is_expert_of(official.actor, each.organisation_id)
    ]
    criteria = desk.criteria_of(mine) if mine else {}
    return [{"review": each, "criteria": criteria.get(each.organisation_id, [])} for each in mine]


def _near(row: Proposal) -> list[dict]:
    return [{"card": words.card(each.proposal), "distance_m": each.distance_m} for each in similar.near_to(row)]


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")[:20_000]


def _lines(request: HttpRequest) -> list[dict[str, str]]:
    columns = ("year", "title", "amount")
    lists = [request.POST.getlist(f"costs-{column}")[:40] for column in columns]
    return [dict(zip(columns, row, strict=True)) for row in zip(*lists, strict=False)]


def _reasons(request: HttpRequest) -> dict[str, Any]:
    return {name: _text(request, name) for name in ("code", "text_kk", "text_ru")}


def _place(row: Proposal, request: HttpRequest, common: dict[str, Any]) -> None:
    formal.place(row.pk, district=_text(request, "district"), reason=_text(request, "reason"), **common)


def _find(row: Proposal, request: HttpRequest, common: dict[str, Any]) -> None:
    codes = [name.removeprefix("finding-") for name in request.POST if name.startswith("finding-")]
    findings = {code: (_text(request, f"finding-{code}"), _text(request, f"words-{code}")) for code in codes}
    reviews.find(row.pk, organisation=_text(request, "organisation"), findings=findings, **common)


def _amend(row: Proposal, request: HttpRequest, common: dict[str, Any]) -> None:
    said: dict[str, Any] = {name: _text(request, name) for name in amendments.FIELDS}
    amendments.amend(row.pk, **said, **common)


def _fund(row: Proposal, request: HttpRequest, common: dict[str, Any]) -> None:
    """A pledge lapsed, unless the form says that it was confirmed or paid."""
    chosen = _text(request, "funding")
    mine = row.funding.filter(pk=int(chosen) if chosen.isdecimal() else 0).first()
    common.pop("seq")
    state = _text(request, "state") or FundingState.LAPSED
    if state == FundingState.LAPSED:
        decisions.lapse_pledge(mine.pk if mine else 0, reason=_text(request, "reason"), **common)
    else:
        funding.settle(mine.pk if mine else 0, state=state, document=_text(request, "document"), **common)


def _translate(row: Proposal, request: HttpRequest, common: dict[str, Any]) -> None:
    said: dict[str, Any] = {
        "title": _text(request, "title_other"),
        "description": _text(request, "description_other"),
    }
    formal.translate(row.pk, **said, **common)


def _decide(upheld: bool) -> Callable[[Proposal, HttpRequest, dict], None]:
    def deed(row: Proposal, request: HttpRequest, common: dict[str, Any]) -> None:
        texts: dict[str, Any] = {name: _text(request, name) for name in ("text_kk", "text_ru")}
        decisions.decide_appeal(row.pk, upheld=upheld, **texts, **common)

    return deed


DEEDS: dict[str, Callable[[Proposal, HttpRequest, dict], Any]] = {
    "place": _place,
    "pass_formal": lambda row, request, common: formal.pass_formal(row.pk, note=_text(request, "note"), **common),
    "return_formal": lambda row, request, common: formal.return_formal(row.pk, **_reasons(request), **common),
    "find": _find,
    "correct_cost": lambda row, request, common: reviews.correct_cost(
        row.pk, lines=_lines(request), reason=_text(request, "reason"), **common
    ),
    "go_to_council": lambda row, request, common: reviews.go_on_without(row.pk, note=_text(request, "note"), **common),
    "ask_departments": lambda row, request, common: reviews.ask_again(row.pk, note=_text(request, "note"), **common),
    "translate": _translate,
    "fund": _fund,
    "amend": _amend,
    "overturn": _decide(False),
    "uphold": _decide(True),
}
