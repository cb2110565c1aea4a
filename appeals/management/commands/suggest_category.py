"""Suggest categories for the texts of a CSV file."""

import csv
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from appeals.services import suggesting
from appeals.services.importing.tables import SAMPLE, delimiter_of, encoding_of

COLUMN = "text"
HEADER = [
    "category", "topic", "confidence",
    "category2", "topic2", "confidence2",
    "category3", "topic3", "confidence3",
    "urgent", "masked_text",
]  # fmt: skip
# A cell that begins so is run by spreadsheets, marks that take no room before it or not; an apostrophe makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
LONGEST_FIELD = 16 * 1024 * 1024


class Command(BaseCommand):
    help = (
        "Read a CSV file with a column `text`, print CSV: three suggestions (category, topic, confidence), whether the "
        "text speaks of danger (`true`, `false`), and the text with personal data masked. Where the machine abstains, "
        "the suggestions are empty."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--csv", required=True, type=Path, metavar="FILE", help="with a column `text`")

    def handle(self, *args, **options) -> None:
        path: Path = options["csv"]
        now = timezone.now()
        today = timezone.localdate(now)
        if suggesting.needed(today):
            suggesting.refit(at=now, on=today)
        try:
            with path.open(encoding=_encoding(path), errors="replace", newline="") as file:
                self._write(_texts(path, file), suggesting.Reader(today))
        except OSError as fault:
            raise CommandError(f"{path}: {fault.strerror}.") from fault
        except csv.Error as fault:
            raise CommandError(f"{path}: {fault}.") from fault

    def _write(self, texts: Iterator[str], read: suggesting.Reader) -> None:
        out = csv.writer(self.stdout, lineterminator="\n")
        out.writerow(HEADER)
        for text in texts:
            judged = read(text)
            cells: list[object] = []
            for one in judged.suggestions:
                cells += [one.category, one.topic, one.confidence]
            cells += [""] * (9 - len(cells))
            out.writerow([*cells, "true" if judged.phone else "false", _plain(judged.masked)])


def _texts(path: Path, file: TextIO) -> Iterator[str]:
    """The cells of the column ``text`` in their order; comma, semicolon or tab between. Refused: no such column."""
    between = delimiter_of(file.read(SAMPLE))
    file.seek(0)
    csv.field_size_limit(LONGEST_FIELD)
    rows = csv.reader((line.replace("\0", "") for line in file), delimiter=between)
    heading = [name.strip().lower() for name in next(rows, [])]
    if COLUMN not in heading:
        named = ", ".join(filter(None, heading)) or "it is empty"
        raise CommandError(f"{path}: the file has no column `{COLUMN}` ({named}).")
    place = heading.index(COLUMN)
    is_last = place == len(heading) - 1
    # An empty line is no row, as everywhere in CSV. A last column that is not in quotes may hold commas.
    return (between.join(row[place:]) if is_last else "".join(row[place : place + 1]) for row in rows if row)


def _encoding(path: Path) -> str:
    """As of an imported table; but a few broken bytes do not make another alphabet of a file in UTF-8."""
    found = encoding_of(path)
    if found == "cp1251":
        with path.open(encoding="utf-8", errors="replace") as file:
            foreign = [char for char in file.read(SAMPLE) if not char.isascii()]
        found = "utf-8" if foreign.count("\ufffd") * 2 < len(foreign) else found
    return found


def _plain(text: str) -> str:
    return f"'{text}" if text.lstrip(_UNSEEN).startswith(_FORMULA) else text
