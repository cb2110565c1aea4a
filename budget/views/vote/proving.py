"""The receipt, the proof that a vote is in the box, the box itself, and how many have voted."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from budget.enums import Stage
from budget.models import Checkpoint, SealedBallot, Witness
from budget.rules.box import merkle
from budget.selectors import box as boxes
from budget.selectors import editions
from budget.selectors.turnout import turnout as counted
from budget.services import casting
from budget.views.vote.booth import Booth, enter, private
from geo.models import District

_LEAF = re.compile(r"[0-9a-f]{64}")


@login_required
@require_safe
def receipt(request: HttpRequest, code: str, leaf: str) -> HttpResponse:
    """The receipt of a ballot of this person, to keep. It says nothing of the choice."""
    booth = enter(request, code)
    if not _LEAF.fullmatch(leaf) or booth.key is None:
        raise Http404
    user = booth.person
    found = SealedBallot.objects.filter(edition=booth.edition, leaf_hash=bytes.fromhex(leaf), mark__user=user).first()
    if found is None:
        raise Http404
    done = casting.again(code, user, found.key)
    if done is None:
        raise Http404
    address = settings.SITE_URL + reverse("vote:proof", args=[code]) + f"?leaf={leaf}"
    context = booth.context([]) | {
        "receipt": done.receipt,
        "leaf": leaf,
        "signature": done.signature.hex(),
        "due": datetime.fromtimestamp(done.receipt.due, UTC),
        "again": done.again,
        "qr": _qr(address),
        "address": address,
        "voting": editions.stage_of(booth.edition, Stage.VOTING),
    }
    return private(render(request, "vote/receipt.html", context))


def _qr(text: str) -> SafeString:
    drawn = segno.make(text, error="m").svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None)
    return mark_safe(drawn)  # noqa: S308 -- drawn by us from an address of ours


@dataclass(frozen=True)
class _Answer:
    """What the server found for a leaf; the browser checks it anew."""

    state: str
    index: int = 0
    checkpoint: Checkpoint | None = None
    path: tuple[str, ...] = ()


@require_safe
def proof(request: HttpRequest, code: str) -> HttpResponse:
    """ "My vote is in the box": for whoever has a receipt, signed in or not."""
    booth = enter(request, code)
    leaf = "".join(request.GET.get("leaf", "").lower().split())
    answer = _answer(booth, leaf) if leaf else None
    context = booth.context([]) | {"leaf": leaf, "answer": answer}
    return private(render(request, "vote/proof.html", context))


def _answer(booth: Booth, leaf: str) -> _Answer:
    checkpoint = boxes.newest(booth.edition.pk)
    if not _LEAF.fullmatch(leaf) or checkpoint is None:
        return _Answer("wrong")
    index = boxes.leaf_index(booth.edition.pk, bytes.fromhex(leaf))
    if index is None:
        promised = SealedBallot.objects.filter(edition=booth.edition, leaf_hash=bytes.fromhex(leaf)).exists()
        return _Answer("promised" if promised else "unknown")
    found = boxes.inclusion(booth.edition.pk, index, checkpoint)
    holds = merkle.proves_inclusion(bytes.fromhex(leaf), index, checkpoint.size, found.path, bytes(checkpoint.root))
    return _Answer("in" if holds else "broken", index, checkpoint, tuple(step.hex() for step in found.path))


@require_safe
def box(request: HttpRequest, code: str) -> HttpResponse:
    """What anybody may check: rules, keys, checkpoints, witnesses; after the opening also its protocol."""
    booth = enter(request, code)
    if booth.key is None or not booth.key.charter:
        raise Http404
    opening = getattr(booth.edition, "opening", None)
    checkpoints = Checkpoint.objects.filter(edition=booth.edition).prefetch_related("cosignatures__witness")
    context = booth.context([]) | {
        "checkpoints": checkpoints.order_by("-size", "-closing")[:50],
        "witnesses": Witness.objects.filter(edition=booth.edition),
        "opening": opening,
        "invalid": sum(opening.counts["invalid"].values()) if opening else 0,
        "turnout": counted(booth.edition, booth.at),
    }
    return render(request, "vote/box.html", context)


@require_safe
def turnout(request: HttpRequest, code: str) -> HttpResponse:
    """How many have voted, by district and hour; ``?part`` gives the figures alone, for a page that is open."""
    booth = enter(request, code)
    found = counted(booth.edition, booth.at)
    districts = [(one, found.districts.get(one.pk, 0)) for one in District.objects.order_by("code")]
    most = max([number for _one, number in districts] + [1])
    busiest = max([number for _hour, number in found.hours] + [1])
    context = booth.context([]) | {
        "turnout": found,
        "districts": [(one, number, round(100 * number / most)) for one, number in districts],
        "hours": [(hour, number, round(100 * number / busiest)) for hour, number in found.hours],
        "voting": editions.stage_of(booth.edition, Stage.VOTING),
    }
    template = "vote/turnout_figures.html" if "part" in request.GET else "vote/turnout.html"
    response = render(request, template, context)
    response["Cache-Control"] = "max-age=10"
    return response
