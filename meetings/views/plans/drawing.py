"""The plan of a meeting out of its signed protocol: what would be drawn up is seen first, and lines can be united."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meetings import policy
from meetings.enums import InstructionStatus, MeetingStatus
from meetings.models import Meeting, Plan
from meetings.selectors import lines
from meetings.services import plans
from meetings.views.door import Official, for_officials
from workflow.refusals import Refused

UNPROCESSABLE, CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
@for_officials
def page(request: HttpRequest, official: Official, number: str) -> HttpResponse:
    """The lines that got an instruction, each with the row that answers it; POST draws rows up, or unites lines."""
    meeting = Meeting.objects.select_related("organisation").filter(number=number).first()
    if meeting is None or not policy.keeps_plans_of(official.actor, meeting.organisation_id):
        raise Http404
    if request.method != "POST":
        return _page(request, meeting)
    marked = [int(text) for text in request.POST.getlist("lines") if text.isdecimal() and len(text) < 6]
    try:
        if request.POST.get("do") == "unite":
            row = plans.unite(meeting.pk, marked, actor=official.actor, at=official.at)
            messages.success(request, _("These lines are answered by one row now: № %(n)s.") % {"n": row.number})
            return redirect("desk-plan:draw_up", number)
        made = plans.draw_up(meeting.pk, actor=official.actor, at=official.at)
    except Refused as refusal:
        return _page(request, meeting, marked=marked, refusal=refusal)
    messages.success(request, _("The plan is drawn up. Fill in its rows, then publish it."))
    return redirect("desk-plan:plan", made.code)


def _page(
    request: HttpRequest, meeting: Meeting, *, marked: list[int] | None = None, refusal: Refused | None = None
) -> HttpResponse:
    rows = lines.rows_by_line(meeting.pk)
    promised = [(line, rows.get(line.pk)) for line in lines.promised(meeting.pk)]
    context = {
        "meeting": meeting,
        "plan": Plan.objects.filter(meeting=meeting).first(),
        "is_signed": meeting.status == MeetingStatus.CLOSED,
        "lines": [
            {
                "line": line,
                "row": row,
                "may_unite": row is None or row.status == InstructionStatus.DRAFT,
                "is_marked": line.number in (marked or []),
            }
            for line, row in promised
        ],
        "new": sum(row is None for _line, row in promised),
        "errors": [{"text": str(refusal.sentence), "href": "#lines"}] if refusal else [],
    }
    status = 200 if refusal is None else CONFLICT if refusal.conflict else UNPROCESSABLE
    return render(request, "desk/plan/draw_up.html", context, status=status)
