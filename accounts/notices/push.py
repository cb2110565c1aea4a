"""A call to browsers that there is news (Web Push: RFC 8030, 8291, 8292); what the news is stands on the site.

The address of a browser is a stranger's input. It is sent to only where its origin is one of ``PUSH_SERVICES``, no
redirect is followed, and of the answer no more than its beginning is read.
"""

import base64
import binascii
import hashlib
import json
import os
from urllib.parse import urlsplit

import http_ece
import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from py_vapid import Vapid02

from accounts.models import Notice, PushDevice
from accounts.notices.sms import NotSent

_TIMEOUT_S = 10
_LIVES_S = 24 * 3600
_KEPT_BYTES = 200
_GONE = {404, 410}
_WORTH_RETRYING = {408, 425, 429}


def words(language: str) -> str:
    """The same for every letter: a locked screen is read by anybody."""
    with translation.override(language):
        return _("You have a new letter on Birge.")


def public_key() -> str:
    """Our key as browsers want it; empty where notifications are not offered."""
    if not settings.PUSH_PRIVATE_KEY:
        return ""
    point = Vapid02.from_raw(settings.PUSH_PRIVATE_KEY.encode()).public_key
    return _text(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def is_service(endpoint: str) -> bool:
    """Whether this address is at one of the push services that we talk to."""
    try:
        parts = urlsplit(endpoint)
        origin = f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}"
    except ValueError:
        return False
    if not endpoint.isascii() or not endpoint.isprintable() or "\\" in endpoint or "@" in parts.netloc:
        return False
    return any(_is_at(origin, allowed) for allowed in settings.PUSH_SERVICES)


def are_keys(p256dh: str, auth: str) -> bool:
    """Whether a message can be sealed with these: a point of the curve, and sixteen bytes."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(p256dh))
        return len(_bytes(auth)) == 16
    except (ValueError, binascii.Error):
        return False


def send(notice: Notice) -> str:
    """Call every browser of the person; a repetition replaces the notification before it.

    A browser that is gone is forgotten. Raises ``NotSent`` where none could be called, to be tried again where one of
    them may answer later.
    """
    devices = list(PushDevice.objects.filter(user=notice.user_id or 0))
    if not devices:
        raise NotSent("no browser", for_good=True)
    answers = [_call(device, notice) for device in devices]
    told = "; ".join(f"{status} {said}".strip() for status, said in answers)
    if any(200 <= status < 300 for status, _said in answers):
        return told
    again = any(status == 0 or status >= 500 or status in _WORTH_RETRYING for status, _said in answers)
    raise NotSent(told, for_good=not again)


def _call(device: PushDevice, notice: Notice) -> tuple[int, str]:
    """The status that the push service answered, 0 for silence, and the beginning of what it said."""
    if not is_service(device.endpoint):  # the list of services was shortened meanwhile
        device.delete()
        return 410, "not a known push service"
    service = urlsplit(device.endpoint)
    claims = {"sub": settings.PUSH_CONTACT, "aud": f"{service.scheme}://{service.netloc}"}
    signed = Vapid02.from_raw(settings.PUSH_PRIVATE_KEY.encode()).sign(claims)
    headers = {**signed, "TTL": str(_LIVES_S), "Content-Encoding": "aes128gcm", "Urgency": "normal"}
    body = _sealed(device, _message(notice))
    try:
        with httpx.stream("POST", device.endpoint, content=body, headers=headers, timeout=_TIMEOUT_S) as answer:
            said = next(answer.iter_bytes(_KEPT_BYTES), b"").decode(errors="replace")
    except httpx.HTTPError as error:
        return 0, f"{type(error).__name__}: {error}"
    if answer.status_code in _GONE:
        device.delete()
    return answer.status_code, said


def _message(notice: Notice) -> bytes:
    """What the notification shows, where it leads and its mark: nothing of the person or of the letter."""
    with translation.override(notice.language):
        leads_to = reverse("me:inbox")
    mark = hashlib.sha256(notice.key.encode()).hexdigest()[:16]
    return json.dumps({"title": "Birge", "body": notice.body, "url": leads_to, "tag": mark}).encode()


def _sealed(device: PushDevice, message: bytes) -> bytes:
    return http_ece.encrypt(
        message,
        salt=os.urandom(16),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=_bytes(device.p256dh),
        auth_secret=_bytes(device.auth),
        version="aes128gcm",
    )


def _is_at(origin: str, allowed: str) -> bool:
    scheme, _sep, host = allowed.partition("://")
    if host.startswith("*."):
        return origin.startswith(f"{scheme}://") and origin.endswith(host[1:])
    return origin == allowed


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
