"""One act of an official at the desk."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from appeals.models import Appeal
from appeals.selectors import desk, faces
from appeals.views.desk.appeal import show
from appeals.views.desk.deeds import DEEDS, Deed, is_repeated, values_of
from appeals.views.desk.door import Official, for_officials
from appeals.views.desk.forms import DeskForm
from workflow.refusals import Refused

UNPROCESSABLE, CONFLICT = 422, 409
# Refusals that a form meets when it was carried out before.
TOO_LATE = frozenset({"stale", "state", "role"})


@require_POST
@for_officials
def act(request: HttpRequest, official: Official, number: str, name: str) -> HttpResponse:
    """Do it, or show the page again with the sentence of the refusal and all that was typed.

    The same form sent twice is done once and answered twice.
    """
    deed = DEEDS.get(name)
    if deed is None:
        raise Http404
    seq = seen_seq(request)
    appeal = desk.by_number(official.actor, number)
    if appeal is None:
        return _gone(request, official, number, deed, seq)
    form = deed.form(request.POST, request.FILES, appeal=appeal, draft=faces.unsent_answer(appeal), on=official.today)
    if not form.is_valid():
        return show(request, appeal, official, bound=form, status=UNPROCESSABLE)
    values = values_of(form)
    try:
        deed.do(appeal.pk, **values, seq=seq, actor=official.actor, at=official.at)
    except Refused as refusal:
        if refusal.code in TOO_LATE and is_repeated(number, deed, values, seq=seq, official=official):
            return _done(request, official, number, deed)
        return _refused(request, official, appeal, form, refusal)
    return _done(request, official, number, deed)


def seen_seq(request: HttpRequest) -> int | None:
    """The version that the person saw, if the form told one."""
    text = request.POST.get("seq", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _done(request: HttpRequest, official: Official, number: str, deed: Deed) -> HttpResponse:
    """Back to the appeal; to the queue where it has left the official's hands."""
    messages.success(request, str(deed.done))
    if desk.by_number(official.actor, number) is None:
        return redirect("desk:queue")
    return redirect("desk:appeal", number)


def _gone(request: HttpRequest, official: Official, number: str, deed: Deed, seq: int | None) -> HttpResponse:
    """Somebody else's appeal does not exist; one that this form has just sent away was dealt with."""
    if desk.own_act(official.actor, number, deed.name, seq=None if seq is None else seq + 1) is None:
        raise Http404
    return _done(request, official, number, deed)


def _refused(
    request: HttpRequest, official: Official, appeal: Appeal, form: DeskForm, refusal: Refused
) -> HttpResponse:
    fresh = official.appeal(appeal.number)
    errors = []
    if refusal.field in form.fields:
        form.add_error(refusal.field, str(refusal.sentence))
    else:
        errors.append({"text": str(refusal.sentence), "href": ""})
    if request.FILES:
        errors.append(
            {"text": _("Choose the photos once more: a browser does not keep them."), "href": "#report-photos"}
        )
    status = CONFLICT if refusal.conflict else UNPROCESSABLE
    return show(request, fresh, official, bound=form, errors=errors, status=status)
