"""The voter's receipt: a signed promise that an envelope will stand in the log by a given time.

It names the envelope by its leaf hash and says nothing of the choice.
"""

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_HEAD = "birge-receipt/v1"


@dataclass(frozen=True)
class Receipt:
    """``leaf``: hash of the leaf; ``due``: seconds since 1970 by which it stands in the log."""

    edition: str
    leaf: bytes
    due: int
    sealed_by: str

    def body(self) -> bytes:
        """What is signed."""
        return "\n".join([_HEAD, self.edition, self.leaf.hex(), str(self.due), self.sealed_by, ""]).encode()


def sign(receipt: Receipt, key: Ed25519PrivateKey) -> bytes:
    return key.sign(receipt.body())


def holds(receipt: Receipt, signature: bytes, key: bytes) -> bool:
    """Whether the log's key (32 bytes) signed this receipt."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, receipt.body())
    except (InvalidSignature, ValueError):
        return False
    return True
