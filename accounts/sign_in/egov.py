"""Sign-in through eGov (OpenID Connect): of its claims we keep a name, and the IIN only sealed."""

import base64

from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.conf import settings

from accounts.identity import is_valid_iin, keyed_hash
from accounts.sealing import seal, unseal

_PURPOSE = "egov-claim"
_SEALED_IIN = "iin_sealed"


def _claims(data: dict) -> dict:
    return data.get("id_token", {}) | data.get("userinfo", {}) or data


class IdentityProvider(OpenIDConnectProvider):
    """allauth keeps all claims in clear; here an IIN never reaches the session, the database or a log in clear."""

    # Its addresses stay allauth's own.
    package = OpenIDConnectProvider.get_package()

    def extract_uid(self, data) -> str:
        """The subject; where the service uses the IIN itself as its subject, a keyed hash of it."""
        uid = super().extract_uid(data)
        return keyed_hash(uid, _PURPOSE) if is_valid_iin(uid) else uid

    def extract_extra_data(self, data) -> dict:
        claims = _claims(data)
        kept = {"name": str(claims.get("name", ""))}
        iin = str(claims.get(settings.OIDC_IIN_CLAIM, "")) if settings.OIDC_IIN_CLAIM else ""
        if is_valid_iin(iin):
            sealed = seal(iin, secret=settings.IIN_ENCRYPTION_KEY, purpose=_PURPOSE, about=self.extract_uid(data))
            kept[_SEALED_IIN] = base64.b64encode(sealed).decode()
        return kept

    def extract_common_fields(self, data) -> dict:
        claims = _claims(data)
        return {"email": claims.get("email"), "name": claims.get("name"), "phone": claims.get("phone_number")}


def take_iin(account) -> str:
    """Take the sealed IIN out of a social account's kept claims and open it; an empty string where there is none."""
    sealed = account.extra_data.pop(_SEALED_IIN, "")
    if not sealed:
        return ""
    return unseal(base64.b64decode(sealed), secret=settings.IIN_ENCRYPTION_KEY, purpose=_PURPOSE, about=account.uid)
