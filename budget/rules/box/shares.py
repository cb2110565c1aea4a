"""The edition's private key: wrapped by a key of 128 bits, which is split among trustees by Shamir's scheme.

A share is printed as ``birge-N-xxxx-...-cccc``: number of the trustee, 32 hexadecimal digits, four digits of check.
"""

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass

from Crypto.Protocol.SecretSharing import Shamir
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

NEEDED, TRUSTEES = 3, 5
_KEY_BYTES, _NONCE_BYTES = 16, 12
_SHARE = re.compile(r"birge-([1-9])-([0-9a-f]{32})-([0-9a-f]{4})")


class ShareWrong(Exception):
    """``code``: ``form`` (not written like a share, or a digit is wrong), ``foreign`` (not of this key), ``few``."""

    def __init__(self, code: str, number: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.number = number


@dataclass(frozen=True)
class Share:
    number: int
    secret: bytes

    def __str__(self) -> str:
        text = self.secret.hex()
        groups = "-".join(text[place : place + 4] for place in range(0, len(text), 4))
        return f"birge-{self.number}-{groups}-{self._check(self.number, self.secret)}"

    def seen(self) -> str:
        """What may be published of a share: a hash that tells a right one from a wrong one and nothing else."""
        return hashlib.sha256(b"birge-share" + bytes([self.number]) + self.secret).hexdigest()

    @staticmethod
    def _check(number: int, secret: bytes) -> str:
        return hashlib.sha256(b"check" + bytes([number]) + secret).hexdigest()[:4]

    @classmethod
    def read(cls, text: str) -> "Share":
        """Read a share as printed; blanks and capitals do not matter. Raises ``ShareWrong`` (``form``)."""
        whole = re.sub(r"\s", "", text).lower()
        head, _, rest = whole.removeprefix("birge-").partition("-")
        digits, _, check = rest.rpartition("-")
        found = _SHARE.fullmatch(f"birge-{head}-{digits.replace('-', '')}-{check}")
        if found is None:
            raise ShareWrong("form")
        number, secret = int(found[1]), bytes.fromhex(found[2])
        if cls._check(number, secret) != found[3]:
            raise ShareWrong("form", number)
        return cls(number, secret)


@dataclass(frozen=True)
class Wrapped:
    """A new key of an edition: the public half, the private half wrapped, and the shares, which are shown once."""

    public: ec.EllipticCurvePublicKey
    private: bytes
    shares: tuple[Share, ...]


def make(about: bytes) -> Wrapped:
    """Make a key and split what opens it. ``about`` names the edition and is authenticated."""
    private = ec.generate_private_key(ec.SECP256R1())
    der = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    secret, nonce = os.urandom(_KEY_BYTES), os.urandom(_NONCE_BYTES)
    wrapped = nonce + AESGCM(secret).encrypt(nonce, der, about)
    shares = tuple(Share(number, piece) for number, piece in Shamir.split(NEEDED, TRUSTEES, secret))
    return Wrapped(private.public_key(), wrapped, shares)


def unwrap(wrapped: bytes, shares: Sequence[Share], about: bytes) -> ec.EllipticCurvePrivateKey:
    """Open the private key by ``NEEDED`` different shares. Raises ``ShareWrong``: ``few``, ``foreign``."""
    different = {share.number: share for share in shares}
    if len(different) < NEEDED:
        raise ShareWrong("few")
    chosen = list(different.values())[:NEEDED]
    secret = Shamir.combine([(share.number, share.secret) for share in chosen])
    nonce, rest = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
    try:
        der = AESGCM(secret).decrypt(nonce, rest, about)
    except InvalidTag as broken:
        raise ShareWrong("foreign") from broken
    key = load_der_private_key(der, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ShareWrong("foreign")
    return key
