"""Confirm residences from a file of the population register."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.residence import import_register
from workflow.refusals import Refused


class Command(BaseCommand):
    """A dry run unless ``--apply`` is given. Bad rows are named by their line; no IIN is printed."""

    help = "Import a CSV with columns iin, district, registered_on and, where the register gives it, born_on."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="write; without it only tell what would be written")

    def handle(self, *args, file: Path, apply: bool, **options) -> None:
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                result = import_register(lines, at=timezone.now(), apply=apply)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"The file cannot be read: {error}") from error
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        for line, fault in result.bad:
            self.stderr.write(f"line {line}: {fault}")
        verb = "confirmed" if apply else "would be confirmed"
        self.stdout.write(
            f"{result.confirmed} {verb}, {result.unchanged} unchanged, {result.unknown} without an account here, "
            f"{len(result.bad)} bad rows."
        )
        if not apply:
            self.stdout.write("Nothing was written. Run again with --apply.")
