"""Whether what is stored of a vote is what was promised: the database against its own log, row by row."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F

from budget.enums import LeafKind, SealedBy, Way
from budget.models import (
    Batch,
    Checkpoint,
    Cosignature,
    Edition,
    EditionKey,
    LogLeaf,
    LogNode,
    OpenedBallot,
    Opening,
    PaperForm,
    RollMark,
    SealedBallot,
    Witness,
)
from budget.rules.box import charter, envelope, merkle, notes
from budget.selectors.paper import leaf_of_batch


@dataclass(frozen=True)
class _Keys:
    """``box``: to which ballots are sealed, in hex; ``log``: by which checkpoints are signed; ``shares``: hashes."""

    box: str
    log: notes.Verifier
    shares: list[str]


def faults(edition: Edition) -> list[str]:
    """Every fault of the stored rows, named. What the published folder shows is for the stand-alone verifier."""
    key = EditionKey.objects.filter(edition=edition).first()
    if key is None:
        return ["leaf 0: the keys of the edition are missing."]
    leaves = list(LogLeaf.objects.filter(edition=edition).order_by("index"))
    return [
        *_charter(key, leaves),
        *_nodes(edition, leaves),
        *_edges(edition, key, leaves),
        *_cosignatures(edition),
        *([] if key.destroyed_at else _envelopes(edition, leaves)),
        *_roll(edition, bool(key.destroyed_at)),
        *_paper(edition, leaves),
        *_opened(edition),
    ]


def _charter(key: EditionKey, leaves: list[LogLeaf]) -> Iterator[str]:
    if charter.digest(key.charter) != key.charter_hash:
        yield "leaf 0: the charter is not the one to which ballots were sealed."
    if not leaves or leaves[0].data != key.charter:
        yield "leaf 0: the charter of the log is another one."
    said = _keys_in(key.charter)
    if said is None or (said.box, said.log.key, said.shares) != (
        bytes(key.public).hex(),
        bytes(key.log_public),
        key.share_hashes,
    ):
        yield "leaf 0: the keys of the edition are not those of the charter."
    for leaf in leaves:
        if leaf.data and merkle.leaf_hash(leaf.data.encode()) != bytes(leaf.hash):
            yield f"leaf {leaf.index}: is not the hash of its content."
        if bool(leaf.data) == (leaf.kind == LeafKind.BALLOT):
            yield f"leaf {leaf.index}: of another kind than it says."


def _keys_in(text: str) -> _Keys | None:
    """The keys that a charter names; ``None``: it is no charter."""
    try:
        keys = json.loads(text)["keys"]
        return _Keys(keys["box"], notes.verifier(keys["log"]), keys["shares"])
    except (ValueError, KeyError, TypeError, AttributeError, notes.Unsound):
        return None


def _nodes(edition: Edition, leaves: list[LogLeaf]) -> Iterator[str]:
    grown, expected = merkle.Growth(), dict[merkle.Node, bytes]()
    for leaf in leaves:
        expected.update(grown.append(bytes(leaf.hash))[1:])
    rows = LogNode.objects.filter(edition=edition).values_list("level", "place", "root")
    stored = {(level, place): bytes(root) for level, place, root in rows}
    for node in sorted(expected.keys() | stored.keys()):
        if expected.get(node) != stored.get(node):
            yield f"subtree {node[0]}/{node[1]}: is not the root over leaves from {node[1] << node[0]}."


def _edges(edition: Edition, key: EditionKey, leaves: list[LogLeaf]) -> Iterator[str]:
    """Each checkpoint is signed, its row says what its note says, and it grows on from the right edge."""
    sizes = {}
    grown = merkle.Growth()
    for leaf in leaves:
        grown.append(bytes(leaf.hash))
        sizes[grown.size] = (grown.root(), [root.hex() for root in grown.edge])
    said = _keys_in(key.charter)
    if said is None:
        return
    for row in Checkpoint.objects.filter(edition=edition):
        try:
            note = notes.read(row.note, said.log)
        except notes.Unsound:
            yield f"checkpoint {row.size}: the log has not signed it."
            continue
        told = notes.Checkpoint(note.origin, row.size, bytes(row.root), row.closing)
        if told != note or (told.root, row.edge) != sizes.get(row.size):
            yield f"checkpoint {row.size}: the row is not what was signed."


def _cosignatures(edition: Edition) -> Iterator[str]:
    known = Witness.objects.filter(edition=edition).values("pk")
    lost = Cosignature.objects.filter(checkpoint__edition=edition).exclude(witness_id__in=known).order_by("pk")
    for size in lost.values_list("checkpoint__size", flat=True):
        yield f"checkpoint {size}: a witness has signed it who is not of this edition."


def _envelopes(edition: Edition, leaves: list[LogLeaf]) -> Iterator[str]:
    in_log = {bytes(leaf.hash): leaf.index for leaf in leaves if leaf.kind == LeafKind.BALLOT}
    for row in SealedBallot.objects.filter(edition=edition):
        hashed = merkle.leaf_hash(bytes(row.envelope))
        name = f"envelope {row.pk}" if row.leaf_index is None else f"leaf {row.leaf_index}"
        if hashed != bytes(row.leaf_hash) or not envelope.looks_sealed(bytes(row.envelope)):
            yield f"{name}: the envelope is not the one that was promised."
        place = in_log.pop(bytes(row.leaf_hash), None)
        if row.leaf_index is not None and place != row.leaf_index:
            where = "nowhere in the log" if place is None else f"in the log as leaf {place}"
            yield f"{name}: its envelope stands {where}."
    for index in in_log.values():
        yield f"leaf {index}: its envelope is missing."


def _roll(edition: Edition, destroyed: bool) -> Iterator[str]:
    marks = RollMark.objects.filter(edition=edition).annotate(held=Count("envelopes"))
    if not destroyed:
        for mark in marks.exclude(held=F("casts")):
            yield f"mark {mark.pk}: {mark.casts} envelopes are counted, {mark.held} are there."
    for mark in marks.filter(way=Way.ONLINE, casts=0):
        yield f"mark {mark.pk}: voted online and has no envelope."
    # Nothing but a hand behind the back of the database leaves an envelope without its mark.
    known = RollMark.objects.filter(edition=edition).values("pk")
    for row in SealedBallot.objects.filter(edition=edition).exclude(mark_id__in=known):
        yield f"envelope {row.pk}: its voter is not on the roll."
    opening = getattr(edition, "opening", None)
    if opening is not None and roll_counts(edition) != opening.counts["roll"]:
        yield "The roll is not the one that the opening counted."


def roll_counts(edition: Edition) -> dict[str, int]:
    """Voters on the roll by ``district/way``."""
    rows = RollMark.objects.filter(edition=edition).values_list("district_id", "way").annotate(n=Count("pk"))
    return {f"{district}/{way}": number for district, way, number in rows.order_by("district_id", "way")}


def _paper(edition: Edition, leaves: list[LogLeaf]) -> Iterator[str]:
    in_log = {leaf.data: leaf.index for leaf in leaves if leaf.kind == LeafKind.BATCH}
    for batch in Batch.objects.filter(office__edition=edition, closed_at__isnull=False).select_related("office"):
        if in_log.pop(leaf_of_batch(batch), None) is None:
            yield f"batch {batch.office.code}/{batch.number}: is not what stands in the log."
    for index in in_log.values():
        yield f"leaf {index}: its batch of paper ballots is missing."
    for form in PaperForm.objects.filter(edition=edition, batch__closed_at__isnull=False, agreed=False):
        yield f"form {form.serial}: stands in a closed batch and two clerks have not agreed on it."


def _opened(edition: Edition) -> Iterator[str]:
    for row in OpenedBallot.objects.filter(edition=edition):
        if row.valid == bool(row.fault) or bool(row.choices) != row.valid:
            yield f"ballot {row.number}: says both that it counts and that it does not."
    opening = getattr(edition, "opening", None)
    if opening is None:
        if OpenedBallot.objects.filter(edition=edition).exists():
            yield "The protocol of the opening is missing: ballots are there."
        return
    record = _record(opening)
    if (record.get("counts"), record.get("ballots")) != (opening.counts, opening.ballots_hash):
        yield "The row of the opening does not say what the signed protocol says."
    rows = OpenedBallot.objects.filter(edition=edition)
    for column, names in _TOLD_BY.items():
        found = dict(rows.values_list(column).annotate(n=Count("pk")).values_list(column, "n"))
        told = {value: opening.counts.get(name, 0) for value, name in names.items()}
        if found != {value: number for value, number in told.items() if number}:
            yield f"The opened ballots are not as many by {column} as the protocol says."


# Column of an opened ballot -> what the protocol calls the number of each of its values.
_TOLD_BY: dict[str, dict[str, str]] = {
    "way": {Way.ONLINE: "online", Way.PAPER: "paper"},
    "sealed_by": {
        SealedBy.BROWSER: "sealed_by_browser",
        SealedBy.SERVER: "sealed_by_server",
        SealedBy.CLERK: "paper",
    },
}


def _record(opening: Opening) -> dict[str, Any]:
    try:
        record = json.loads(opening.record)
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}
