"""Suggest categories for the texts of a CSV file."""

import csv
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from appeals.services import suggesting

HEADER = [
    "category", "topic", "confidence",
    "category2", "topic2", "confidence2",
    "category3", "topic3", "confidence3",
    "urgent", "masked_text",
]  # fmt: skip
# A cell that begins so is run by spreadsheets; an apostrophe before it makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST_FIELD = 16 * 1024 * 1024


class Command(BaseCommand):
    help = (
        "Read a CSV file with a column `text`, print CSV: three suggestions (category, topic, confidence), whether the "
        "text speaks of danger (`true`, `false`), and the text with personal data masked. Where the machine abstains, "
        "the suggestions are empty."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--csv", required=True, type=Path, metavar="FILE", help="UTF-8, with a column `text`")

    def handle(self, *args, **options) -> None:
        now = timezone.now()
        today = timezone.localdate(now)
        if suggesting.current() is None:
            suggesting.refit(at=now, on=today)
        csv.field_size_limit(LONGEST_FIELD)
        try:
            with options["csv"].open(encoding="utf-8-sig", errors="replace", newline="") as file:
                self._write(csv.DictReader(line.replace("\0", "") for line in file), today)
        except (OSError, csv.Error) as fault:
            raise CommandError(f"{options['csv']}: {fault}") from fault

    def _write(self, rows: csv.DictReader, today) -> None:
        columns = {(name or "").strip().lower(): name for name in rows.fieldnames or []}
        if "text" not in columns:
            raise CommandError("The file has no column `text`.")
        out = csv.writer(self.stdout, lineterminator="\n")
        out.writerow(HEADER)
        read = suggesting.Reader(today)
        for row in rows:
            judged = read(row[columns["text"]] or "")
            cells: list[object] = []
            for one in judged.suggestions:
                cells += [one.category, one.topic, one.confidence]
            cells += [""] * (9 - len(cells))
            out.writerow([*cells, "true" if judged.phone else "false", _plain(judged.masked)])


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
