"""Second factors at rest."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from accounts.sealing import SealBroken, seal, unseal

_PURPOSE = "second-factor"


class MfaAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticator apps and recovery codes sealed under ``SECRET_KEY``.

    ``SECRET_KEY_FALLBACKS`` still open what older keys sealed.
    """

    def encrypt(self, text: str) -> str:
        sealed = seal(text, secret=settings.SECRET_KEY, purpose=_PURPOSE, about=_PURPOSE)
        return base64.b64encode(sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        sealed = base64.b64decode(encrypted_text)
        for secret in (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)):
            try:
                return unseal(sealed, secret=secret, purpose=_PURPOSE, about=_PURPOSE)
            except SealBroken:
                continue
        raise SealBroken
