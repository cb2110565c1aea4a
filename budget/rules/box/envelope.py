"""The sealed envelope of a ballot: HPKE (RFC 9180) to the key of the edition, all of one length.

Format 1 is ``0x01 | encapsulated key (65 bytes) | ciphertext and tag``, with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256
and AES-128-GCM: what WebCrypto of every browser can do. The first byte leaves room for a stronger cipher. What is
sealed is JSON in UTF-8, filled up with blanks to ``PLAIN_BYTES``: the length tells nothing. The label binds it to one
edition, its rules, its list of projects and this format: an envelope made for another does not open.
"""

import json
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

FORMAT = 1
PLAIN_BYTES = 1024
ENCAPSULATED_BYTES = 65
SEALED_BYTES = 1 + ENCAPSULATED_BYTES + PLAIN_BYTES + 16

_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)


class Unreadable(Exception):
    """The envelope does not open with this key and label, or holds no ballot. ``code`` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Choice:
    """What a voter says: numbers of projects, best first where the order counts; ``points`` beside them or none."""

    numbers: tuple[str, ...]
    points: tuple[int, ...] = ()


def label(edition: str, rules_hash: str, district: str) -> bytes:
    """What an envelope is bound to: edition, SHA-256 of its rules (hex), district of the ballot or ``*``."""
    return "\n".join(["birge-ballot", str(FORMAT), edition, rules_hash, district]).encode()


def public_bytes(key: ec.EllipticCurvePublicKey) -> bytes:
    """The public key as browsers take it: the uncompressed point, 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def public_key(raw: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)


def plain(choice: Choice) -> bytes:
    """The ballot as it is sealed. Raises ``ValueError`` where it does not fit."""
    if not fits(choice):
        raise ValueError("The ballot is too long for its envelope.")
    return _text(choice).ljust(PLAIN_BYTES)


def fits(choice: Choice) -> bool:
    """Whether an envelope holds it: 60 projects, or 50 with their points."""
    return len(_text(choice)) <= PLAIN_BYTES


def _text(choice: Choice) -> bytes:
    said: dict = {"choices": list(choice.numbers)}
    if choice.points:
        said["points"] = list(choice.points)
    return json.dumps(said, separators=(",", ":")).encode()


def seal(choice: Choice, *, key: ec.EllipticCurvePublicKey, label: bytes) -> bytes:
    """Seal a choice; twice the same choice gives two unlike envelopes."""
    return bytes([FORMAT]) + _SUITE.encrypt(plain(choice), key, info=label)


def looks_sealed(envelope: bytes) -> bool:
    """Whether this can be an envelope at all: known format, right length. What is inside nobody sees."""
    return len(envelope) == SEALED_BYTES and envelope[0] == FORMAT


def unseal(envelope: bytes, *, key: ec.EllipticCurvePrivateKey, label: bytes) -> Choice:
    """Open an envelope. Raises ``Unreadable``: ``format``, ``key`` (or another label), ``content``."""
    if not looks_sealed(envelope):
        raise Unreadable("format")
    try:
        text = _SUITE.decrypt(envelope[1:], key, info=label)
    except (InvalidTag, ValueError) as broken:
        raise Unreadable("key") from broken
    return _read(text)


def _read(text: bytes) -> Choice:
    try:
        said = json.loads(text)
        lists = [said.pop("choices"), said.pop("points", [])]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as broken:
        raise Unreadable("content") from broken
    if said or not all(
        isinstance(one, list) and all(type(item) is kind for item in one)
        for one, kind in zip(lists, (str, int), strict=True)
    ):
        raise Unreadable("content")
    return Choice(tuple(lists[0]), tuple(lists[1]))
