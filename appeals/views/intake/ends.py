"""Before the questions and after them: the first page, the check, the receipt."""

from uuid import UUID

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.consents import current_version
from accounts.documents import pdf_response
from appeals.models import Appeal, Draft
from appeals.selectors import lists, public, taxonomy
from appeals.services import claims, drafts
from appeals.views import slips
from appeals.views.door import actor_at, claim, viewer_at
from appeals.views.forms import CheckForm
from appeals.views.intake.details import so_far
from appeals.views.intake.keeping import UNPROCESSABLE, address, begin_again, current, forget, unanswered
from geo.models import District
from geo.refusals import PlaceRefused
from geo.selectors import district_at
from workflow.actor import Actor
from workflow.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """What is asked, whom to call in danger, and the unfinished form of this browser."""
    actor = actor_at(request, timezone.now())
    draft = current(request, actor)
    if request.method == "POST" and "fresh" in request.POST:
        if draft:
            drafts.discard(draft.token, actor=actor)
            forget(request, draft.token)
        return redirect(address("what"))
    context = {
        "draft": draft,
        "draft_text": draft.answers.get("text", "") if draft else "",
        "resume": address((unanswered(draft) or "check") if draft else "what"),
        "expired": "expired" in request.GET and draft is None,
        "draft_days": settings.DRAFT_DAYS,
        "back": reverse("home"),
    }
    return render(request, "appeals/new/start.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """All answers on one page, each with a way to change it; consent; sending, once."""
    at = timezone.now()
    actor = actor_at(request, at)
    draft = current(request, actor)
    if request.method == "POST":
        return _send(request, draft, actor, at)
    if draft is None:
        return begin_again(request)
    missing = unanswered(draft)
    return redirect(address(missing)) if missing else _check(request, draft, CheckForm())


def _send(request: HttpRequest, draft: Draft | None, actor: Actor, at) -> HttpResponse:
    try:
        token = UUID(request.POST.get("draft", ""))
    except ValueError:
        return begin_again(request)
    form = CheckForm(request.POST)
    # Another token than this browser's draft has been sent before: it leads to its receipt, or nowhere.
    own = draft if draft is not None and draft.token == token else None
    if own and not form.is_valid():
        return _check(request, own, form, status=UNPROCESSABLE)
    try:
        registered = drafts.submit(token, consent=current_version() if own else None, actor=actor, at=at)
    except Refused as refusal:
        return _sent_back(request, own, refusal) if own else begin_again(request)
    claim(request, registered.appeal)
    forget(request, token)
    return redirect("appeals:receipt", registered.appeal.number)


def _sent_back(request: HttpRequest, draft: Draft, refusal: Refused) -> HttpResponse:
    """What was fine on its own page may be refused now (a category that ended): show where to mend it."""
    field = refusal.field.partition(".")[0]
    step = next((step for step, fields in drafts.FIELDS.items() if field in fields), "what")
    step = "where" if refusal.field == "point" else step
    errors = [{"text": refusal.sentence, "href": f"{address(step)}?return=check" if step != "check" else "#id_consent"}]
    return _check(request, draft, CheckForm(), errors=errors, status=UNPROCESSABLE)


def _check(request: HttpRequest, draft: Draft, form: CheckForm, *, errors=None, status: int = 200) -> HttpResponse:
    answers = draft.answers
    place = drafts.place_of(draft)
    leaf = taxonomy.leaf(answers.get("category") or "", on=timezone.localdate())
    language = answers.get("language") or draft.language
    context = {
        "draft": draft,
        "form": form,
        "errors": errors or [],
        "answers": answers,
        "where": answers,
        "district": _district(place),
        "leaf": leaf,
        "details": so_far(draft, leaf, on=timezone.localdate()),
        "contact": drafts.contact_of(draft),
        "language_name": str(dict(settings.LANGUAGES)[language]),
        "photos": list(draft.photos.all()),
        "privacy_url": reverse("privacy"),
        "back": address("contact"),
    }
    response = render(request, "appeals/new/check.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _district(place) -> District | None:
    if place.has_point:
        try:
            return district_at(place.lon, place.lat)
        except PlaceRefused:
            return None
    return public.district(place.district) if place.district else None


@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The slip of an appeal, to whoever filed or claimed it: number, code, time, QR, what comes next."""
    viewer = viewer_at(request, timezone.now())
    appeal = lists.own(viewer).filter(number=number).first()
    if appeal is None:
        raise Http404
    code = claims.code_for(appeal.intake_key)
    link = f"{request.build_absolute_uri(reverse('appeals:follow'))}#{appeal.number}.{code.replace('-', '')}"
    context = {
        "appeal": appeal,
        "code": code,
        "follow_link": link,
        "qr": _drawn(link),
        "share_text": _slip(appeal, code),
    }
    response = render(request, "appeals/receipt.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """The same on paper, in the language of the page."""
    appeal = lists.own(viewer_at(request, timezone.now())).select_related("filed_by").filter(number=number).first()
    if appeal is None:
        raise Http404
    language = (get_language() or "kk")[:2]
    return pdf_response(slips.pdf(request, appeal, language=language), name=f"slip-{appeal.number}")


def _slip(appeal: Appeal, code: str) -> str:
    return _("Appeal %(number)s, code %(code)s") % {"number": appeal.number, "code": code}


def _drawn(link: str) -> SafeString:
    """The QR code as SVG: lines of our own making, without styles or scripts."""
    qr = segno.make(link, error="m", micro=False)
    return mark_safe(qr.svg_inline(border=0, dark="#1b2522", omitsize=True))  # noqa: S308 - segno's own drawing
