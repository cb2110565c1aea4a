"""An answer on paper, and the page by which a paper is checked against the register."""

import hmac
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.documents import pdf_response, qr, render_pdf
from accounts.texts import one_line
from appeals import policy
from appeals.models import Answer
from appeals.rules.answers import CODE_SIGNS, digest, short
from appeals.selectors import faces, signed
from appeals.services import readings
from appeals.services.answers import parts_of
from appeals.views.detail import found
from appeals.views.door import viewer_at


@dataclass(frozen=True)
class Line:
    """One thing that a paper says, and whether the register says the same; ``None``: the paper does not say."""

    label: str
    register: str
    paper: str
    same: bool | None


@require_safe
def pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The newest answer as PDF, in its own language: for the author and for officials with a post over the appeal.

    It names who signed it; public pages name bodies and posts only.
    """
    viewer = viewer_at(request, timezone.now())
    appeal = found(number, viewer)
    if not policy.may_see_inside(viewer.actor, appeal, viewer.claimed):
        raise Http404
    answer = faces.sent_answers(appeal).exclude(number="").order_by("sent_at").last()
    if answer is None:
        raise Http404
    readings.saw(request, viewer.actor, [appeal], place="paper", contacts=True, claimed=viewer.claimed)
    body = appeal.organisation
    with translation.override(answer.language):
        link = request.build_absolute_uri(f"{reverse('appeals:check', args=[answer.check_code])}?{_told(answer)}")
        context = {
            "appeal": appeal,
            "answer": answer,
            "body": body.name_in(answer.language) if body else "",
            "qr": qr(link),
            "fingerprint": short(answer.digest),
        }
    return pdf_response(render_pdf("documents/answer.html", context, answer.language), name=answer.number)


@require_safe
def check(request: HttpRequest, code: str) -> HttpResponse:
    """What the register says of the paper with this code, beside what the QR code of the paper said."""
    answer = signed.by_check_code(code)
    if answer is None:
        return render(request, "appeals/answers/unknown.html", status=404)
    parts = parts_of(answer)
    context = {"answer": answer, "lines": _lines(request, answer), "untouched": digest(parts) == answer.digest}
    response = render(request, "appeals/answers/check.html", context)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _told(answer: Answer) -> str:
    """What the paper itself says, for its QR code."""
    return urlencode(
        {
            "number": answer.number,
            "on": timezone.localdate(answer.sent_at).isoformat(),
            "by": answer.signatory,
            "digest": answer.digest[:CODE_SIGNS],
        }
    )


def _lines(request: HttpRequest, answer: Answer) -> list[Line]:
    said = {name: one_line(request.GET.get(name, ""))[:200] for name in ("number", "on", "by", "digest")}
    kept = {
        "number": answer.number,
        "on": timezone.localdate(answer.sent_at).isoformat(),
        "by": answer.signatory,
        "digest": answer.digest[:CODE_SIGNS],
    }
    labels = {
        "number": _("Number"),
        "on": _("Date"),
        "by": _("Signatory"),
        "digest": _("Fingerprint of the text"),
    }
    return [
        Line(
            label,
            short(kept[name]) if name == "digest" else kept[name],
            short(said[name]) if name == "digest" else said[name],
            _same(kept[name], said[name].replace(" ", "") if name == "digest" else said[name]),
        )
        for name, label in labels.items()
    ]


def _same(kept: str, said: str) -> bool | None:
    return hmac.compare_digest(kept.encode(), said.encode()) if said else None
