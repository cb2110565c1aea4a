"""Bring open terms in line with a changed work calendar."""

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from appeals.selectors import terms as due
from appeals.services import terms
from workflow import calendar

AT_A_TIME = 500


class Command(BaseCommand):
    help = "Recalculate the last days of open appeals by the work calendar as it stands; the journal keeps both days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count the appeals whose last day would move")

    def handle(self, *args, dry_run: bool, **options) -> None:
        if dry_run:
            self.stdout.write(f"{due.displaced(calendar.current()).count()} last days would move.")
            return
        moved = 0
        while batch := terms.recalculate(at=timezone.now(), by="recalculate_terms", limit=AT_A_TIME):
            moved += batch
        self.stdout.write(f"{moved} last days moved.")
