"""What comes from another system, written down: new appeals with their answers, and corrections of what came before."""

from collections.abc import Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from appeals.enums import Decision, LimitCode, Source
from appeals.models import Answer, Appeal, ImportedRecord
from appeals.selectors import limits
from appeals.services import clock, intake, readings
from appeals.services.importing.values import Incoming
from appeals.services.intake import Entry, Report
from appeals.workflow import APPEAL
from workflow import acts
from workflow.actor import SYSTEM, Actor
from workflow.models import Act
from workflow.refusals import Refused

# The number of the other system is the key; later words for the same number are a correction, not another request.
DIGEST = "import"
# What an import may correct while nobody here has begun to work on the appeal.
OWN_ACTS = frozenset({"register", "amend"})


class Writer:
    """Writes rows of one system, all within the caller's transaction. ``by``: who brought them."""

    def __init__(self, *, system: str, at: datetime, by: Actor) -> None:
        self._system, self._at, self._by = system, at, by

    def wait_for_others(self) -> None:
        """Until the transaction ends, no other run writes rows of this system."""
        intake.wait_for_key(self._key())

    def write(self, rows: Sequence[Incoming]) -> None:
        """Rows that are not here yet: each an appeal, its answer if it has one, and a reading by who brought it."""
        if not rows:
            return
        entries = [Entry(self._key(row.number), _report(row), DIGEST, row.received_at) for row in rows]
        appeals = intake.write_many(entries, actor=SYSTEM)
        moments = {"imported_at": self._at, "changed_at": self._at}
        ImportedRecord.objects.bulk_create(
            ImportedRecord(system=self._system, external_number=row.number, appeal=appeal, marks=row.marks, **moments)
            for row, appeal in zip(rows, appeals, strict=True)
        )
        self._carry_over([(appeal, row) for row, appeal in zip(rows, appeals, strict=True) if row.answer])
        readings.brought(self._by, appeals, system=self._system, at=self._at)

    def correct(self, record: ImportedRecord, row: Incoming, fields: tuple[str, ...]) -> None:
        """Take the newer words of these fields.

        Refused: ``worked_on``: somebody here has worked on it, so both versions need a person; ``received_changed``.
        """
        with transaction.atomic():
            record = ImportedRecord.objects.select_for_update().get(pk=record.pk)
            touched = Act.objects.filter(kind=APPEAL.kind, subject_id=record.appeal_id).exclude(name__in=OWN_ACTS)
            if touched.exists():
                sentence = _("It differs (%(fields)s), but has been worked on here: compare it by hand.")
                raise Refused(sentence % {"fields": ", ".join(fields)}, code="worked_on")
            if "received_at" in fields:
                sentence = _("Its date of receipt changed: the term hangs on it, compare it by hand.")
                raise Refused(sentence, code="received_changed")
            _amend(record.appeal_id, row, fields, at=self._at)
            appeal = Appeal.objects.get(pk=record.appeal_id)
            if row.answer:
                self._carry_over([(appeal, row)])
            readings.brought(self._by, [appeal], system=self._system, at=self._at)
            record.marks, record.changed_at = row.marks, self._at
            record.save(update_fields=["marks", "changed_at"])

    def _carry_over(self, answered: Sequence[tuple[Appeal, Incoming]]) -> None:
        """The answers given in the earlier system, each on its own day. They are no quick answers of ours."""
        given = Answer.objects.bulk_create(_answer(appeal, row) for appeal, row in answered)
        orders = [_order(answer) for answer in given]
        related = ["category"]
        for outcome in acts.perform_many(
            APPEAL, Appeal, orders, "carry_over", actor=SYSTEM, roles=_of_system, at=self._at, related=related
        ):
            if outcome.refusal:
                raise outcome.refusal

    def _key(self, number: str = "") -> UUID:
        """The intake key of a row; without a number, that of the whole system."""
        return uuid5(NAMESPACE_URL, f"appeals.import:{self._system}:{number}")


def _of_system(appeal: Appeal) -> frozenset[str]:
    return frozenset({Role.SYSTEM})


def _report(row: Incoming) -> Report:
    return Report(
        text=row.text,
        language=row.language,
        kind=row.kind,
        source=Source.IMPORT,
        category=row.category,
        details={},
        spot=row.spot,
        contact=row.contact,
        consent="",
        author_id=None,
        filed_by_id=None,
    )


def _amend(pk: int, row: Incoming, fields: tuple[str, ...], *, at: datetime) -> None:
    def change(appeal: Appeal) -> dict:
        report = _report(row)
        appeal.text, appeal.language, appeal.category = report.text, report.language, report.category
        appeal.contact_name, appeal.contact_email = report.contact.name, report.contact.email
        appeal.contact_phone = report.contact.phone
        appeal.point, appeal.district = report.spot.point, report.spot.district
        appeal.address = report.spot.address
        return {"fields": list(fields), **clock.set_term(appeal, kind=report.kind, at=row.received_at)}

    acts.perform(APPEAL, Appeal, pk, "amend", actor=SYSTEM, roles=_of_system, at=at, change=change)


def _answer(appeal: Appeal, row: Incoming) -> Answer:
    answered_at = row.answered_at or row.received_at
    return Answer(
        appeal=appeal,
        decision=Decision.EXPLAINED,
        text=row.answer,
        language=appeal.language,
        written_at=answered_at,
        sent_at=answered_at,
    )


def _order(answer: Answer) -> acts.Order:
    sent_at = answer.written_at

    def change(appeal: Appeal) -> dict:
        days = limits.value(LimitCode.REOPEN_DAYS, category=appeal.category, on=timezone.localdate(sent_at))
        appeal.ended_at, appeal.reopen_until = sent_at, clock.reopen_until(sent_at, days=days)
        return {"answer": answer.pk, "decision": answer.decision, "language": answer.language}

    return acts.Order(answer.appeal_id, change=change, writes=False, at=sent_at)
