"""The slip of an accepted appeal on paper (APPC art. 64): number, date and time, who took it, the last day, a code."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.documents import qr, render_pdf
from accounts.selectors import posts
from appeals.models import Appeal
from appeals.services import claims
from appeals.workflow import TRIAGE


def pdf(request: HttpRequest, appeal: Appeal, *, language: str) -> bytes:
    """For the author, or for the officer who files for the author: it carries the secret code of an appeal without an
    account. The QR code opens the appeal."""
    code = "" if appeal.author_id else claims.code_for(appeal.intake_key)
    with translation.override(language):
        link = request.build_absolute_uri(_path(appeal, code))
        context = {
            "appeal": appeal,
            "code": code,
            "qr": qr(link),
            "receiver": str(appeal.filed_by) if appeal.filed_by else "",
            "post": _post(appeal),
        }
    return render_pdf("documents/slip.html", context, language)


def _path(appeal: Appeal, code: str) -> str:
    """The code stands after the #, which browsers do not send: it gets into no log."""
    if not code:
        return reverse("appeals:detail", args=[appeal.number])
    return f"{reverse('appeals:follow')}#{appeal.number}.{code.replace('-', '')}"


def _post(appeal: Appeal) -> str:
    """The post by which the officer took it, as it was on that day."""
    if appeal.filed_by is None:
        return ""
    held = posts(appeal.filed_by, timezone.localdate(appeal.received_at))
    post = next((one for one in held if one.role in TRIAGE), None)
    return f"{post.get_role_display()}, {post.organisation.name}" if post else ""
