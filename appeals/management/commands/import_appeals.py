"""``manage.py import_appeals``: appeals from a table of another system."""

import csv
from argparse import ArgumentParser
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from tqdm import tqdm

from accounts.models import User
from accounts.selectors import actor_of
from appeals.services.importing import (
    Change,
    Difference,
    Importer,
    Mapping,
    MappingRefused,
    TableRefused,
    mapping_for,
    table,
)
from appeals.services.importing.mapping import FIELDS, read_file, read_pairs
from workflow.actor import SYSTEM, Actor

SHOWN = 20
SIGNS = {Change.NEW: "+", Change.CHANGED: "~", Change.BAD: "!"}


class Command(BaseCommand):
    help = (
        "Import appeals from CSV, XLSX or JSON. Without --apply nothing is written: the report shows what is new, "
        "changed or the same, and which rows are left out and why. May be run again: a number of the same system is "
        "never imported twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a table with a heading: .csv, .xlsx, .json or .jsonl")
        parser.add_argument("--system", default="import", help="where it comes from, for example eotinish")
        parser.add_argument(
            "--by", default="", metavar="E-MAIL", help="the official who runs it; for the log of readings"
        )
        parser.add_argument("--apply", action="store_true", help="write; without it this is a dry run")
        names = ", ".join(FIELDS)
        parser.add_argument("--mapping", type=Path, help=f"TOML file with lines field = heading; fields: {names}")
        parser.add_argument("--map", action="append", default=[], metavar="FIELD=HEADING", help="one column; repeat it")
        parser.add_argument("--encoding", default="", help="of a CSV or JSON file; found out by itself if not given")
        parser.add_argument("--bad", type=Path, help="where to list the rows left out (CSV); default: FILE.bad.csv")
        parser.add_argument("--language", choices=["kk", "ru", "en"], default="ru", help="of the reasons")
        parser.add_argument("--all", action="store_true", help=f"list every row that differs, not the first {SHOWN}")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        system = options["system"].strip()
        if not system or len(system) > 40:
            raise CommandError("--system: give it a name of at most 40 letters.")
        now = timezone.now()
        by = _official(options["by"], now)
        try:
            given = (read_file(options["mapping"]) if options["mapping"] else {}) | read_pairs(options["map"])
            reader = table(path, encoding=options["encoding"])
            with translation.override(options["language"]), reader as (headings, rows):
                mapping = mapping_for(headings, given=given)
                self._tell_mapping(mapping)
                importer = Importer(system=system, mapping=mapping, apply=options["apply"], at=now, by=by)
                self._run(importer, rows, options)
        except (TableRefused, MappingRefused, UnicodeDecodeError) as refusal:
            raise CommandError(f"{refusal}") from None

    def _run(self, importer: Importer, rows, options: dict[str, Any]) -> None:
        counts: Counter[Change] = Counter()
        bad_path = options["bad"] or options["file"].with_name(f"{options['file'].name}.bad.csv")
        most = None if options["all"] else SHOWN
        with bad_path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["row", "number", "reason"])
            bar = tqdm(rows, unit=" rows", file=self.stderr, disable=options["verbosity"] == 0, mininterval=1.0)
            for each in importer.run(bar):
                counts[each.change] += 1
                if each.change is Change.BAD:
                    writer.writerow([each.row, _harmless(each.number), _harmless(each.reason)])
                if each.change is not Change.SAME and (most is None or counts[each.change] <= most):
                    self.stdout.write(_line(each))
        if not counts[Change.BAD]:
            bad_path.unlink()
        self._tell(counts, bad_path, applied=options["apply"])

    def _tell_mapping(self, mapping: Mapping) -> None:
        for field, heading in mapping.columns.items():
            self.stdout.write(f"  {field:<12} ← {heading}")
        if mapping.unused:
            self.stdout.write(f"  not used: {', '.join(mapping.unused)}")

    def _tell(self, counts: Counter[Change], bad_path: Path, *, applied: bool) -> None:
        for change in Change:
            self.stdout.write(f"{change.value:<8} {counts[change]:>9}")
        if counts[Change.BAD]:
            self.stdout.write(f"The rows left out are listed with their reasons in {bad_path}")
        self.stdout.write("Written." if applied else "Dry run: nothing was written. Add --apply.")


def _official(email: str, at: datetime) -> Actor:
    """Who answers for the run; the system where nobody is named."""
    if not email:
        return SYSTEM
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    actor = actor_of(user, at) if user else None
    if actor is None or not actor.posts:
        raise CommandError("--by: nobody with this e-mail is in office today.")
    return actor


def _line(each: Difference) -> str:
    told = f" {', '.join(each.fields)}" if each.fields else ""
    reason = f" {each.reason}" if each.reason else ""
    return f"{SIGNS[each.change]} row {each.row}: {each.number or '–'}{told}{reason}"


def _harmless(text: str) -> str:
    """Whoever opens the list in a spreadsheet runs no formula of a stranger's."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
