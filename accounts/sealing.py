"""Secrets at rest: AES-256-GCM under a key derived from the environment.

A sealed value is ``version (1 byte) | nonce (12 bytes) | ciphertext and tag``. ``about`` names what the value is and
whose, and is authenticated: a value copied to another row does not open.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = 1
_NONCE_BYTES = 12


class SealBroken(Exception):
    """The value was sealed with another key, for another purpose, or was changed."""


def _key(secret: str, purpose: str) -> bytes:
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=b"birge", info=purpose.encode())
    return derive.derive(secret.encode())


def seal(text: str, *, secret: str, purpose: str, about: str) -> bytes:
    """Encrypt ``text``. ``purpose`` separates keys of different uses, ``about`` binds the value to its row."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(_key(secret, purpose)).encrypt(nonce, text.encode(), about.encode())
    return bytes([VERSION]) + nonce + sealed


def unseal(sealed: bytes, *, secret: str, purpose: str, about: str) -> str:
    """Decrypt what ``seal`` returned for the same secret, purpose and subject. Raises ``SealBroken``."""
    sealed = bytes(sealed)
    if not sealed or sealed[0] != VERSION:
        raise SealBroken
    nonce, rest = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return AESGCM(_key(secret, purpose)).decrypt(nonce, rest, about.encode()).decode()
    except (InvalidTag, ValueError) as broken:
        raise SealBroken from broken
