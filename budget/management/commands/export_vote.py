from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from budget.models import Edition
from budget.selectors import export


class Command(BaseCommand):
    help = "Write the public folder of a vote: charter, log, checkpoints and, after the opening, the ballots."

    def add_arguments(self, parser) -> None:
        parser.add_argument("edition")
        parser.add_argument("folder", type=Path)

    def handle(self, *, edition: str, folder: Path, **options) -> None:
        row = Edition.objects.filter(code=edition, box__isnull=False).first()
        if row is None:
            raise CommandError(f"There is no edition {edition} with a ballot box.")
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in export.files(row):
            (folder / name).write_bytes(text.encode())
            self.stdout.write(name)
