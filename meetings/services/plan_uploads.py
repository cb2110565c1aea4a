"""A file of a plan at the desk: kept, shown with its differences, and written only as it was shown."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import shelf as shelves
from accounts.models import Organisation
from accounts.shelf import remove_files_on_commit, shelf
from accounts.texts import one_line
from meetings import policy
from meetings.models import Evidence, Plan, PlanFile
from meetings.services import evidence, plan_import, plan_reading, plans
from meetings.services.plan_files import MAX_BYTES
from meetings.services.plan_reading import Reading
from workflow import acts
from workflow.actor import Actor
from workflow.refusals import Refused

FOLDER = "plan-files"
ENDINGS = (".xlsx", ".docx", ".csv")
KEPT_DAYS = 30


def upload(
    file: BinaryIO,
    *,
    name: str,
    akimat: Organisation,
    given_on: date,
    plan: Plan | None = None,
    actor: Actor,
    at: datetime,
) -> PlanFile:
    """Keep a file to be looked at. ``plan``: into which it goes; without one, the plan that this file made before.

    Refused (field ``file``): ``file_kind``, ``file_large``, ``file_empty``; ``role``; what reading refuses.
    """
    if not actor.is_system and not policy.keeps_plans_of(actor, akimat.pk):
        raise Refused(acts.NOT_YOURS, code="role")
    content = file.read(MAX_BYTES + 1)
    shown = one_line(name)[-200:]
    ending = Path(shown).suffix.casefold()
    if ending not in ENDINGS:
        sentence = _("Only XLSX, DOCX and CSV are read; save the file as one of them.")
        raise Refused(sentence, code="file_kind", field="file")
    if not content:
        raise Refused(_("The file is empty."), code="file_empty", field="file")
    if len(content) > MAX_BYTES:
        raise Refused(_("The file is too large: bring it in parts."), code="file_large", field="file")
    digest = hashlib.sha256(content).hexdigest()
    target = plan or made_of(akimat, digest=digest, name=shown, given_on=given_on)
    with _on_disk(content, ending) as path:
        plan_reading.read(path, given_on=given_on, plan=target)
    with shelf(at, folder=FOLDER) as kept, transaction.atomic():
        return PlanFile.objects.create(
            akimat=akimat,
            plan=target,
            given_on=target.given_on if target else given_on,
            name=shown,
            file=kept.keep_document(content, ending=ending),
            digest=digest,
            uploaded_at=at,
            uploaded_by_id=actor.user_id,
        )


def made_of(akimat: Organisation, *, digest: str, name: str, given_on: date) -> Plan | None:
    """The plan that this very file, or an older version of it by name and day, made before."""
    files = PlanFile.objects.filter(akimat=akimat, written_at__isnull=False, plan__isnull=False)
    files = files.select_related("plan").order_by("-written_at")
    found = files.filter(digest=digest).first() or files.filter(name=name, given_on=given_on).first()
    return found.plan if found else None


def reading_of(upload: PlanFile) -> Reading:
    """The file read again and compared with the plan as it stands now. Refused: what reading refuses."""
    with upload.file.open("rb") as stored:
        content = stored.read()
    with _on_disk(content, Path(str(upload.file.name)).suffix) as path:
        return plan_reading.read(path, given_on=upload.given_on, plan=upload.plan)


def write(upload_id: int, *, actor: Actor, at: datetime) -> Plan:
    """Write an uploaded file into its plan, or into a new one; all of it or nothing.

    Refused: ``not_found``; ``written``: it was written before; what ``plan_import.write`` refuses.
    """
    with transaction.atomic():
        waiting = PlanFile.objects.select_for_update(of=("self",)).select_related("akimat__district", "plan__akimat")
        row = waiting.filter(pk=upload_id).first()
        if row is None:
            raise Refused(acts.NOT_FOUND, code="not_found")
        if row.written_at is not None:
            raise Refused(_("This file was written already."), code="written", conflict=True)
        reading = reading_of(row)
        title = Path(row.name).stem
        plan = row.plan or plans.open_plan(row.akimat, given_on=row.given_on, title=title, actor=actor, at=at)
        plan_import.write(reading, plan, actor=actor, at=at)
        row.plan, row.written_at = plan, at
        row.save(update_fields=["plan", "written_at"])
    return plan


def forget_unwritten(*, at: datetime) -> int:
    """Remove the files that were shown and never written, a month after they came. Returns how many."""
    with transaction.atomic():
        old = PlanFile.objects.filter(written_at__isnull=True, uploaded_at__lt=at - timedelta(days=KEPT_DAYS))
        rows = list(old.select_for_update(skip_locked=True, of=("self",)))
        remove_files_on_commit([str(row.file) for row in rows])
        PlanFile.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def sweep(day: date) -> int:
    """Remove the files of that day that no plan and no report owns: a killed process left them. For days long past."""
    swept = shelves.sweep(day, folder=FOLDER, columns={PlanFile: ["file"]})
    return swept + shelves.sweep(day, folder=evidence.FOLDER, columns={Evidence: ["file", "thumb"]})


@contextmanager
def _on_disk(content: bytes, ending: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"plan{ending}"
        path.write_bytes(content)
        yield path
