"""Digital signatures of the National Certification Authority, verified by a service that speaks like NCANode 3.

The service checks the certificate chain, its validity and its revocation; here it is only asked. Without
``NCANODE_URL`` there is no signing by EDS.
"""

import base64
from dataclasses import dataclass
from typing import Any

import httpx
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.identity import is_valid_iin
from workflow.refusals import Refused

TIMEOUT_S = 10


@dataclass(frozen=True)
class Signer:
    """Who signed, by the certificate."""

    iin: str
    name: str


def verify(signature: str, text: str) -> Signer:
    """Whose valid signature (CMS, detached, base64) this is under ``text``.

    Refused (field ``signature``): ``eds_off``; ``eds_away``: the service does not answer; ``eds_wrong``: not valid, of
    another text, by an expired or revoked certificate, or not by a person.
    """
    if not settings.NCANODE_URL:
        raise Refused(_("Digital signatures are not accepted here."), code="eds_off", field="signature")
    asked = {
        "cms": "".join(signature.split()),
        "data": base64.b64encode(text.encode()).decode(),
        "revocationCheck": ["OCSP"],
    }
    try:
        answer = httpx.post(f"{settings.NCANODE_URL.rstrip('/')}/cms/verify", json=asked, timeout=TIMEOUT_S)
        found = answer.json() if answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR else None
    except (httpx.HTTPError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise Refused(
            _("The service that checks digital signatures does not answer. Try again, or confirm by a code."),
            code="eds_away",
            field="signature",
        )
    signer = _signer(found)
    if signer is None:
        raise Refused(
            _("The signature is not valid. Sign the text above with your own key in force."),
            code="eds_wrong",
            field="signature",
        )
    return signer


def _signer(found: dict[str, Any]) -> Signer | None:
    """The one signer of a valid signature; a certificate of an organisation's employee is a person's too."""
    signers = found.get("signers") or []
    if found.get("valid") is not True or len(signers) != 1:
        return None
    certificates = signers[0].get("certificates") or []
    if not certificates or any(certificate.get("valid") is not True for certificate in certificates[:1]):
        return None
    subject = certificates[0].get("subject") or {}
    iin = str(subject.get("iin") or "")
    return Signer(iin, str(subject.get("commonName") or "")) if is_valid_iin(iin) else None
