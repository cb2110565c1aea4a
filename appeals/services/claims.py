"""The secret by which an appeal filed without an account is followed.

The code is derived from the intake key with a key that only the server has, so that a repeated POST shows the same
receipt; the database holds a keyed hash of it, and nobody who reads the database learns a code.
"""

from uuid import UUID

from accounts.identity import keyed_hash
from appeals.models import Appeal
from appeals.rules import claims


def code_for(intake_key: UUID) -> str:
    """The claim code of the appeal filed under this key: 80 bits, ``7K3M-Q0ZD-1R8V-XW5A``."""
    secret = bytes.fromhex(keyed_hash(str(intake_key), "appeals.claim-code"))
    return claims.write(secret[: claims.CODE_BYTES])


def hash_of(typed: str) -> str:
    """What the database keeps of a code, however it was typed; an empty string where it cannot be a code."""
    signs = claims.read(typed)
    return keyed_hash(signs, "appeals.claim") if signs else ""


def find(typed: str, *, number: str = "") -> Appeal | None:
    """The appeal of this claim code; with a ``number``, only if it is that one.

    One indexed look-up of a keyed hash whatever was typed, so that the time taken tells nothing about a guess.
    """
    found = Appeal.objects.filter(claim_hash=hash_of(typed) or "-").first()
    if found is None or (number and found.number != number.strip()):
        return None
    return found
