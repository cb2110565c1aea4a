"""Foreign rows against what is here: new, changed, the same, or left out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from appeals.models import ImportedRecord
from appeals.services.importing.mapping import Mapping
from appeals.services.importing.tables import Row
from appeals.services.importing.values import Incoming, Judge, RowRefused
from appeals.services.importing.writing import Writer
from workflow.actor import SYSTEM, Actor
from workflow.kept import reading_once
from workflow.refusals import Refused

# So many rows are a transaction: all of them or none.
CHUNK = 300


class Change(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    BAD = "bad"


@dataclass(frozen=True)
class Difference:
    """One row. ``fields``: what changed; ``reason``: why it is left out."""

    row: int
    change: Change
    number: str = ""
    fields: tuple[str, ...] = ()
    reason: str = ""


class Importer:
    """Compares rows of one system and, asked to, writes them. A ``chunk`` of rows is a transaction: a run that was cut
    off is simply run again, and goes on after its last whole chunk. Two runs at once write each row once.

    ``by``: who runs it. Each row written is a reading of somebody's data, and logged as one with it.
    """

    def __init__(
        self, *, system: str, mapping: Mapping, apply: bool, at: datetime, by: Actor = SYSTEM, chunk: int = CHUNK
    ) -> None:
        self._system, self._mapping, self._chunk = system, mapping, chunk
        self._judge = Judge(at=at)
        self._writer = Writer(system=system, at=at, by=by) if apply else None
        # Numbers of this file, hashed: a hundred thousand of them are a few megabytes.
        self._seen: dict[int, int] = {}

    def run(self, rows: Iterable[Row]) -> Iterator[Difference]:
        """What each row is, in the order of the file."""
        rows = iter(rows)
        while chunk := list(islice(rows, self._chunk)):
            with reading_once():  # the tables that decide are read once for a chunk, not for each row
                found = self._differences(chunk)
            yield from found

    def _differences(self, chunk: list[Row]) -> list[Difference]:
        bad: list[Difference] = []
        judged: dict[int, Incoming] = {}
        for row in chunk:
            try:
                judged[row.number] = self._judged(row)
            except RowRefused as refusal:
                bad.append(Difference(row.number, Change.BAD, reason=str(refusal)))
        good = self._written(judged, self._writer) if self._writer else self._compared(judged, self._known(judged))
        return sorted(bad + good, key=lambda difference: difference.row)

    def _judged(self, row: Row) -> Incoming:
        """Raises ``RowRefused``."""
        broken = row.cells.get("", "")
        if broken.startswith("\0"):
            raise RowRefused(_("The row cannot be read: %(reason)s.") % {"reason": broken[1:]})
        incoming = self._judge.incoming(self._mapping.values(row.cells))
        first = self._seen.setdefault(hash(incoming.number), row.number)
        if first != row.number:
            raise RowRefused(_("Its number stands in row %(row)d already.") % {"row": first})
        return incoming

    def _known(self, judged: dict[int, Incoming]) -> dict[str, ImportedRecord]:
        """What is here already, by the number of the other system."""
        numbers = [incoming.number for incoming in judged.values()]
        records = ImportedRecord.objects.filter(system=self._system, external_number__in=numbers)
        return {record.external_number: record for record in records}

    @staticmethod
    def _compared(judged: dict[int, Incoming], known: dict[str, ImportedRecord]) -> list[Difference]:
        found = []
        for row, incoming in judged.items():
            record = known.get(incoming.number)
            fields = _changed(record, incoming) if record else ()
            change = Change.NEW if record is None else Change.CHANGED if fields else Change.SAME
            found.append(Difference(row, change, incoming.number, fields))
        return found

    def _written(self, judged: dict[int, Incoming], writer: Writer) -> list[Difference]:
        with transaction.atomic():
            writer.wait_for_others()
            known = self._known(judged)
            found = self._compared(judged, known)
            writer.write([judged[each.row] for each in found if each.change is Change.NEW])
            for place, each in enumerate(found):
                if each.change is Change.CHANGED:
                    found[place] = _corrected(each, judged[each.row], known[each.number], writer)
        return found


def _corrected(told: Difference, incoming: Incoming, record: ImportedRecord, writer: Writer) -> Difference:
    try:
        writer.correct(record, incoming, told.fields)
    except Refused as refusal:
        return Difference(told.row, Change.BAD, told.number, told.fields, str(refusal.sentence))
    return told


def _changed(record: ImportedRecord, incoming: Incoming) -> tuple[str, ...]:
    return tuple(sorted(name for name, mark in incoming.marks.items() if record.marks.get(name) != mark))
