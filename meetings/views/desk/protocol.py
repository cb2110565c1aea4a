"""The protocol at the desk: drawn up, checked, signed, amended."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.enums import Role
from meetings import policy
from meetings.enums import TOOK_PLACE, ProtocolStatus
from meetings.models import Meeting
from meetings.policy import Viewer
from meetings.selectors import lines, papers
from meetings.services import protocols
from meetings.views import rows, words
from meetings.views.cards import card
from meetings.views.desk.forms import DraftForm, ReasonForm
from meetings.views.desk.meeting import draws_up, seq_of
from meetings.views.door import Official, for_officials
from meetings.workflow import PROTOCOL
from workflow import acts
from workflow.refusals import Refused

UNPROCESSABLE, CONFLICT = 422, 409
WITH_A_REASON = {"return": protocols.return_, "amend": protocols.amend}
WITHOUT = {"check": protocols.check, "sign": protocols.sign}


@require_safe
@for_officials
def page(request: HttpRequest, official: Official, meeting: str) -> HttpResponse:
    """The protocol as it stands, and what may be done with it now."""
    return _page(request, official, official.meeting(meeting))


@require_POST
@for_officials
def act(request: HttpRequest, official: Official, meeting: str, deed: str) -> HttpResponse:
    """Draw up, check, return, sign or amend."""
    shown = official.meeting(meeting)
    known = papers.of(shown)
    if deed not in {"draft", *WITH_A_REASON, *WITHOUT} or (known is None and deed != "draft"):
        raise Http404
    try:
        if deed == "draft":
            form = DraftForm(request.POST, protocol=known)
            if not form.is_valid():
                return _page(request, official, shown, form=form, status=UNPROCESSABLE)
            protocols.draft(shown.pk, **form.cleaned_data, actor=official.actor, at=official.at)
        else:
            assert known is not None  # noqa: S101 - for the reader of types: else it is 404 above
            _do(deed, known.pk, request, official)
    except Refused as refusal:
        errors = [{"text": refusal.sentence, "href": ""}]
        return _page(request, official, shown, errors=errors, status=CONFLICT if refusal.conflict else UNPROCESSABLE)
    messages.success(request, _done(deed))
    return redirect("meetings-desk:protocol", meeting)


def _do(deed: str, pk: int, request: HttpRequest, official: Official) -> None:
    common: dict[str, Any] = {"seq": seq_of(request), "actor": official.actor, "at": official.at}
    if deed in WITH_A_REASON:
        WITH_A_REASON[deed](pk, reason=request.POST.get("reason", ""), **common)
    else:
        WITHOUT[deed](pk, **common)


def _done(deed: str) -> str:
    return {
        "draft": _("The protocol is saved."),
        "check": _("The protocol is checked. The akim may sign it."),
        "return": _("The protocol went back to the secretary."),
        "sign": _("The protocol is signed and frozen. Everybody may read it."),
        "amend": _("The next version is open. The signed one stays in public until the next is signed."),
    }[deed]


def _page(
    request: HttpRequest,
    official: Official,
    meeting: Meeting,
    *,
    form: DraftForm | None = None,
    errors: list | None = None,
    status: int = 200,
) -> HttpResponse:
    known = papers.of(meeting)
    written = list(lines.lines_of(meeting))
    urls = rows.addresses(written, Viewer(official.actor))
    roles = policy.roles_on(official.actor, meeting)
    may_draft = Role.SECRETARY in roles and meeting.status in TOOK_PLACE
    open_now = set(acts.may(PROTOCOL, known, roles=roles, at=official.at)) if known else set()
    context = {
        "meeting": meeting,
        "card": card(meeting, at=official.at),
        "protocol": known,
        "status": ProtocolStatus(known.status).label if known else "",
        "open": open_now,
        "form": (form or DraftForm(protocol=known, initial={"attended": meeting.attended}))
        if may_draft and (known is None or "redraft" in open_now)
        else None,
        "reason_form": ReasonForm(),
        "lines": [rows.at_desk(line, urls) for line in written],
        "not_ready": list(lines.not_ready(meeting)),
        "results": [(words.result_pill(result), n) for result, n in lines.results_of(meeting).items() if n],
        "versions": papers.versions(meeting),
        "errors": errors or [],
        "draws_up": draws_up(official, meeting),
    }
    return render(request, "meetings/desk/protocol.html", context, status=status)
