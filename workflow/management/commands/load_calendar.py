"""Seed the work calendar."""

from django.core.management.base import BaseCommand, CommandParser

from workflow import reference


class Command(BaseCommand):
    help = "Fill the work calendar of Kazakhstan for years that it does not have yet; rows entered by hand stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--years", nargs="+", type=int, default=list(reference.YEARS), metavar="YEAR")
        parser.add_argument("--refresh", action="store_true", help="also update the library's own rows of these years")

    def handle(self, *args, years: list[int], refresh: bool, **options) -> None:
        changes = reference.load(years, refresh=refresh)
        for change in changes:
            self.stdout.write(change)
        self.stdout.write(f"{len(changes)} days of the calendar changed.")
