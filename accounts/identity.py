"""The IIN: checked by its control digit only, kept sealed, found by a keyed hash, never shown in full.

Nothing is read out of the digits: since Government decree No 853 of 26 August 2013 they need not agree with the date
of birth, so neither age nor sex is ever derived from them.
"""

import hashlib
import hmac
import re
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.control_digit import control_digit, is_valid_iin
from accounts.enums import IdentityProof
from accounts.models import Identity, User
from accounts.sealing import seal, unseal
from workflow.refusals import Refused

_PURPOSE = "iin"

__all__ = [
    "control_digit",
    "find_by_iin",
    "is_valid_iin",
    "keyed_hash",
    "masked",
    "opened",
    "sealed_for",
    "store_iin",
]


def keyed_hash(text: str, purpose: str) -> str:
    """HMAC-SHA-256 under ``IIN_HASH_KEY``, 64 hexadecimal digits. Different purposes give unrelated values."""
    message = f"{purpose}\x00{text}".encode()
    return hmac.new(settings.IIN_HASH_KEY.encode(), message, hashlib.sha256).hexdigest()


def find_by_iin(iin: str) -> User | None:
    """The person whose IIN this is, or ``None``."""
    return User.objects.filter(identity__iin_hash=keyed_hash(iin, _PURPOSE)).first()


def store_iin(user: User, iin: str, at: datetime, *, proof: str = IdentityProof.DECLARED) -> Identity:
    """Keep the person's IIN, sealed.

    ``proof``: how it is known to be this person's; what is typed on a page is only declared.
    Refused (field ``iin``): ``invalid_iin``, wrong length or control digit; ``iin_kept``, this person has one already;
    ``iin_refused``, it cannot be accepted (it is with another account; the sentence does not tell whose).
    """
    iin = re.sub(r"[\s-]", "", iin)
    if not is_valid_iin(iin):
        raise Refused(
            _("Enter the 12 digits of the IIN as they stand on the identity card. One of them is not right."),
            code="invalid_iin",
            field="iin",
        )
    if Identity.objects.filter(user=user).exists():
        raise Refused(
            _("Your IIN is already kept. To change it, visit the front office."), code="iin_kept", field="iin"
        )
    try:
        with transaction.atomic():
            return Identity.objects.create(
                user=user,
                iin_hash=keyed_hash(iin, _PURPOSE),
                iin_sealed=sealed_for(user.pk, iin),
                proof=proof,
                added_at=at,
            )
    except IntegrityError:
        raise Refused(
            _("This IIN cannot be added to your account. Visit the front office with your identity card."),
            code="iin_refused",
            field="iin",
        ) from None


def sealed_for(user_id: int, iin: str, *, secret: str | None = None) -> bytes:
    """The IIN sealed for this person, with ``secret`` or with the key in force."""
    return seal(iin, secret=secret or settings.IIN_ENCRYPTION_KEY, purpose=_PURPOSE, about=f"user:{user_id}")


def opened(identity: Identity, *, secret: str | None = None) -> str:
    """The IIN in clear. For exchange with a state register and for key rotation only; never for a page or a log."""
    key = secret or settings.IIN_ENCRYPTION_KEY
    return unseal(bytes(identity.iin_sealed), secret=key, purpose=_PURPOSE, about=f"user:{identity.user_id}")


def masked(user: User) -> str:
    """``••••••••1234``: the last four digits, or an empty string where no IIN is kept."""
    identity = Identity.objects.filter(user=user).first()
    return "" if identity is None else "•" * 8 + opened(identity)[-4:]
