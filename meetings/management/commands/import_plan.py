"""``manage.py import_plan FILE``: a plan of instructions out of a file of an office."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from accounts.models import Organisation
from meetings.models import Plan
from meetings.rules.plan.table import NoTable, Row, read_rows
from meetings.services import plan_import, plan_uploads
from meetings.services.plan_files import Unreadable, read_grid
from meetings.services.plan_reading import Reading
from meetings.services.plan_reading import read as read_plan
from workflow.actor import SYSTEM
from workflow.refusals import Refused

SIGNS = {"new": "+", "changed": "~", "same": "="}


class Command(BaseCommand):
    help = (
        "Bring a plan of instructions (XLSX, DOCX, CSV) into a plan: all rows or none. Run again it doubles nothing. "
        "With --dry-run it only tells: what was understood and, where --plan or --akimat names it, what would change."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only read and tell")
        parser.add_argument("--json", action="store_true", help="one JSON list, a row for each instruction")
        parser.add_argument("--akimat", default="", help="code of the akimat; without it the city's: city-akimat")
        parser.add_argument("--plan", default="", help="code of the plan that it goes into, for example city-2026-7")
        parser.add_argument("--given-on", type=date.fromisoformat, help="day of the instructions; without it: today")
        parser.add_argument("--publish", action="store_true", help="give the rows to their bodies at once")
        parser.add_argument("--language", choices=["kk", "ru", "en"], default="ru", help="of what is told")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if options["json"]:
            if not options["dry_run"]:
                raise CommandError("--json tells of a dry run: add --dry-run.")
            rows = [shape(row) for row in self._rows(file)]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        with translation.override(options["language"]):
            if options["dry_run"] and not (options["akimat"] or options["plan"]):
                self._tell_rows(self._rows(file))
                return
            try:
                self._bring(file, options)
            except Refused as refusal:
                raise CommandError(f"{file.name}: {refusal}") from refusal
            except OSError as error:
                raise CommandError(f"{file.name}: {error.strerror}") from error

    def _rows(self, file: Path) -> list[Row]:
        try:
            return read_rows(read_grid(file))
        except OSError as error:
            raise CommandError(f"{file.name}: {error.strerror}") from error
        except (Unreadable, NoTable) as error:
            raise CommandError(f"{file.name}: {error}") from error

    def _tell_rows(self, rows: list[Row]) -> None:
        for row in rows:
            first, last = (f"{day:%d.%m.%Y}" if day else "?" for day in (row.due.first, row.due.last))
            self.stdout.write(f"{row.row}: {row.due.kind} {first}-{last}; {row.lead or '?'}; {row.instruction[:80]}")
            for column, doubt in row.unclear.items():
                self.stdout.write(f"    {column}: {doubt}")
        unclear = sum(bool(row.unclear) for row in rows)
        self.stdout.write(f"Rows: {len(rows)}, with something unclear: {unclear}.")

    def _bring(self, file: Path, options: dict[str, Any]) -> None:
        at = timezone.now()
        plan = self._plan(options["plan"])
        akimat = plan.akimat if plan else self._akimat(options["akimat"] or "city-akimat")
        given_on = options["given_on"] or timezone.localdate(at)
        if options["dry_run"]:
            self._tell(read_plan(file, given_on=given_on, plan=plan))
            return
        with file.open("rb") as stream:
            kept = plan_uploads.upload(
                stream, name=file.name, akimat=akimat, given_on=given_on, plan=plan, actor=SYSTEM, at=at
            )
        self._tell(plan_uploads.reading_of(kept))
        written = plan_uploads.write(kept.pk, actor=SYSTEM, at=at)
        if options["publish"] and written.published_at is None:
            plan_import.publish(written.pk, actor=SYSTEM, at=at)
        self.stdout.write(f"Plan: {written.code}.")

    def _plan(self, code: str) -> Plan | None:
        plan = Plan.objects.select_related("akimat").filter(code=code).first()
        if code and plan is None:
            raise CommandError(f"--plan: there is no plan {code}.")
        return plan

    def _akimat(self, code: str) -> Organisation:
        akimat = Organisation.objects.select_related("district").filter(code=code).first()
        if akimat is None:
            raise CommandError(f"--akimat: there is no body {code}.")
        return akimat

    def _tell(self, reading: Reading) -> None:
        for entry in reading.entries:
            if entry.change != "same":
                text = entry.words.text_kk or entry.words.text_ru
                self.stdout.write(f"{SIGNS[entry.change]} {entry.row}: {text[:90]}")
            for one in entry.differences:
                self.stdout.write(f"    {one.column}: {one.here!r} -> {one.there!r}")
        for finding in reading.findings:
            self.stdout.write(f"{'!' if finding.stops else '?'} {finding.row}: {finding.sentence}")
        counts = ", ".join(f"{change}: {reading.count(change)}" for change in SIGNS)
        left, stops = len(reading.missing), len(reading.stops)
        self.stdout.write(f"Rows: {len(reading.entries)} ({counts}); not in the file: {left}; stops: {stops}.")


def shape(row: Row) -> dict[str, Any]:
    """A row for other programs. Days are ISO 8601; ``unclear``: column -> what was not understood."""
    return {
        "row": row.row,
        "number": row.number,
        "section": row.section,
        "question": row.question,
        "instruction": row.instruction,
        "lead": row.lead,
        "co_doers": row.co_doers,
        "by_agreement": [doer.name for doer in row.doers if doer.by_agreement],
        "due": row.due.text,
        "due_kind": row.due.kind.value,
        "due_from": row.due.first.isoformat() if row.due.first else None,
        "due_to": row.due.last.isoformat() if row.due.last else None,
        "amount_tenge": row.money.tenge,
        "form": row.form,
        "progress": row.progress,
        "state": row.state,
        "sdg": row.sdg,
        "unclear": row.unclear,
    }
