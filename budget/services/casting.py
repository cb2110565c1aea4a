"""Putting a ballot into the box: one transaction, one person, one ballot that counts.

The unique constraints decide, not a look before the leap. All statements of a cast are plain SQL: thousands of people
vote in the same minutes, and each statement is one trip to the database.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from budget.enums import SealedBy, Stage, VoteProof, Way
from budget.models import Edition, RollMark, SealedBallot
from budget.rules import ballots
from budget.rules.box import envelope as envelopes
from budget.rules.box import merkle
from budget.rules.box import receipt as receipts
from budget.rules.box.envelope import Choice
from budget.selectors import box as boxes
from budget.selectors import voters
from budget.selectors.ballot import ballot_costs, form_of
from budget.services.confirming import Confirmed, attempt
from budget.services.log import share_box
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
    """By what the voter confirmed who votes. ``code``: for the phone; ``iin_hash``: of the signer, for a signature."""

    way: VoteProof
    code: Confirmed | None = None
    iin_hash: str = ""


@dataclass(frozen=True)
class Cast:
    """The receipt with its signature. ``again``: this person had voted before, and this ballot counts instead.

    ``is_new`` is false when this very request had been done before.
    """

    receipt: receipts.Receipt
    signature: bytes
    again: bool
    is_new: bool = True


@dataclass(frozen=True)
class Box:
    """What a cast must know of the edition at its moment, by the database's clock."""

    now: datetime
    public: bytes
    log_key_sealed: bytes
    roll_key_sealed: bytes
    charter_hash: str
    first: bool


def cast(
    edition: Edition,
    user: User,
    *,
    key: UUID,
    proof: Proof,
    envelope: bytes = b"",
    choice: Choice | None = None,
    at: datetime,
) -> Cast:
    """Put a ballot in: an ``envelope`` that the browser sealed, or a ``choice`` that the server seals now.

    ``key`` makes a repetition harmless: the same request gives the same receipt. Casting anew replaces the ballot.
    Whether the vote is open is said by the database's clock; ``at`` is for the age of the voter.

    Refused: the ``OBSTACLES``; ``unproven``: the IIN is only declared, or the signature is somebody else's; ``closed``;
    ``code_used``; ``phone_used``: this phone confirmed another person; ``paper``: a paper ballot was given out;
    ``bad_envelope``; ``key_reused``; for a choice in clear also the faults of ``budget.rules.ballots``.
    """
    try:
        with transaction.atomic():
            return _cast(edition, user, key, proof, envelope, choice, at)
    except IntegrityError as conflict:
        return _explained(conflict, edition, user, key, envelope)


def _cast(
    edition: Edition, user: User, key: UUID, proof: Proof, envelope: bytes, choice: Choice | None, at: datetime
) -> Cast:
    standing = voters.standing(user, edition, timezone.localdate(at))
    _check_person(standing, proof)
    district = standing.district if edition.own_district else boxes.EVERYWHERE
    if choice is not None:
        check_choice(choice, edition, standing.district)
    elif not envelopes.looks_sealed(envelope):
        raise Refused(
            _("The sealed ballot arrived damaged. Open the page anew and try once more."), code="bad_envelope"
        )
    share_box(edition.pk)
    box = open_box_of(edition)
    sealed = envelope or _seal(choice, edition, box, district)
    by = SealedBy.BROWSER if envelope else SealedBy.SERVER
    return _put(edition, user, standing, proof, box, sealed, key, by)


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

_WINDOW = """
SELECT clock_timestamp(), box.public, box.log_key_sealed, box.roll_key_sealed, box.charter_hash,
       edition.first_ballot_at IS NULL
FROM budget_edition edition
JOIN budget_editionstage stage ON stage.edition_id = edition.id AND stage.stage = %s
JOIN budget_editionkey box ON box.edition_id = edition.id AND box.charter <> ''
WHERE edition.id = %s AND edition.status = 'voting' AND %s = ANY (edition.ways)
  AND clock_timestamp() >= stage.opens_at AND clock_timestamp() < stage.closes_at
  AND NOT EXISTS (SELECT 1 FROM budget_checkpoint last WHERE last.edition_id = edition.id AND last.closing)
"""


def open_box_of(edition: Edition, way: Way = Way.ONLINE) -> Box:
    with connection.cursor() as cursor:
        cursor.execute(_WINDOW, [Stage.VOTING, edition.pk, way])
        row = cursor.fetchone()
        if row is None:
            raise Refused(_("The vote is not open now."), code="closed", conflict=True)
        now, public, log_key, roll_key, charter_hash, first = row
        if first:
            cursor.execute(
                "UPDATE budget_edition SET first_ballot_at = %s WHERE id = %s AND first_ballot_at IS NULL",
                [now, edition.pk],
            )
    return Box(now, bytes(public), bytes(log_key), bytes(roll_key), charter_hash, first)


def _seal(choice: Choice | None, edition: Edition, box: Box, district: str) -> bytes:
    if choice is None:
        raise ValueError("Neither an envelope nor a choice.")
    label = envelopes.label(edition.code, box.charter_hash, district)
    return envelopes.seal(choice, key=envelopes.public_key(box.public), label=label)


