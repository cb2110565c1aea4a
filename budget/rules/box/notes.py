"""Signed notes: checkpoints of the log, cosignatures of witnesses, receipts of voters. All by Ed25519.

Checkpoints and their signatures follow the public formats of C2SP (``signed-note``, ``tlog-checkpoint``,
``tlog-cosignature``), so witnesses that exist already can read them.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNED, COSIGNED = 1, 4
CLOSING = "closing"
_DASH = "— "
_BLANK = "\n\n"


class Unsound(Exception):
    """The note is not written as it should be, or a signature does not hold. ``code`` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Verifier:
    """Who signs: a name without blanks or plus signs, the kind of signature and the public key."""

    name: str
    key: bytes
    kind: int = SIGNED

    @property
    def mark(self) -> bytes:
        """The four bytes that tell a key in a signature line."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.mark.hex()}+{_b64(bytes([self.kind]) + self.key)}"


@dataclass(frozen=True)
class Checkpoint:
    """What the log held: ``root`` over its first ``size`` leaves; ``closing``: no leaf comes after."""

    origin: str
    size: int
    root: bytes
    closing: bool = False

    def body(self) -> str:
        lines = [self.origin, str(self.size), _b64(self.root), *([CLOSING] if self.closing else [])]
        return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Cosignature:
    """A witness has seen this checkpoint, consistent with all before, at ``seen_at`` (seconds since 1970)."""

    name: str
    seen_at: int


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _unb64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as broken:
        raise Unsound("form") from broken


def verifier(text: str) -> Verifier:
    """Read a key as printed: ``name+mark+key``. Raises ``Unsound`` (``key``)."""
    name, _, rest = text.strip().partition("+")
    mark, _, key = rest.partition("+")
    raw = _unb64(key)
    if not name or not raw or len(raw) != 33 or raw[0] not in (SIGNED, COSIGNED):
        raise Unsound("key")
    found = Verifier(name, raw[1:], raw[0])
    if found.mark.hex() != mark:
        raise Unsound("key")
    return found


def signed(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The checkpoint as a note with the log's signature."""
    body = checkpoint.body()
    signer = Verifier(checkpoint.origin, key.public_key().public_bytes_raw())
    return f"{body}\n{_DASH}{signer.name} {_b64(signer.mark + key.sign(body.encode()))}\n"


def cosigned(note: str, key: Ed25519PrivateKey, *, name: str, seen_at: int) -> str:
    """The signature line that a witness adds to a note."""
    body = parts(note)[0]
    signer = Verifier(name, key.public_key().public_bytes_raw(), COSIGNED)
    signature = key.sign(_cosigned_text(body, seen_at))
    return f"{_DASH}{name} {_b64(signer.mark + seen_at.to_bytes(8, 'big') + signature)}\n"


def _cosigned_text(body: str, seen_at: int) -> bytes:
    return f"cosignature/v1\ntime {seen_at}\n{body}".encode()


def parts(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The signed text of a note, and its signature lines as (name, bytes). Raises ``Unsound`` (``form``)."""
    body, blank, lines = note.rpartition(_BLANK)
    if not blank or not lines.endswith("\n"):
        raise Unsound("form")
    signatures = []
    for line in lines.splitlines():
        name, _, raw = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH) or not name:
            raise Unsound("form")
        signatures.append((name, _unb64(raw)))
    return body + "\n", signatures


def read(note: str, by: Verifier) -> Checkpoint:
    """The checkpoint of a note, if ``by`` signed it. Raises ``Unsound``: ``form``, ``origin``, ``signature``."""
    body, signatures = parts(note)
    _check_any(body.encode(), signatures, by)
    lines = body.splitlines()
    if len(lines) not in (3, 4) or not lines[1].isdigit() or lines[3:] not in ([], [CLOSING]):
        raise Unsound("form")
    if lines[0] != by.name:
        raise Unsound("origin")
    return Checkpoint(lines[0], int(lines[1]), _unb64(lines[2]), bool(lines[3:]))


def _check_any(text: bytes, signatures: list[tuple[str, bytes]], by: Verifier) -> None:
    for name, raw in signatures:
        if (name, raw[:4]) == (by.name, by.mark) and _holds(by.key, raw[4:], text):
            return
    raise Unsound("signature")


def witnessed(note: str, line: str, by: Verifier) -> Cosignature:
    """What a witness' line says of a note. Raises ``Unsound``: ``form``, ``signature``."""
    body, _ = parts(note)
    _, [(name, raw)] = parts(f"\n\n{line.strip()}\n")
    seen_at = int.from_bytes(raw[4:12], "big")
    if (name, raw[:4]) != (by.name, by.mark) or not _holds(by.key, raw[12:], _cosigned_text(body, seen_at)):
        raise Unsound("signature")
    return Cosignature(name, seen_at)


def _holds(key: bytes, signature: bytes, text: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True
