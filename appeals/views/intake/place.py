"""Where it is: pin, search, or district and address. Everything works without the map."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from appeals.models import Draft
from appeals.selectors.public import districts
from appeals.services import drafts
from appeals.views.door import actor_at
from appeals.views.forms import WhereForm
from appeals.views.intake.keeping import UNPROCESSABLE, at_hand, begin_again, current, onward, question
from geo.geocoder import Suggestion, suggest
from geo.models import PlaceKind
from geo.refusals import PlaceRefused
from geo.selectors import district_at
from workflow.actor import Actor
from workflow.refusals import Refused

FIELD_OF = {"point": "address", "lon": "address", "lat": "address"}


@dataclass(frozen=True)
class Found:
    """A result of the search as a radio button. A street has no single point: it gives its district only."""

    name: str
    district: str
    value: str


@require_http_methods(["GET", "HEAD", "POST"])
def where(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    actor = actor_at(request, at)
    if request.method != "POST":
        draft = current(request, actor)
        return _page(request, draft, WhereForm(initial=draft.answers)) if draft else begin_again(request)
    draft = at_hand(request, actor, at)
    typed = _typed(request)
    form = WhereForm(typed)
    form.is_valid()
    refusal = _keep(draft, typed, actor, at)
    draft.answers |= typed
    action = request.POST.get("action", "save")
    if action in {"find", "unpin"}:
        fresh = WhereForm(initial=typed)
        found = _search(typed["address"]) if action == "find" and typed["address"] else None
        return _page(request, draft, fresh, found=found)
    if refusal and not form.errors:
        form.add_error(FIELD_OF.get(refusal.field, refusal.field), refusal.sentence)
    return _page(request, draft, form, status=UNPROCESSABLE) if form.errors else onward(request, draft, "where")


def _typed(request: HttpRequest) -> dict:
    """What the form said, as plain values; a chosen result of the search overrules the rest."""
    typed = {
        "lon": _number(request.POST.get("lon", "")),
        "lat": _number(request.POST.get("lat", "")),
        "address": " ".join(request.POST.get("address", "").split())[:400],
        "district": request.POST.get("district", "")[:20],
        "no_place": request.POST.get("no_place") == "1",
    }
    if request.POST.get("action") == "unpin" or typed["no_place"]:
        typed |= {"lon": None, "lat": None}
    lon, _, rest = request.POST.get("found", "").partition(" ")
    lat, _, rest = rest.partition(" ")
    district, _, name = rest.partition(" ")
    if district and not typed["no_place"]:
        typed |= {"lon": _number(lon), "lat": _number(lat), "district": "" if district == "-" else district[:20]}
        typed["address"] = name[:300] or typed["address"]
    return typed


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _keep(draft: Draft, typed: dict, actor: Actor, at: datetime) -> Refused | None:
    try:
        drafts.save_step(draft.token, step="where", values=typed, actor=actor, at=at)
    except Refused as refusal:
        return refusal
    return None


def _search(address: str) -> list[Found]:
    return [_found(each, address) for each in suggest(address)]


def _found(each: Suggestion, address: str) -> Found:
    whole = each.kind == PlaceKind.STREET
    point = "- -" if whole else f"{each.lon:.6f} {each.lat:.6f}"
    kept = address if whole and any(sign.isdigit() for sign in address) else each.name
    return Found(each.name, each.detail, f"{point} {each.district or '-'} {kept}")


def _page(
    request: HttpRequest, draft: Draft, form: WhereForm, *, found: list[Found] | None = None, status: int = 200
) -> HttpResponse:
    answers = draft.answers
    return question(
        request,
        "where",
        form,
        draft=draft,
        status=status,
        point=_point(answers),
        districts=districts(),
        searched=found is not None,
        found=found or [],
    )


def _point(answers: dict) -> dict | None:
    if answers.get("lon") is None or answers.get("lat") is None:
        return None
    try:
        district = district_at(answers["lon"], answers["lat"])
    except PlaceRefused:
        return None
    return {"lon": answers["lon"], "lat": answers["lat"], "district": district}
