"""The way out for an e-mail: Django's mail, with a Message-ID that stays the same in every try."""

import hashlib
import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Notice
from accounts.notices import attached
from accounts.notices.sms import NotSent

_PERMANENT = 500


def _body(notice: Notice) -> str:
    parts = [notice.body]
    address = f"{settings.SITE_URL}{notice.link}"
    if notice.link and address not in notice.body:
        parts.append(address)
    with translation.override(notice.language):
        sign = ["-- ", _("Birge, the participation platform of Almaty")]
        if notice.user_id and not notice.secret:
            choices = f"{settings.SITE_URL}{reverse('me:notifications')}"
            sign.append(_("Choose which letters you get: %(address)s") % {"address": choices})
    return "\n\n".join([*parts, "\n".join(sign)]) + "\n"


def send(notice: Notice) -> str:
    """Hand the letter to the mail server. Returns what it said. Raises ``NotSent``."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    mark = hashlib.sha256(f"{notice.key}:{notice.round}".encode()).hexdigest()[:40]
    message = EmailMessage(
        subject=notice.subject,
        body=_body(notice),
        to=[notice.address],
        headers={
            "Message-ID": f"<{mark}@{domain}>",
            "Content-Language": notice.language,
            "Auto-Submitted": "auto-generated",
        },
    )
    if paper := attached.of(notice):
        message.attach(paper.name, paper.content, paper.mime)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _said in error.recipients.values()]
        raise NotSent(str(error), for_good=all(code >= _PERMANENT for code in codes)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(f"{type(error).__name__}: {error}", closed=True) from error
    return mark
