"""Putting a ballot into the box: one transaction, one person, one ballot that counts.

Thousands of people vote in the same minutes, so a cast is two statements: what it must know (``voters.arrival``), and
``budget_cast`` of the database, which decides and writes. The unique constraints decide, not a look before the leap.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from budget.enums import SealedBy, VoteProof
from budget.models import Edition, RollMark, SealedBallot
from budget.rules import ballots
from budget.rules.box import envelope as envelopes
from budget.rules.box import merkle
from budget.rules.box import receipt as receipts
from budget.rules.box.envelope import Choice
from budget.selectors import box as boxes
from budget.selectors import voters
from budget.selectors.ballot import ballot_costs, form_of
from budget.services import confirming
from workflow.refusals import Refused

# An envelope stands in the log this soon after it was put in; the task runs three times as often.
PROMISE = timedelta(minutes=15)

OBSTACLES = {
    "no_residence": _("Only residents vote whose registration in Almaty the register or an officer has confirmed."),
    "no_iin": _("Add your IIN in your profile first."),
    "late": _("Only those vote who were registered in Almaty on the cut-off day of this vote."),
    "no_birth_date": _("Your date of birth is not confirmed. Show your identity card at the front office."),
    "young": _("You have not reached the age of voting in this vote."),
}


@dataclass(frozen=True)
class Proof:
    """By what the voter confirmed who votes. ``code``: as typed; ``iin_hash``: of the signer, for a signature."""

    way: VoteProof
    code: str = ""
    iin_hash: str = ""


@dataclass(frozen=True)
class Cast:
    """The receipt with its signature. ``again``: this person had voted before, and this ballot counts instead.

    ``is_new`` is false when this very request had been done before; otherwise ``edition_id`` and ``district`` tell
    where it was counted.
    """

    receipt: receipts.Receipt
    signature: bytes
    again: bool
    is_new: bool = True
    edition_id: int = 0
    district: str = ""


def cast(
    edition: str,
    user: User,
    *,
    key: UUID,
    proof: Proof,
    envelope: bytes = b"",
    choice: Choice | None = None,
    at: datetime,
) -> Cast:
    """Put a ballot into the box of the edition of this code: an ``envelope`` that the browser sealed, or a ``choice``
    that the server seals now.

    ``key`` makes a repetition harmless: the same request gives the same receipt, and needs no new code. Casting anew
    replaces the ballot. Whether the vote is open is said by the database's clock; ``at`` is for the age of the voter.

    Refused: the ``OBSTACLES``; ``unproven``: the IIN is only declared, or the signature is somebody else's; ``closed``;
    ``code_over``: no code in force (too old, used, or tried five times); ``code_wrong``: the try is counted;
    ``phone_used``: this phone confirmed another person; ``paper``: a paper ballot was given out; ``moved``;
    ``bad_envelope``; ``key_reused``; for a choice in clear also the faults of ``budget.rules.ballots``.
    """
    found = voters.arrival(edition, user.pk, timezone.localdate(at))
    if found is None:
        raise refusal("closed")
    standing = found.standing
    _check_person(standing, proof)
    if choice is not None:
        envelope, sealed_by = _sealed(choice, found), SealedBy.SERVER
    elif envelopes.looks_sealed(envelope):
        sealed_by = SealedBy.BROWSER
    else:
        raise Refused(
            _("The sealed ballot arrived damaged. Open the page anew and try once more."), code="bad_envelope"
        )
    leaf = merkle.leaf_hash(envelope)
    outcome, number, due = _put(found, user, proof, key, envelope, leaf, sealed_by)
    if outcome == "cast":
        receipt = receipts.Receipt(edition, leaf, int(due.timestamp()), sealed_by)
        signature = _signature(found.edition_id, found.log_key_sealed, receipt)
        return Cast(receipt, signature, number > 1, edition_id=found.edition_id, district=standing.district)
    earlier = again(edition, user, key, envelope if choice is None else b"") if outcome in REPEATED else None
    if earlier is None:
        raise refusal(outcome)
    return earlier


def _check_person(standing: voters.Standing, proof: Proof) -> None:
    if standing.obstacle:
        raise Refused(OBSTACLES[standing.obstacle], code=standing.obstacle)
    signed = proof.way == VoteProof.EDS
    if not (proof.iin_hash == standing.iin_hash if signed else standing.identified):
        raise Refused(
            _(
                "It is not proven that this IIN is yours."
                " Sign in with eGov, or show your identity card at the front office."
            ),
            code="unproven",
        )


def check_choice(choice: Choice, edition: Edition, district: str) -> None:
    """Refused: the faults of ``budget.rules.ballots``, in the field ``choices``."""
    fault = ballots.fault(choice, form_of(edition, district), ballot_costs(edition, district))
    if not fault and not envelopes.fits(choice):
        fault = ballots.TOO_MANY
    if fault:
        raise Refused(FAULTS[fault], code=fault, field="choices")


def _sealed(choice: Choice, found: voters.Arrival) -> bytes:
    """The choice, judged and sealed here. Refused: as ``check_choice``."""
    edition, district = Edition.objects.get(pk=found.edition_id), found.standing.district
    check_choice(choice, edition, district)
    bound = district if edition.own_district else boxes.EVERYWHERE
    label = envelopes.label(edition.code, found.charter_hash, bound)
    return envelopes.seal(choice, key=envelopes.public_key(found.public), label=label)


FAULTS = {
    ballots.EMPTY: _("Choose at least one project."),
    ballots.TOO_MANY: _("You have chosen more projects than the rules allow."),
    ballots.TWICE: _("One project is chosen twice."),
    ballots.UNKNOWN: _("One of the projects is not on your ballot."),
    ballots.MONEY: _("Together these projects cost more than the district has."),
    ballots.POINTS: _("The points do not add up: give out no more than you have, and at least one to each project."),
    ballots.PLACES: _("Two projects stand in one place: give each a place of its own."),
    ballots.FIGURES: _("Write whole numbers beside the projects, and nothing else."),
}

# What the database answers where it puts nothing in: the sentence, and how it is told.
_USED_TWICE = _("This vote was sent before with another content. Open the page anew.")
_REFUSALS: dict[str, dict] = {
    "closed": {"sentence": _("The vote is not open now."), "conflict": True},
    "code_over": {"sentence": _("This code no longer works. Ask for a new one."), "field": "code"},
    "code_wrong": {
        "sentence": _("This code is not right. Check the digits of the newest message."),
        "field": "code",
    },
    "paper": {"sentence": _("You were given a paper ballot: that one counts."), "conflict": True},
    "moved": {"sentence": _("You have voted in another district before: that ballot counts.")},
    "one_voter_per_phone_and_edition": {
        "sentence": _("This phone has confirmed another person's vote. One phone confirms one person."),
        "code": "phone_used",
    },
    "one_envelope_per_request": {"sentence": _USED_TWICE, "code": "key_reused"},
    "no_envelope_twice_in_a_box": {
        "sentence": _("This very envelope is in the box already."),
        "code": "bad_envelope",
    },
}
# So it also answers to a request that was done before.
REPEATED = frozenset({"code_over", "one_envelope_per_request", "no_envelope_twice_in_a_box"})


def refusal(outcome: str) -> Refused:
    """A ``KeyError`` is a constraint that no ballot should ever break."""
    return Refused(**{"code": outcome, **_REFUSALS[outcome]})


_CAST = """
SELECT outcome, number, due FROM budget_cast(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def _put(
    found: voters.Arrival, user: User, proof: Proof, key: UUID, envelope: bytes, leaf: bytes, sealed_by: SealedBy
) -> tuple[str, int, datetime]:
    """What the database says to this ballot, which of the voter's it is, and by when it stands in the log."""
    roll_key = boxes.roll_key(found.edition_id, found.roll_key_sealed)
    code, said, phone = None, "", ""
    if proof.way == VoteProof.CODE and found.code is not None:
        code, said = found.code.pk, confirming.hashed(found.code.public_id, proof.code)
        phone = voters.phone_key(roll_key, found.code.phone)
    voter = voters.voter_key(roll_key, found.standing.iin_hash)
    words: list[Any] = [found.edition_id, user.pk, voter, found.standing.district, proof.way]
    words += [code, said, confirming.TRIES, phone, key, envelope, leaf, sealed_by, PROMISE]
    with connection.cursor() as cursor:
        cursor.execute(_CAST, words)
        return cursor.fetchone()


def _signature(edition_id: int, log_key_sealed: bytes, receipt: receipts.Receipt) -> bytes:
    return receipts.sign(receipt, boxes.log_key(edition_id, log_key_sealed))


def again(edition: str, user: User, key: UUID, envelope: bytes = b"") -> Cast | None:
    """The receipt of a request that was done before; ``None``: it was not, or by somebody else.

    Refused: ``key_reused``: the key came before with another envelope.
    """
    known = SealedBallot.objects.select_related("mark", "edition__box")
    found = known.filter(edition__code=edition, key=key, mark__user=user).first()
    if found is None:
        return None
    if envelope and merkle.leaf_hash(envelope) != bytes(found.leaf_hash):
        raise refusal("one_envelope_per_request")
    due = int(found.due_at.astimezone(UTC).timestamp())
    receipt = receipts.Receipt(edition, bytes(found.leaf_hash), due, found.sealed_by)
    signature = _signature(found.edition_id, bytes(found.edition.box.log_key_sealed), receipt)
    return Cast(receipt, signature, found.number > 1, is_new=False)


def mark_of(edition: Edition, user: User) -> RollMark | None:
    """That this person has voted in the edition, by which way; ``None`` if not."""
    return RollMark.objects.filter(edition=edition, user=user).first()
