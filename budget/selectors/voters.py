"""Who may vote in an edition, and under which keys they stand on its roll."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from accounts.enums import IdentityProof, ResidenceProof
from accounts.models import Residence, User
from budget.models import Edition

PROVEN_RESIDENCE = frozenset({ResidenceProof.REGISTER, ResidenceProof.OFFICER})
PROVEN_IDENTITY = frozenset({IdentityProof.EGOV, IdentityProof.OFFICER})


@dataclass(frozen=True)
class Standing:
    """What is known of a person who would vote. ``obstacle``: why not, or an empty string.

    ``identified``: the IIN is proven to be this person's; where it is only declared, nothing but a digital signature
    that carries the same IIN can vote.
    """

    iin_hash: str = ""
    district: str = ""
    phone: str = ""
    identified: bool = False
    obstacle: str = ""


def standing(user: User, edition: Edition, on: date) -> Standing:
    """May this person vote on that day, and where. One query.

    Obstacles: ``no_residence``: not proven by the register or an officer; ``no_iin``; ``late``: registered after the
    cut-off day; ``no_birth_date``; ``young``. Rules 30 and 35: a bare IIN never votes, age is data.
    """
    found = (
        Residence.objects.filter(user_id=user.pk)
        .values("district_id", "proof", "registered_on", "born_on", "user__identity__iin_hash", "user__identity__proof")
        .first()
    )
    if found is None or found["proof"] not in PROVEN_RESIDENCE:
        return Standing(district=found["district_id"] if found else "", obstacle="no_residence")
    return Standing(
        iin_hash=found["user__identity__iin_hash"] or "",
        district=found["district_id"],
        phone=user.phone if user.phone and user.phone_verified else "",
        identified=found["user__identity__proof"] in PROVEN_IDENTITY,
        obstacle=_obstacle(found, edition, on),
    )


def _obstacle(found: Mapping[str, Any], edition: Edition, on: date) -> str:
    if not found["user__identity__iin_hash"]:
        return "no_iin"
    if found["registered_on"] is None or found["registered_on"] > edition.cutoff_on:
        return "late"
    if found["born_on"] is None:
        return "no_birth_date"
    return "young" if age(found["born_on"], on) < edition.min_age else ""


def age(born_on: date, on: date) -> int:
    """Whole years on a day. Who was born on 29 February is a year older on 1 March."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def voter_key(roll_key: bytes, iin_hash: str) -> str:
    """Under which a person stands on the roll of one edition: unrelated to the same person's key in another."""
    return hmac.new(roll_key, b"voter\x00" + iin_hash.encode(), sha256).hexdigest()


def phone_key(roll_key: bytes, phone: str) -> str:
    """Under which a phone stands on the roll: one phone, one person."""
    return hmac.new(roll_key, b"phone\x00" + phone.encode(), sha256).hexdigest() if phone else ""
