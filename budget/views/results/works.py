"""The page of a winner: its way, money, photos, and what residents say."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import actor_of
from budget.enums import BUILT, PhotoMoment, WorkStatus
from budget.models import Work
from budget.rules.building import is_late
from budget.selectors import works
from budget.services import followers
from budget.views.results import words
from budget.views.results.door import content_language, viewer_at, work_or_404
from workflow.models import Act
from workflow.refusals import Refused
from workflow.selectors import timeline

TOLD = {
    "win": ("vote", gettext_lazy("Won the vote: the design begins")),
    "plan": ("calendar-days", gettext_lazy("The end was planned for an earlier day")),
    "announce_tender": ("file-text", gettext_lazy("The tender is announced")),
    "sign_contract": ("file-check", gettext_lazy("The contract is signed")),
    "repeat_tender": ("refresh-cw", gettext_lazy("The contract ended: a new tender")),
    "begin_works": ("hourglass", gettext_lazy("The works began")),
    "pay": ("hand-coins", gettext_lazy("A payment was made")),
    "photograph": ("camera", gettext_lazy("Photos were added")),
    "postpone": ("clock", gettext_lazy("The end was put off")),
    "accept": ("circle-check", gettext_lazy("The works are accepted")),
    "start_warranty": ("shield-check", gettext_lazy("The warranty began")),
    "fail": ("circle-alert", gettext_lazy("It will not be built")),
}
ROAD = (
    WorkStatus.DESIGN,
    WorkStatus.TENDER,
    WorkStatus.CONTRACT,
    WorkStatus.WORKS,
    WorkStatus.ACCEPTED,
    WorkStatus.WARRANTY,
)
PUBLIC_PHOTO = "public, max-age=86400, immutable"


@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    work = work_or_404(request, number)
    return render(request, "results/work.html", _context(request, work))


@require_safe
def fragment(request: HttpRequest, number: str) -> HttpResponse:
    """What changes of the page when something happens."""
    return render(request, "results/work_fragment.html", _context(request, work_or_404(request, number)))


@login_required
@require_POST
def follow(request: HttpRequest, number: str) -> HttpResponse:
    """Be told of each step, or no more."""
    work, at = work_or_404(request, number), timezone.now()
    leave = request.POST.get("follow") == "no"
    (followers.leave if leave else followers.follow)(work, actor=actor_of(request.user, at), at=at)
    messages.success(request, _("You will not be told any more.") if leave else _("You will be told of each step."))
    return redirect("results:work", number)


@login_required
@require_POST
def say(request: HttpRequest, number: str) -> HttpResponse:
    """A resident's word on an accepted work."""
    work, at = work_or_404(request, number), timezone.now()
    is_built, text = request.POST.get("built") == "yes", request.POST.get("text", "")
    try:
        followers.say(work, is_built=is_built, text=text, actor=actor_of(request.user, at), at=at)
    except Refused as refusal:
        context = _context(request, work) | {"errors": [refusal.sentence], "typed": text}
        return render(request, "results/work.html", context, status=422)
    messages.success(request, _("Thank you. Your word stands on the page."))
    return redirect("results:work", number)


@require_safe
def photo(request: HttpRequest, number: str, pk: int, size: str) -> HttpResponse:
    found = works.photo(number, pk, viewer_at(request, timezone.now()))
    if found is None or size not in ("thumb", "full"):
        raise Http404
    try:
        content = (found.thumb if size == "thumb" else found.file).read()
    except (FileNotFoundError, ValueError) as gone:
        raise Http404 from gone
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = PUBLIC_PHOTO
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _context(request: HttpRequest, work: Work) -> dict[str, Any]:
    today = timezone.localdate()
    language = content_language()
    failed = work.status == WorkStatus.FAILED
    late = not failed and is_late(work.planned_end_on, work.accepted_on, today)
    own = request.user.pk if request.user.is_authenticated else None
    return {
        "work": work,
        "project": work.proposal,
        "pill": words.work_pill(work.status, late=late),
        "late": late,
        "delay": work.delay_in(language),
        "failure": work.failure_in(language) if failed else "",
        "money": _money(work),
        "road": [] if failed else _road(work.status),
        "steps": [_step(act, language) for act in timeline("work", work.pk, public_only=True).reverse()],
        "photos": [
            {"moment": moment, "label": moment.label, "rows": rows}
            for moment in PhotoMoment
            if (rows := [row for row in works.photos(work) if row.moment == moment])
        ],
        "words": works.words(work) if work.status in BUILT else None,
        "follows": works.follows(work, own),
        "may_say": work.status in BUILT and own is not None,
    }


def _money(work: Work) -> list[dict[str, str]]:
    rows = [(_("The vote gave"), work.planned_tenge), (_("By contract"), work.contract_tenge)]
    rows += [(_("Paid"), work.paid_tenge), (_("Cost in the end"), work.final_tenge)]
    return [{"label": label, "sum": words.whole(sum_)} for label, sum_ in rows if sum_ is not None]


def _road(status: str) -> list[dict[str, Any]]:
    here = ROAD.index(WorkStatus(status))
    states = ["past" if place < here else "now" if place == here else "next" for place in range(len(ROAD))]
    return [{"label": capfirst(each.label), "state": state} for each, state in zip(ROAD, states, strict=True)]


def _step(act: Act, language: str) -> dict[str, Any]:
    icon, title = TOLD[act.name]
    data = act.data
    told = [data.get(f"reason_{language}") or act.note]
    if "contractor" in data and act.name == "sign_contract":
        told.append(f"{data['contractor']}, {words.whole(data['contract'])}")
    if act.name == "pay":
        told.append(words.whole(data["amount"]))
    if act.name == "accept":
        told.append(words.whole(data["final"]))
    until = date.fromisoformat(data["until"]) if "until" in data else None
    return {"icon": icon, "title": title, "at": act.at, "told": [each for each in told if each], "until": until}
