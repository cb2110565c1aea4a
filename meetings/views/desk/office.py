"""The meetings of an akimat: the list, a new one, the approval of the year."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.selectors import office
from meetings.services import calendar
from meetings.views.cards import card
from meetings.views.desk.forms import PlanForm, ReasonForm
from meetings.views.door import Official, for_officials
from workflow.refusals import Refused

PAGE = 20
UNPROCESSABLE, CONFLICT = 422, 409


@require_safe
@for_officials
def listing(request: HttpRequest, official: Official) -> HttpResponse:
    """What is to be prepared, what waits for its protocol, what is closed."""
    show = request.GET.get("show", "")
    show = show if show in office.SHOWS else office.SHOWS[0]
    page = Paginator(office.meetings(official.actor, show, at=official.at), PAGE).get_page(request.GET.get("page"))
    names = {"coming": _("To prepare"), "protocols": _("Protocol to do"), "closed": _("Closed")}
    context = {
        "show": show,
        "tabs": [{"label": names[name], "url": f"?show={name}", "on": name == show} for name in office.SHOWS],
        "page": page,
        "cards": [(card(meeting, at=official.at), meeting) for meeting in page],
        "hosts": list(office.hosts(official.actor)),
        "approves": list(office.approved_by(official.actor)),
        "years": [timezone.localdate(official.at).year, timezone.localdate(official.at).year + 1],
        "form": ReasonForm(),
    }
    return render(request, "meetings/desk/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_officials
def new(request: HttpRequest, official: Official) -> HttpResponse:
    """Plan a meeting."""
    hosts = list(office.hosts(official.actor))
    if not hosts:
        return render(request, "desk/no_post.html", status=403)
    host = request.POST.get("organisation", hosts[0].code)
    form = PlanForm(request.POST) if request.method == "POST" else PlanForm(initial={"way": "hall"})
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                made = calendar.plan(host, form.words(), actor=official.actor, at=official.at)
                messages.success(request, _("The meeting %(number)s is planned.") % {"number": made.number})
                return redirect("meetings-desk:meeting", made.number)
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    return render(request, "meetings/desk/plan.html", {"form": form, "hosts": hosts, "host": host}, status=status)


@require_POST
@for_officials
def approve(request: HttpRequest, official: Official) -> HttpResponse:
    """The akim approves the calendar of a year."""
    typed = request.POST.get("year", "")
    chosen = int(typed) if typed.isdecimal() and len(typed) == 4 else timezone.localdate(official.at).year
    try:
        version = calendar.approve(
            request.POST.get("organisation", ""),
            year=chosen,
            reason=request.POST.get("reason", ""),
            actor=official.actor,
            at=official.at,
        )
        told = {"year": version.year, "version": version.version}
        messages.success(request, _("The calendar of %(year)d is approved, version %(version)d.") % told)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("meetings-desk:list")
