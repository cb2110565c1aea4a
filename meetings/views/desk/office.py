"""The meetings of an akimat: the list, a new one, the approval of the year."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.selectors import office
from meetings.services import calendar
from meetings.views.cards import card
from meetings.views.desk.forms import ApproveForm, PlanForm
from meetings.views.door import Official, for_officials
from workflow.refusals import Refused

PAGE = 20
UNPROCESSABLE, CONFLICT = 422, 409


@require_safe
@for_officials
def listing(request: HttpRequest, official: Official) -> HttpResponse:
    """What is to be prepared, what waits for its protocol, what is closed."""
    return _list(request, official, _approval(official))


def _list(request: HttpRequest, official: Official, form: ApproveForm, *, status: int = 200) -> HttpResponse:
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
        "form": form,
    }
    return render(request, "meetings/desk/list.html", context, status=status)


def _approval(official: Official, typed: QueryDict | None = None) -> ApproveForm:
    year = timezone.localdate(official.at).year
    return ApproveForm(typed, hosts=office.approved_by(official.actor), years=[year, year + 1])


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
    form = _approval(official, request.POST)
    if form.is_valid():
        try:
            version = calendar.approve(**form.cleaned_data, actor=official.actor, at=official.at)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            told = {"year": version.year, "version": version.version}
            messages.success(request, _("The calendar of %(year)d is approved, version %(version)d.") % told)
            return redirect("meetings-desk:list")
    return _list(request, official, form, status=UNPROCESSABLE)
