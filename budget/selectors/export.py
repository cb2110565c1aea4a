"""What is published of a vote, file by file: enough to check all of it on a machine without a network."""

from collections.abc import Iterator

from budget.enums import LeafKind
from budget.models import Checkpoint, Edition, EditionKey, LogLeaf, OpenedBallot, Opening, TallyRun, Witness
from budget.rules.box import published
from budget.rules.box.charter import canonical


def files(edition: Edition) -> Iterator[tuple[str, str]]:
    """(name, text) of each file. Nothing in them tells a person, a time of a ballot, or a choice before the opening."""
    key = EditionKey.objects.get(edition=edition)
    yield "charter.json", key.charter
    leaves = LogLeaf.objects.filter(edition=edition).order_by("index")
    yield (
        "leaves.jsonl",
        "".join(
            canonical({"index": index, "kind": kind, "hash": bytes(hashed).hex()}) + "\n"
            for index, kind, hashed in leaves.values_list("index", "kind", "hash")
        ),
    )
    batches = leaves.filter(kind=LeafKind.BATCH).values_list("index", "data")
    yield "batches.jsonl", "".join(canonical({"index": index, "data": data}) + "\n" for index, data in batches)
    yield "checkpoints.jsonl", "".join(_checkpoints(edition))
    witnesses = Witness.objects.filter(edition=edition).values_list("key", flat=True)
    yield "witnesses.txt", "".join(f"{one}\n" for one in witnesses)
    opening = Opening.objects.filter(edition=edition).first()
    if opening is not None:
        yield "opening.json", opening.record
        yield "opening.sig", f"{opening.signature}\n"
        yield "ballots.jsonl", ballots(edition)
        runs = TallyRun.objects.filter(edition=edition, district__isnull=False, number=1)
        if runs:
            # The first count: what was taken off it later is a decision of its own, with its reason, beside it.
            winners = {run.district_id: run.winners for run in runs if run.lines}
            yield "results.json", canonical({"winners": winners, "draw": next(iter(runs)).seed})


def _checkpoints(edition: Edition) -> Iterator[str]:
    rows = Checkpoint.objects.filter(edition=edition).prefetch_related("cosignatures").order_by("size", "closing")
    for row in rows:
        yield canonical({"note": row.note, "cosignatures": [line.line for line in row.cosignatures.all()]}) + "\n"


def ballots(edition: Edition) -> str:
    """The opened ballots as published: no way, no time, no person."""
    rows = OpenedBallot.objects.filter(edition=edition).order_by("number")
    return published.lines(
        published.Ballot(row.number, row.district_id, tuple(row.choices), tuple(row.points), row.fault) for row in rows
    )
