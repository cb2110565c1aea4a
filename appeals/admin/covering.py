"""The page on which a moderator covers faces and plates: by drawing on the photo, or by four numbers a rectangle."""

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from appeals.admin.rights import clerk
from appeals.models import Appeal, Photo
from appeals.services import covering, readings
from appeals.services.covering import MOST_REGIONS, WHOLE, Region
from appeals.views.desk.acts import CONFLICT, UNPROCESSABLE, seen_seq
from workflow.refusals import Refused

PER_CENT = WHOLE // 100
SPARE_ROWS = 4


def _per_cent(label) -> forms.FloatField:
    widget = forms.NumberInput(attrs={"step": "0.1", "min": "0", "max": "100", "inputmode": "decimal"})
    return forms.FloatField(label=label, required=False, min_value=0, max_value=100, localize=False, widget=widget)


class RegionForm(forms.Form):
    """One rectangle in per cent of the photo. A row left empty is none."""

    left = _per_cent(_("From the left, %"))
    top = _per_cent(_("From the top, %"))
    width = _per_cent(_("Width, %"))
    height = _per_cent(_("Height, %"))

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        given = [cleaned.get(name) for name in self.fields if name != "DELETE"]
        if any(value is not None for value in given) and any(value is None for value in given):
            raise forms.ValidationError(_("Fill in all four numbers of the rectangle, or leave all of them empty."))
        return cleaned

    @property
    def region(self) -> Region | None:
        if self.cleaned_data.get("DELETE") or self.cleaned_data.get("width") is None:
            return None
        return Region(*(round(self.cleaned_data[name] * PER_CENT) for name in ("left", "top", "width", "height")))


RegionSet = forms.formset_factory(
    RegionForm, extra=SPARE_ROWS, max_num=MOST_REGIONS, can_delete=True, validate_max=True
)


def page(admin: ModelAdmin, request: HttpRequest, appeal: Appeal, pk: int) -> HttpResponse:
    """Show the photo as it was sent with its rectangles; a POST makes the covered copy."""
    photo = appeal.photos.filter(pk=pk).first()
    if photo is None or not admin.has_change_permission(request):
        raise Http404
    initial = [{name: value / PER_CENT for name, value in region.items()} for region in photo.covered]
    if request.method != "POST":
        return _shown(admin, request, appeal, photo, RegionSet(initial=initial, prefix="r"))
    rows = RegionSet(request.POST, initial=initial, prefix="r")
    if not rows.is_valid():
        return _shown(admin, request, appeal, photo, rows, status=UNPROCESSABLE)
    regions = [form.region for form in rows if form.region is not None]
    at_work = clerk(request)
    try:
        covering.cover(appeal.pk, photo=pk, regions=regions, seq=seen_seq(request), actor=at_work.actor, at=at_work.at)
    except Refused as refusal:
        errors = [{"text": str(refusal.sentence), "href": ""}]
        status = CONFLICT if refusal.conflict else UNPROCESSABLE
        return _shown(admin, request, appeal, photo, rows, errors=errors, status=status)
    said = _("Strangers see the photo with the places covered.") if regions else _("Nothing is covered on the photo.")
    admin.message_user(request, said, messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:appeals_appeal_change", args=[appeal.pk]))


def _shown(
    admin: ModelAdmin,
    request: HttpRequest,
    appeal: Appeal,
    photo: Photo,
    rows,
    *,
    errors: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    faults = [{"text": text, "href": f"#id_{form.prefix}-left"} for form in rows for text in _sentences(form)]
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "appeal": appeal,
        "photo": photo,
        "original": reverse("appeals:photo", args=[appeal.number, photo.pk, "original"]),
        "back": reverse("admin:appeals_appeal_change", args=[appeal.pk]),
        "rows": rows,
        "errors": [*(errors or []), *faults],
        "title": _("Cover places on the photo"),
    }
    readings.saw(request, clerk(request).actor, [appeal], place="triage", photos=True, text=False)
    response = TemplateResponse(request, "admin/appeals/appeal/cover.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _sentences(form: RegionForm) -> list[str]:
    return [str(text) for texts in form.errors.values() for text in texts] if form.is_bound else []
