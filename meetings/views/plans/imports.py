"""Bringing a plan in at the desk: choose a file, look at what it would change, write it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Organisation
from meetings import policy
from meetings.models import PlanFile
from meetings.services import plan_uploads
from meetings.views.door import Official, for_officials
from meetings.views.plans.forms import UploadForm
from workflow.refusals import Refused

UNPROCESSABLE, CONFLICT = 422, 409
MOST_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@for_officials
def upload(request: HttpRequest, official: Official) -> HttpResponse:
    """Choose a file."""
    akimats = _akimats(official)
    if not akimats:
        raise Http404
    initial = {"given_on": timezone.localdate(official.at)}
    form = UploadForm(request.POST or None, request.FILES or None, akimats=akimats, initial=initial)
    if request.method != "POST":
        return render(request, "desk/plan/upload.html", {"form": form})
    if not form.is_valid():
        return render(request, "desk/plan/upload.html", {"form": form}, status=UNPROCESSABLE)
    file = form.cleaned_data["file"]
    akimat = next(one for one in akimats if one.code == form.cleaned_data["akimat"])
    try:
        if file is None:
            raise Refused(_("Choose a file."), code="file_empty", field="file")
        kept = plan_uploads.upload(
            file,
            name=file.name,
            akimat=akimat,
            given_on=form.cleaned_data["given_on"],
            actor=official.actor,
            at=official.at,
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        return render(request, "desk/plan/upload.html", {"form": form}, status=UNPROCESSABLE)
    return redirect("desk-plan:uploaded", kept.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_officials
def uploaded(request: HttpRequest, official: Official, pk: int) -> HttpResponse:
    """What the file would change; POST writes it."""
    kept = PlanFile.objects.filter(pk=pk, akimat__in=[one.pk for one in _akimats(official)])
    row = kept.select_related("akimat", "plan").first()
    if row is None:
        raise Http404
    errors = []
    status = 200
    if request.method == "POST":
        try:
            plan = plan_uploads.write(row.pk, actor=official.actor, at=official.at)
        except Refused as refusal:
            errors = [{"text": str(refusal.sentence), "href": ""}]
            status = CONFLICT if refusal.conflict else UNPROCESSABLE
        else:
            messages.success(request, _("The plan is written. Look at its rows before you publish it."))
            return redirect("desk-plan:plan", plan.code)
    reading = plan_uploads.reading_of(row)
    context = {
        "upload": row,
        "reading": reading,
        "new": reading.count("new"),
        "changed": reading.count("changed"),
        "same": reading.count("same"),
        "entries": [entry for entry in reading.entries if entry.change != "same"][:MOST_SHOWN],
        "errors": errors,
    }
    return render(request, "desk/plan/uploaded.html", context, status=status)


def _akimats(official: Official) -> list[Organisation]:
    """The akimats whose plans the official keeps."""
    bodies = {pk for post in official.actor.posts if post.role in policy.KEEPERS for pk in post.bodies}
    kinds = ("city_akimat", "district_akimat")
    found = Organisation.objects.in_force(timezone.localdate(official.at)).filter(pk__in=bodies, kind__in=kinds)
    return list(found.select_related("district").defer("district__outline"))
