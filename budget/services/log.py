"""The log of an edition: leaves are appended in batches, in random order, and each batch is signed.

All that touches the box of an edition shares an advisory lock of PostgreSQL; who closes it takes the lock alone, so
that no ballot is in flight when the last checkpoint is signed.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from budget.enums import EditionStatus, LeafKind, Stage, Way
from budget.models import (
    Checkpoint,
    Cosignature,
    Edition,
    EditionKey,
    EditionStage,
    LogLeaf,
    LogNode,
    SealedBallot,
    Witness,
)
from budget.rules.box import merkle, notes
from budget.selectors import box as boxes
from budget.selectors import paper
from workflow.refusals import Refused

# Any number will do, as long as nothing else in this database takes advisory locks under it.
LOCKS = 70_117


@dataclass(frozen=True)
class Leaf:
    """A leaf to append: its bytes, or the hash where the bytes stay in the box; ``data``: what is public of it."""

    kind: LeafKind
    content: bytes = b""
    hash: bytes = b""
    data: str = ""
    envelope: int | None = None

    def hashed(self) -> bytes:
        return self.hash or merkle.leaf_hash(self.content)


def share_box(edition_id: int) -> None:
    """Until the end of the transaction nobody closes this box."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [LOCKS, edition_id])


def _hold_box(edition_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCKS, edition_id])


def append(
    edition: Edition, key: EditionKey, leaves: Sequence[Leaf], *, at: datetime, closing: bool = False
) -> Checkpoint:
    """Append leaves in this order and sign a checkpoint. The caller holds the row of ``key``.

    Refused: ``box_closed``: the last checkpoint is signed, nothing comes after it.
    """
    last = boxes.newest(edition.pk)
    if last is not None and last.closing:
        raise Refused(_("The ballot box is closed: nothing can be put in any more."), code="box_closed", conflict=True)
    grown = merkle.Growth(last.size, [bytes.fromhex(root) for root in last.edge]) if last else merkle.Growth()
    rows, nodes, places = [], [], []
    for leaf in leaves:
        index, hashed = grown.size, leaf.hashed()
        rows.append(LogLeaf(edition=edition, index=index, kind=leaf.kind, hash=hashed, data=leaf.data))
        for (level, place), root in grown.append(hashed)[1:]:
            nodes.append(LogNode(edition=edition, level=level, place=place, root=root))
        if leaf.envelope is not None:
            places.append((leaf.envelope, index))
    LogLeaf.objects.bulk_create(rows, batch_size=5_000)
    LogNode.objects.bulk_create(nodes, batch_size=5_000)
    _place(places)
    signed = notes.Checkpoint(boxes.origin(edition), grown.size, grown.root(), closing)
    return Checkpoint.objects.create(
        edition=edition,
        size=grown.size,
        root=signed.root,
        edge=[root.hex() for root in grown.edge],
        closing=closing,
        note=notes.signed(signed, boxes.log_key(edition.pk, bytes(key.log_key_sealed))),
        published_at=at,
    )


def _place(places: Sequence[tuple[int, int]]) -> None:
    """Tell the envelopes their numbers in the log, in the random order of the log."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE budget_sealedballot ballot SET leaf_index = place.index"
            " FROM unnest(%s::bigint[], %s::int[]) AS place(id, index) WHERE ballot.id = place.id",
            [[envelope for envelope, _index in places], [index for _envelope, index in places]],
        )


def sequence(edition: Edition, *, at: datetime) -> Checkpoint | None:
    """Put all promised envelopes into the log, in random order. ``None``: there was nothing to do."""
    with transaction.atomic():
        key = EditionKey.objects.select_for_update(of=("self",)).filter(edition=edition).exclude(charter="").first()
        leaves = _promised(edition) if key else []
        return append(edition, key, leaves, at=at) if key and leaves else None


def _promised(edition: Edition) -> list[Leaf]:
    waiting = SealedBallot.objects.filter(edition=edition, leaf_index__isnull=True).values_list("pk", "leaf_hash")
    leaves = [Leaf(LeafKind.BALLOT, hash=bytes(hashed), envelope=pk) for pk, hashed in waiting]
    secrets.SystemRandom().shuffle(leaves)
    return leaves


def close(edition: Edition, *, at: datetime) -> Checkpoint:
    """Sign the closing checkpoint over all that was put in. Doing it twice gives the same one.

    Refused: ``no_keys``; ``still_open``: residents may still vote, by the database's clock; ``forms_out``: paper forms
    are not yet in closed batches.
    """
    with transaction.atomic():
        # Alone first: whoever casts shares this lock before anything else, so no two wait for one another.
        _hold_box(edition.pk)
        key = EditionKey.objects.select_for_update(of=("self",)).filter(edition=edition).exclude(charter="").first()
        if key is None:
            raise Refused(_("The ballot box has no keys yet: the trustees make them first."), code="no_keys")
        last = boxes.closing(edition.pk)
        if last is not None:
            return last
        if _is_open(edition):
            raise Refused(_("The vote is not over yet."), code="still_open", conflict=True)
        if Way.PAPER in edition.ways and paper.forms_out(edition):
            raise Refused(_("Not all paper forms stand in closed batches yet."), code="forms_out", conflict=True)
        return append(edition, key, _promised(edition), at=at, closing=True)


def _is_open(edition: Edition) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT clock_timestamp() < closes_at FROM budget_editionstage WHERE edition_id = %s AND stage = %s",
            [edition.pk, Stage.VOTING],
        )
        row = cursor.fetchone()
    return row is None or row[0]


def keep(*, at: datetime) -> int:
    """What the task does every few minutes: sequence the boxes of running votes, close those that are over.

    Returns how many checkpoints were signed.
    """
    signed = 0
    voting = Edition.objects.filter(status__in=[EditionStatus.VOTING, EditionStatus.OPENING], box__isnull=False)
    for edition in voting.exclude(box__charter=""):
        if boxes.closing(edition.pk) is not None:
            continue
        signed += sequence(edition, at=at) is not None
        ends = EditionStage.objects.filter(edition=edition, stage=Stage.VOTING).values_list("closes_at", flat=True)
        if any(at >= end for end in ends):
            signed += _closed(edition, at)
    return signed


def _closed(edition: Edition, at: datetime) -> int:
    try:
        close(edition, at=at)
    except Refused as refusal:
        if refusal.code not in {"still_open", "forms_out"}:
            raise
        return 0
    return 1


def cosign(edition: Edition, *, size: int, line: str) -> Cosignature:
    """Keep the line of a known witness under a checkpoint of this size.

    Refused: ``no_checkpoint``; ``unknown_witness``: no witness of this edition signed it.
    """
    checkpoint = Checkpoint.objects.filter(edition=edition, size=size).order_by("-closing").first()
    if checkpoint is None:
        raise Refused(_("There is no checkpoint of this size."), code="no_checkpoint", field="size")
    for witness in Witness.objects.filter(edition=edition):
        try:
            seen = notes.witnessed(checkpoint.note, line, notes.verifier(witness.key))
        except notes.Unsound:
            continue
        found, _is_new = Cosignature.objects.get_or_create(
            checkpoint=checkpoint,
            witness=witness,
            defaults={"line": line.strip() + "\n", "seen_at": datetime.fromtimestamp(seen.seen_at, UTC)},
        )
        return found
    raise Refused(_("This is not the signature of a witness of this edition."), code="unknown_witness", field="line")
