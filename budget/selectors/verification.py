"""Whether what is stored of a vote is what was promised: the database against its own log, row by row."""

from collections.abc import Iterator

from django.db.models import Count, F

from budget.enums import LeafKind, Way
from budget.models import (
    Batch,
    Checkpoint,
    Edition,
    EditionKey,
    LogLeaf,
    LogNode,
    OpenedBallot,
    PaperForm,
    RollMark,
    SealedBallot,
)
from budget.rules.box import charter, envelope, merkle
from budget.selectors.paper import leaf_of_batch


def faults(edition: Edition) -> list[str]:
    """Every fault of the stored rows, named. What the published folder shows is for the stand-alone verifier."""
    key = EditionKey.objects.get(edition=edition)
    leaves = list(LogLeaf.objects.filter(edition=edition).order_by("index"))
    return [
        *_charter(key, leaves),
        *_nodes(edition, leaves),
        *_edges(edition, leaves),
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
    for leaf in leaves:
        if leaf.data and merkle.leaf_hash(leaf.data.encode()) != bytes(leaf.hash):
            yield f"leaf {leaf.index}: is not the hash of its content."
        if bool(leaf.data) == (leaf.kind == LeafKind.BALLOT):
            yield f"leaf {leaf.index}: of another kind than it says."


def _nodes(edition: Edition, leaves: list[LogLeaf]) -> Iterator[str]:
    grown, expected = merkle.Growth(), dict[merkle.Node, bytes]()
    for leaf in leaves:
        expected.update(grown.append(bytes(leaf.hash))[1:])
    rows = LogNode.objects.filter(edition=edition).values_list("level", "place", "root")
    stored = {(level, place): bytes(root) for level, place, root in rows}
    for node in sorted(expected.keys() | stored.keys()):
        if expected.get(node) != stored.get(node):
            yield f"subtree {node[0]}/{node[1]}: is not the root over leaves from {node[1] << node[0]}."


def _edges(edition: Edition, leaves: list[LogLeaf]) -> Iterator[str]:
    """Each checkpoint's row says what its note says, and grows on from the right edge."""
    sizes = {}
    grown = merkle.Growth()
    for leaf in leaves:
        grown.append(bytes(leaf.hash))
        sizes[grown.size] = (grown.root(), [root.hex() for root in grown.edge])
    for row in Checkpoint.objects.filter(edition=edition):
        root, edge = sizes.get(row.size, (b"", []))
        said = row.note.split("\n")
        if bytes(row.root) != root or row.edge != edge or said[1] != str(row.size) or row.closing != (said[3] != ""):
            yield f"checkpoint {row.size}: the row is not what was signed."


def _envelopes(edition: Edition, leaves: list[LogLeaf]) -> Iterator[str]:
    in_log = {bytes(leaf.hash): leaf.index for leaf in leaves if leaf.kind == LeafKind.BALLOT}
    for row in SealedBallot.objects.filter(edition=edition):
        hashed = merkle.leaf_hash(bytes(row.envelope))
        name = f"envelope {row.pk}" if row.leaf_index is None else f"leaf {row.leaf_index}"
        if hashed != bytes(row.leaf_hash) or not envelope.looks_sealed(bytes(row.envelope)):
            yield f"{name}: the envelope is not the one that was promised."
        if row.leaf_index is not None and in_log.get(bytes(row.leaf_hash)) != row.leaf_index:
            yield f"{name}: stands at another place of the log."
        in_log.pop(bytes(row.leaf_hash), None)
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
    if opening is not None:
        rows = OpenedBallot.objects.filter(edition=edition)
        told = dict(rows.values_list("way").annotate(n=Count("pk")).values_list("way", "n"))
        if (told.get(Way.ONLINE, 0), told.get(Way.PAPER, 0)) != (opening.counts["online"], opening.counts["paper"]):
            yield "The opened ballots are not as many by each way as the protocol says."