_MARK = """
INSERT INTO budget_rollmark AS mark (edition_id, voter_key, user_id, district_id, way, proof, phone_key, casts, told,
                                     assisted, marked_at)
VALUES (%s, %s, %s, %s, 'online', %s, %s, 1, 0, false, %s)
ON CONFLICT (edition_id, voter_key) DO UPDATE
    SET casts = mark.casts + 1, proof = excluded.proof,
        phone_key = CASE excluded.phone_key WHEN '' THEN mark.phone_key ELSE excluded.phone_key END
    WHERE mark.way = 'online'
RETURNING id, casts, district_id
"""
_BALLOT = """
INSERT INTO budget_sealedballot (edition_id, mark_id, number, key, envelope, leaf_hash, sealed_by, due_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""


def _put(
    edition: Edition, user: User, standing: voters.Standing, proof: Proof, box: Box, sealed: bytes, key: UUID, by: str
) -> Cast:
    roll_key = boxes.roll_key(edition.pk, box.roll_key_sealed)
    voter = voters.voter_key(roll_key, standing.iin_hash)
    phone = voters.phone_key(roll_key, proof.code.phone) if proof.code else ""
    leaf = merkle.leaf_hash(sealed)
    due = (box.now + PROMISE).replace(microsecond=0)
    with connection.cursor() as cursor:
        if proof.code:
            _use(cursor, proof.code, box.now)
        cursor.execute(_MARK, [edition.pk, voter, user.pk, standing.district, proof.way, phone, box.now])
        row = cursor.fetchone()
        if row is None:
            raise Refused(_("You were given a paper ballot: that one counts."), code="paper", conflict=True)
        mark, number, district = row
        if edition.own_district and district != standing.district:
            raise Refused(_("You have voted in another district before: that ballot counts."), code="moved")
        cursor.execute(_BALLOT, [edition.pk, mark, number, key, sealed, leaf, by, due])
    return _signed(
        edition, box.log_key_sealed, receipts.Receipt(edition.code, leaf, int(due.timestamp()), by), number > 1
    )


def _use(cursor, code: Confirmed, now: datetime) -> None:
    cursor.execute("UPDATE budget_votecode SET used_at = %s WHERE id = %s AND used_at IS NULL", [now, code.pk])
    if cursor.rowcount != 1:
        raise Refused(_("This code no longer works. Ask for a new one."), code="code_used", field="code")


def _signed(
    edition: Edition, log_key_sealed: bytes, receipt: receipts.Receipt, again: bool, *, is_new: bool = True
) -> Cast:
    signature = receipts.sign(receipt, boxes.log_key(edition.pk, log_key_sealed))
    return Cast(receipt, signature, again, is_new)


def cast_by_code(
    edition: Edition,
    user: User,
    *,
    key: UUID,
    code: str,
    envelope: bytes = b"",
    choice: Choice | None = None,
    at: datetime,
) -> Cast:
    """The same, confirmed by the newest code to the voter's phone. A repetition needs no new code.

    Refused: what ``cast`` and ``confirming.confirm`` refuse.
    """
    try:
        # One transaction for the code and the ballot. A wrong code ends it well: the try stays counted.
        with transaction.atomic():
            found = attempt(edition, user, code, at=at)
            if not isinstance(found, Refused):
                return _cast(edition, user, key, Proof(VoteProof.CODE, found), envelope, choice, at)
        raise found
    except IntegrityError as conflict:
        return _explained(conflict, edition, user, key, envelope)
    except Refused as refusal:
        earlier = again(edition, user, key, envelope) if refusal.code in {"code_over", "code_used"} else None
        if earlier is None:
            raise
        return earlier


def again(edition: Edition, user: User, key: UUID, envelope: bytes = b"") -> Cast | None:
    """The receipt of a request that was done before; ``None``: it was not, or by somebody else.

    Refused: ``key_reused``: the key came before with another envelope.
    """
    found = SealedBallot.objects.select_related("mark", "edition__box").filter(edition=edition, key=key).first()
    if found is None or found.mark.user_id != user.pk:
        return None
    if envelope and merkle.leaf_hash(envelope) != bytes(found.leaf_hash):
        raise Refused(_("This vote was sent before with another content. Open the page anew."), code="key_reused")
    due = int(found.due_at.astimezone(UTC).timestamp())
    receipt = receipts.Receipt(edition.code, bytes(found.leaf_hash), due, found.sealed_by)
    return _signed(edition, bytes(found.edition.box.log_key_sealed), receipt, found.number > 1, is_new=False)


def _explained(conflict: IntegrityError, edition: Edition, user: User, key: UUID, envelope: bytes) -> Cast:
    """What a refused row means: a repetition, a phone of somebody else, an envelope copied from somebody else."""
    earlier = again(edition, user, key, envelope)
    if earlier is not None:
        return earlier
    broken = getattr(getattr(conflict.__cause__, "diag", None), "constraint_name", "")
    if broken == "one_voter_per_phone_and_edition":
        raise Refused(
            _("This phone has confirmed another person's vote. One phone confirms one person."), code="phone_used"
        )
    if broken == "one_envelope_per_request":
        raise Refused(_("This vote was sent before with another content. Open the page anew."), code="key_reused")
    if broken == "no_envelope_twice_in_a_box":
        raise Refused(_("This very envelope is in the box already."), code="bad_envelope")
    raise conflict


def mark_of(edition: Edition, user: User) -> RollMark | None:
    """That this person has voted in the edition, by which way; ``None`` if not."""
    return RollMark.objects.filter(edition=edition, user=user).first()
