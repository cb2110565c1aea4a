"""The rules of an edition as bytes that everybody writes alike, their hash, and the city's signature under them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


@dataclass(frozen=True)
class Signed:
    """``digest``: SHA-256 of the canonical bytes; ``signature`` and ``key`` (public): Ed25519. All in hex."""

    digest: str
    signature: str
    key: str


def canonical(content: Mapping[str, Any]) -> bytes:
    """JSON in UTF-8 with sorted keys, no blanks and no floats: the same content gives the same bytes (RFC 8785)."""
    _no_floats(content)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical bytes, in hex."""
    return hashlib.sha256(canonical(content)).hexdigest()


def key_from(secret: str) -> Ed25519PrivateKey:
    """The signing key that belongs to a secret of the settings, of whatever length."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"birge budget rules" + secret.encode()).digest())


def sign(content: Mapping[str, Any], key: Ed25519PrivateKey) -> Signed:
    """Hash and sign the canonical bytes."""
    public = key.public_key().public_bytes_raw().hex()
    return Signed(digest_of(content), key.sign(canonical(content)).hex(), public)


def holds(content: Mapping[str, Any], signed: Signed) -> bool:
    """Whether hash and signature are those of this content under this key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(signed.key)).verify(
            bytes.fromhex(signed.signature), canonical(content)
        )
    except (InvalidSignature, ValueError):
        return False
    return signed.digest == digest_of(content)


def _no_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("Rules hold whole numbers only.")
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            _no_floats(each)
