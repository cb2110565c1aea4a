"""Foreign rows against what is here: new, changed, the same, or left out; and writing the first two."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from appeals.enums import Decision, LimitCode, Source
from appeals.models import Answer, Appeal, ImportedRecord
from appeals.selectors import limits
from appeals.services import clock, intake, readings
from appeals.services.importing.mapping import Mapping
from appeals.services.importing.tables import Row
from appeals.services.importing.values import Incoming, Judge, RowRefused
from appeals.services.intake import Report
from appeals.workflow import APPEAL
from workflow import acts
from workflow.actor import SYSTEM, Actor
from workflow.kept import reading_once
from workflow.models import Act
from workflow.refusals import Refused

BATCH = 200
# The number of the other system is the key; later words for the same number are a correction, not another request.
DIGEST = "import"
# What an import may correct while nobody here has begun to work on the appeal.
OWN_ACTS = frozenset({"register", "amend"})


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
    """Compares rows of one system and, asked to, writes them. Each row is a transaction of its own: a run that was
    cut off is simply run again. Two runs at once write each row once: the number is locked first.

    ``by``: who runs it. Each row written is a reading of somebody's data, and logged as one with it.
    """

    def __init__(self, *, system: str, mapping: Mapping, apply: bool, at: datetime, by: Actor = SYSTEM) -> None:
        self._system, self._mapping, self._apply, self._at, self._by = system, mapping, apply, at, by
        self._judge = Judge(at=at)
        # Numbers of this file, hashed: a hundred thousand of them are a few megabytes.
        self._seen: dict[int, int] = {}

    def run(self, rows: Iterable[Row]) -> Iterator[Difference]:
        """What each row is, in the order of the file."""
        rows = iter(rows)
        while batch := list(islice(rows, BATCH)):
            with reading_once():  # the tables that decide are read once for a batch, not for each row
                found = list(self._batch(batch))
            yield from found

    def _batch(self, batch: list[Row]) -> Iterator[Difference]:
        judged = [(row.number, self._judged(row)) for row in batch]
        numbers = [each.number for _row, each in judged if isinstance(each, Incoming)]
        known = {
            record.external_number: record
            for record in ImportedRecord.objects.filter(system=self._system, external_number__in=numbers)
        }
        for row, each in judged:
            if isinstance(each, str):
                yield Difference(row, Change.BAD, reason=each)
            else:
                yield self._compared(row, each, known.get(each.number))

    def _judged(self, row: Row) -> Incoming | str:
        """The row, or why it is left out."""
        broken = row.cells.get("", "")
        if broken.startswith("\0"):
            return _("The row cannot be read: %(reason)s.") % {"reason": broken[1:]}
        try:
            incoming = self._judge.incoming(self._mapping.values(row.cells))
        except RowRefused as refusal:
            return str(refusal)
        first = self._seen.setdefault(hash(incoming.number), row.number)
        if first != row.number:
            return _("Its number stands in row %(row)d already.") % {"row": first}
        return incoming

    def _compared(self, row: int, incoming: Incoming, record: ImportedRecord | None) -> Difference:
        if record is None:
            return self._kept(row, incoming) if self._apply else Difference(row, Change.NEW, incoming.number)
        fields = _changed(record, incoming)
        if not fields:
            return Difference(row, Change.SAME, incoming.number)
        if self._apply:
            return self._corrected(row, incoming, record, fields)
        return Difference(row, Change.CHANGED, incoming.number, fields)

    def _kept(self, row: int, incoming: Incoming) -> Difference:
        key = uuid5(NAMESPACE_URL, f"appeals.import:{self._system}:{incoming.number}")
        with transaction.atomic():
            intake.wait_for_key(key)
            there = ImportedRecord.objects.filter(system=self._system, external_number=incoming.number).first()
            if there is not None:  # another run was faster
                fields = _changed(there, incoming)
                return Difference(row, Change.CHANGED if fields else Change.SAME, incoming.number, fields)
            report, at = _report(incoming), incoming.received_at
            filed = intake.write(key, report, [], digest=DIGEST, asks=False, actor=SYSTEM, at=at)
            appeal = filed.appeal
            ImportedRecord.objects.create(
                system=self._system,
                external_number=incoming.number,
                appeal=appeal,
                marks=incoming.marks,
                imported_at=self._at,
                changed_at=self._at,
            )
            if incoming.answer:
                _carry_over(appeal, incoming)
            readings.brought(self._by, appeal, system=self._system, at=self._at)
        return Difference(row, Change.NEW, incoming.number)

    def _corrected(self, row: int, incoming: Incoming, record: ImportedRecord, fields: tuple[str, ...]) -> Difference:
        """Take the newer words, as long as nobody here has worked on it: then both versions need a person."""
        with transaction.atomic():
            record = ImportedRecord.objects.select_for_update().get(pk=record.pk)
            touched = Act.objects.filter(kind=APPEAL.kind, subject_id=record.appeal_id).exclude(name__in=OWN_ACTS)
            if touched.exists():
                reason = _("It differs (%(fields)s), but has been worked on here: compare it by hand.")
                return Difference(row, Change.BAD, incoming.number, fields, reason % {"fields": ", ".join(fields)})
            if "received_at" in fields:
                reason = _("Its date of receipt changed: the term hangs on it, compare it by hand.")
                return Difference(row, Change.BAD, incoming.number, fields, reason)
            try:
                self._amend(record, incoming, fields)
            except Refused as refusal:
                return Difference(row, Change.BAD, incoming.number, fields, str(refusal.sentence))
        return Difference(row, Change.CHANGED, incoming.number, fields)

    def _amend(self, record: ImportedRecord, incoming: Incoming, fields: tuple[str, ...]) -> None:
        def change(appeal: Appeal) -> dict:
            report = _report(incoming)
            appeal.text, appeal.language, appeal.category = report.text, report.language, report.category
            appeal.contact_name, appeal.contact_email = report.contact.name, report.contact.email
            appeal.contact_phone = report.contact.phone
            appeal.point, appeal.district = report.spot.point, report.spot.district
            appeal.address = report.spot.address
            return {"fields": list(fields), **clock.set_term(appeal, kind=report.kind, at=incoming.received_at)}

        acts.perform(
            APPEAL, Appeal, record.appeal_id, "amend", actor=SYSTEM, roles=_of_system, at=self._at, change=change
        )
        appeal = Appeal.objects.get(pk=record.appeal_id)
        if incoming.answer:
            _carry_over(appeal, incoming)
        readings.brought(self._by, appeal, system=self._system, at=self._at)
        record.marks, record.changed_at = incoming.marks, self._at
        record.save(update_fields=["marks", "changed_at"])


def _of_system(appeal: Appeal) -> frozenset[str]:
    return frozenset({Role.SYSTEM})


def _changed(record: ImportedRecord, incoming: Incoming) -> tuple[str, ...]:
    return tuple(sorted(name for name, mark in incoming.marks.items() if record.marks.get(name) != mark))


def _report(incoming: Incoming) -> Report:
    return Report(
        text=incoming.text,
        language=incoming.language,
        kind=incoming.kind,
        source=Source.IMPORT,
        category=incoming.category,
        details={},
        spot=incoming.spot,
        contact=incoming.contact,
        consent="",
        author_id=None,
        filed_by_id=None,
    )


def _carry_over(appeal: Appeal, incoming: Incoming) -> None:
    """The answer given in the earlier system, on its own day. It is no quick answer of ours."""
    answered_at = incoming.answered_at or incoming.received_at

    def change(locked: Appeal) -> dict:
        answer = Answer.objects.create(
            appeal=locked,
            decision=Decision.EXPLAINED,
            text=incoming.answer,
            language=locked.language,
            written_at=answered_at,
            sent_at=answered_at,
        )
        days = limits.value(LimitCode.REOPEN_DAYS, category=locked.category, on=timezone.localdate(answered_at))
        locked.ended_at, locked.reopen_until = answered_at, clock.reopen_until(answered_at, days=days)
        return {"answer": answer.pk, "decision": answer.decision, "language": answer.language}

    acts.perform(APPEAL, Appeal, appeal.pk, "carry_over", actor=SYSTEM, roles=_of_system, at=answered_at, change=change)
