"""``manage.py import_plan FILE --dry-run``: what a plan of instructions says, and what in it is not clear."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from meetings.rules.plan.table import NoTable, Row, read_rows
from meetings.services.plan_files import Unreadable, read_grid


class Command(BaseCommand):
    help = "Read a plan of instructions (XLSX, DOCX, CSV) and say what was understood, row by row. Nothing is written."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", required=True, help="only read and tell")
        parser.add_argument("--json", action="store_true", help="one JSON list, a row for each instruction")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            rows = read_rows(read_grid(file))
        except OSError as error:
            raise CommandError(f"{file.name}: {error.strerror}") from error
        except (Unreadable, NoTable) as error:
            raise CommandError(f"{file.name}: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps([shape(row) for row in rows], ensure_ascii=False, indent=1))
            return
        for row in rows:
            first, last = (f"{day:%d.%m.%Y}" if day else "?" for day in (row.due.first, row.due.last))
            self.stdout.write(f"{row.row}: {row.due.kind} {first}-{last}; {row.lead or '?'}; {row.instruction[:80]}")
            for column, doubt in row.unclear.items():
                self.stdout.write(f"    {column}: {doubt}")
        unclear = sum(bool(row.unclear) for row in rows)
        self.stdout.write(f"Rows: {len(rows)}, with something unclear: {unclear}.")


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
        "unclear": row.unclear,
    }
