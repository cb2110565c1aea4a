"""Checking the choice, confirming who votes, and putting the ballot in. With a script the choice never comes here."""

import binascii
import re
import secrets
import uuid
from base64 import b64decode
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import eds
from accounts.identity import keyed_hash
from accounts.models import User
from accounts.phones import readable
from budget.enums import VoteProof
from budget.services import casting, confirming, watching
from budget.views.vote.booth import Booth, by_egov, enter, private, refused, wants_json
from workflow.refusals import Refused

DEVICE, DEVICE_LIVES = "ballot_device", timedelta(days=30)
_MARK = re.compile(r"[0-9a-f]{32}")


@login_required
@require_POST
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Without a script: the choice once more, and how to confirm."""
    booth = enter(request, code)
    try:
        casting.check_choice(booth.choice(), booth.edition, booth.district)
    except Refused as refusal:
        return refused(booth, refusal, "vote/choose.html")
    return _page(booth)


@login_required
@require_POST
def code(request: HttpRequest, code: str) -> HttpResponse:
    """Send the one-time code to the voter's phone."""
    booth = enter(request, code)
    try:
        row = confirming.send(booth.edition, booth.person, at=booth.at)
    except Refused as refusal:
        return _refused(booth, refusal, sent=refusal.code == "too_soon")
    if wants_json(request):
        return JsonResponse({"sent_to": hidden(row.phone)})
    return _page(booth, sent=hidden(row.phone))


@login_required
@require_POST
def cast(request: HttpRequest, code: str) -> HttpResponse:
    """Put the ballot in: sealed by the browser, or in clear from a browser without a script.

    Thousands come in the same minutes: only for a refusal more is read than what the ballot takes.
    """
    at, typed = timezone.now(), request.POST.get("code", "")
    is_egov = not typed and by_egov(request, at)
    proof = casting.Proof(VoteProof.EGOV) if is_egov else casting.Proof(VoteProof.CODE, code=typed)
    try:
        return _cast(request, code, proof, at)
    except Refused as refusal:
        return _refused(enter(request, code), refusal, sent=bool(typed))


@login_required
@require_POST
def signature(request: HttpRequest, code: str) -> HttpResponse:
    """The same, confirmed by a digital signature under the words of ``to_sign``."""
    booth = enter(request, code)
    try:
        signer = eds.verify(request.POST.get("signature", ""), to_sign(booth))
        proof = casting.Proof(VoteProof.EDS, iin_hash=keyed_hash(signer.iin, "iin"))
        return _cast(request, code, proof, booth.at)
    except Refused as refusal:
        return _refused(booth, refusal)


def _cast(request: HttpRequest, code: str, proof: casting.Proof, at: datetime) -> HttpResponse:
    if not isinstance(request.user, User):
        raise Http404
    is_sealed = bool(request.POST.get("envelope"))
    ballot = {"envelope": _envelope(request)} if is_sealed else {"choice": enter(request, code).choice()}
    done = casting.cast(code, request.user, key=_key(request), proof=proof, at=at, **ballot)
    response = _told(request, code, done)
    _note(request, response, done, at)
    return response


def _told(request: HttpRequest, code: str, done: casting.Cast) -> HttpResponse:
    leaf = done.receipt.leaf.hex()
    url = reverse("vote:receipt", args=[code, leaf])
    if not wants_json(request):
        return redirect(url)
    receipt = {
        "edition": code,
        "leaf": leaf,
        "due": done.receipt.due,
        "sealed_by": done.receipt.sealed_by,
        "signature": done.signature.hex(),
    }
    return JsonResponse({"receipt": receipt, "url": url}, status=201 if done.is_new else 200)


def _note(request: HttpRequest, response: HttpResponse, done: casting.Cast, at: datetime) -> None:
    """Count the ballot for the flags of rule 41. A browser gets a random mark by which only crowds are counted."""
    if not done.is_new:
        return
    device = request.COOKIES.get(DEVICE, "")
    if not _MARK.fullmatch(device):
        device = secrets.token_hex(16)
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(DEVICE, device, max_age=DEVICE_LIVES, httponly=True, samesite="Lax", secure=secure)
    address = get_adapter().get_client_ip(request)
    watching.note(done.edition_id, done.district, address=address, device=device, at=at)


def to_sign(booth: Booth) -> str:
    """What a voter signs instead of typing a code: the edition, and that it is this person's vote. Not the choice."""
    account = keyed_hash(f"{booth.edition.pk}:{booth.request.user.pk}", "vote-signature")[:16]
    return f"birge-vote/1\n{booth.edition.code}\n{account}\n"


def _words(booth: Booth, *, sent: str | bool = "") -> dict:
    shown = sent if isinstance(sent, str) else hidden(booth.person.phone or "") if sent else ""
    return {"key": booth.request.POST.get("key") or uuid.uuid4(), "sent": shown, "to_sign": to_sign(booth)}


def _refused(booth: Booth, refusal: Refused, *, sent: bool = False) -> HttpResponse:
    """Where the choice itself is refused, back to the ballot with all that was filled in."""
    if refusal.field == "choices" or not booth.marks:
        return refused(booth, refusal, "vote/choose.html")
    return refused(booth, refusal, "vote/check.html", **_words(booth, sent=sent))


def _page(booth: Booth, *, sent: str = "") -> HttpResponse:
    projects = booth.projects()
    context = booth.context(projects) | {"chosen": booth.chosen(projects)} | _words(booth, sent=sent)
    return private(render(booth.request, "vote/check.html", context))


def _key(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        raise Refused(_("This page is too old. Open the ballot anew."), code="key_missing") from None


def _envelope(request: HttpRequest) -> bytes:
    try:
        return b64decode(request.POST["envelope"], validate=True)
    except binascii.Error:
        return b""


def hidden(phone: str) -> str:
    """``+7 701 ••• ••67``: enough for its owner."""
    digits = readable(phone)
    return "".join(
        sign if place < 6 or place >= len(digits) - 2 or not sign.isdigit() else "•"
        for place, sign in enumerate(digits)
    )
