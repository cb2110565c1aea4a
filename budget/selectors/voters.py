"""Who may vote in an edition, and under which keys they stand on its roll."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

from accounts.enums import IdentityProof, ResidenceProof
from accounts.models import Residence, User
from budget.enums import Way
from budget.models import Edition, RollMark
from budget.rules import ages

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


@dataclass(frozen=True)
class Code:
    """The newest one-time code of a person, in force or not: its row, and the phone that it went to."""

    pk: int
    public_id: UUID
    phone: str


@dataclass(frozen=True)
class Arrival:
    """What a cast must know before it begins: of the edition, of its box and of the voter."""

    edition_id: int
    public: bytes
    charter_hash: str
    log_key_sealed: bytes
    roll_key_sealed: bytes
    standing: Standing
    code: Code | None


def standing(user: User, edition: Edition, on: date) -> Standing:
    """May this person vote on that day, and where. One query.

    Obstacles: ``no_residence``: not proven by the register or an officer; ``no_iin``; ``late``: registered after the
    cut-off day; ``no_birth_date``; ``young``. Rules 30 and 35: a bare IIN never votes, age is data.
    """
    known = Residence.objects.filter(user_id=user.pk).values(
        *("district_id", "proof", "registered_on", "born_on"),
        iin_hash=F("user__identity__iin_hash"),
        iin_proof=F("user__identity__proof"),
    )
    phone = user.phone if user.phone and user.phone_verified else ""
    rules = {"cutoff_on": edition.cutoff_on, "min_age": edition.min_age}
    return _judged({**(known.first() or {}), **rules}, on, phone)


def arrival(edition: str, user_id: int, on: date) -> Arrival | None:
    """The same for whoever casts now, with the keys of the box; ``None``: no edition of this code is at its vote.

    One statement, planned once for each connection (``budget_arrival`` of the database).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM budget_arrival(%s, %s)", [edition, user_id])
        row = cursor.fetchone()
        if row is None:
            return None
        found = dict(zip([column.name for column in cursor.description], row, strict=True))
    return Arrival(
        edition_id=found["edition_id"],
        public=bytes(found["public"]),
        charter_hash=found["charter_hash"],
        log_key_sealed=bytes(found["log_key_sealed"]),
        roll_key_sealed=bytes(found["roll_key_sealed"]),
        standing=_judged(found, on),
        code=Code(found["code_id"], found["code_public_id"], found["code_phone"]) if found["code_id"] else None,
    )


def _judged(found: Mapping[str, Any], on: date, phone: str = "") -> Standing:
    """The standing by residence and IIN (``found``: their columns beside ``cutoff_on`` and ``min_age``)."""
    if found.get("proof") not in PROVEN_RESIDENCE:
        return Standing(district=found.get("district_id") or "", obstacle="no_residence")
    return Standing(
        iin_hash=found["iin_hash"] or "",
        district=found["district_id"],
        phone=phone,
        identified=found["iin_proof"] in PROVEN_IDENTITY,
        obstacle=_obstacle(found, on),
    )


def _obstacle(found: Mapping[str, Any], on: date) -> str:
    if not found["iin_hash"]:
        return "no_iin"
    if found["registered_on"] is None or found["registered_on"] > found["cutoff_on"]:
        return "late"
    if found["born_on"] is None:
        return "no_birth_date"
    return "young" if ages.age(found["born_on"], on) < found["min_age"] else ""


def age_groups(edition: Edition, district: str, on: date) -> dict[str, int]:
    """How old those were who voted online in a district, as ``rules.ages.groups`` tells of it. One query."""
    marks = RollMark.objects.filter(edition=edition, district=district, way=Way.ONLINE)
    born = marks.values_list("user__residence__born_on", flat=True)
    return ages.groups(ages.age(born_on, on) for born_on in born if born_on)


def voter_key(roll_key: bytes, iin_hash: str) -> str:
    """Under which a person stands on the roll of one edition: unrelated to the same person's key in another."""
    return hmac.new(roll_key, b"voter\x00" + iin_hash.encode(), sha256).hexdigest()


def phone_key(roll_key: bytes, phone: str) -> str:
    """Under which a phone stands on the roll: one phone, one person."""
    return hmac.new(roll_key, b"phone\x00" + phone.encode(), sha256).hexdigest() if phone else ""
