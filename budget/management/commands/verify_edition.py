import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from budget.models import Edition
from budget.selectors import export, verification

ALONE = settings.BASE_DIR / "script" / "verify_edition.py"


class Command(BaseCommand):
    help = "Check a vote: every stored row against the log, and what is published by the stand-alone verifier."

    def add_arguments(self, parser) -> None:
        parser.add_argument("edition")
        parser.add_argument("--folder", type=Path, help="a published folder to check instead of a fresh export")

    def handle(self, *, edition: str, folder: Path | None, **options) -> None:
        row = Edition.objects.filter(code=edition, box__isnull=False).first()
        if row is None:
            raise CommandError(f"There is no edition {edition} with a ballot box.")
        faults = verification.faults(row)
        for fault in faults:
            self.stdout.write(f"FAULT: {fault}")
        with tempfile.TemporaryDirectory() as fresh:
            if folder is None:
                folder = Path(fresh)
                for name, text in export.files(row):
                    (folder / name).write_bytes(text.encode())
            # Another program in another process, which knows nothing of this one.
            told = subprocess.run(  # noqa: S603
                [sys.executable, "-I", str(ALONE), str(folder)], capture_output=True, text=True, check=False
            )
        self.stdout.write(told.stdout)
        if told.returncode or faults:
            raise CommandError(told.stderr or "The vote does not stand the check: see the faults above.")
