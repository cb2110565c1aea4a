"""What the author does with an appeal: replies, objects, confirms, rates, opens it again, withdraws it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from appeals.models import Appeal
from appeals.policy import Viewer
from appeals.selectors import limits
from appeals.services import author, hearings, ratings, reviews
from appeals.views.detail import OF_AUTHOR, found, page
from appeals.views.door import viewer_at
from appeals.views.forms import ObjectForm, RateForm, ReopenForm, ReplyForm, ReviewForm, WithdrawForm
from workflow.refusals import Refused

UNPROCESSABLE, CONFLICT = 422, 409
FORMS = {
    "reply": ReplyForm,
    "reopen": ReopenForm,
    "withdraw": WithdrawForm,
    "object": ObjectForm,
    "rate": RateForm,
    "ask_review": ReviewForm,
}
# Where the page calls a field by another name than the service: several forms stand on one page.
NAMED_ON_PAGE = {("object", "text"): "objection", ("ask_review", "note"): "doubt"}


@require_POST
def act(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """One act of the author. Whoever may not see the appeal learns nothing; whoever may not act is refused in words."""
    if name not in OF_AUTHOR:
        raise Http404
    at = timezone.now()
    viewer = viewer_at(request, at)
    appeal = found(number, viewer)
    form = _form(request, name, at)
    if form is not None and not form.is_valid():
        return page(request, appeal, viewer, at=at, form=form, status=UNPROCESSABLE)
    try:
        _do(name, appeal, viewer, form.cleaned_data if form else {}, seq=_seq(request), at=at)
    except Refused as refusal:
        refusal.field = NAMED_ON_PAGE.get((name, refusal.field), refusal.field)
        return _refused(request, appeal, viewer, form, refusal, at)
    messages.success(request, _done(name))
    return redirect("appeals:detail", number)


def _form(request: HttpRequest, name: str, at: datetime) -> Any:
    if name not in FORMS:
        return None
    if name == "rate":
        return RateForm(request.POST, listed=limits.rating_reasons(timezone.localdate(at)))
    return FORMS[name](request.POST, request.FILES)


def _do(name: str, appeal: Appeal, viewer: Viewer, values: dict, *, seq: int | None, at: datetime) -> None:
    common: dict[str, Any] = {"claimed": viewer.claimed, "seq": seq, "actor": viewer.actor, "at": at}
    if name == "reply":
        author.reply(appeal.pk, text=values["text"], part=values["part"], **common)
    elif name == "confirm":
        author.confirm(appeal.pk, **common)
    elif name == "object":
        hearings.object_(appeal.pk, text=values["objection"], **common)
    elif name == "ask_review":
        reviews.ask(appeal.pk, note=values["doubt"], **common)
    elif name == "rate":
        rated = {"stars": values["stars"], "reasons": values["reasons"], "text": values["words"]}
        ratings.rate(appeal.pk, **rated, **common)
    elif name == "reopen":
        author.reopen(appeal.pk, reason=values["reason"], photos=values["photos"], parts=values["parts"], **common)
    else:
        author.withdraw(appeal.pk, reason=values["reason"], **common)


def _refused(
    request: HttpRequest, appeal: Appeal, viewer: Viewer, form, refusal: Refused, at: datetime
) -> HttpResponse:
    status = CONFLICT if refusal.conflict else UNPROCESSABLE
    appeal.refresh_from_db()
    if form is not None and refusal.field in form.fields:
        form.add_error(refusal.field, refusal.sentence)
        return page(request, appeal, viewer, at=at, form=form, status=status)
    errors = [{"text": refusal.sentence, "href": ""}]
    return page(request, appeal, viewer, at=at, form=form, errors=errors, status=status)


def _seq(request: HttpRequest) -> int | None:
    """The version that the person saw, if the form told one."""
    text = request.POST.get("seq", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _done(name: str) -> str:
    return {
        "reply": _("Your reply is sent. The work goes on."),
        "confirm": _("Thank you. We have written down that it is fixed."),
        "object": _("Your objection is sent to the body. It reads it before it decides."),
        "rate": _("Thank you for your rate. It goes into the city's figures."),
        "reopen": _("The appeal is open again and goes back to the responsible body."),
        "withdraw": _("The appeal is withdrawn."),
        "ask_review": _("A person will look at it and write to you."),
    }[name]
