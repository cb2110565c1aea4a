"""Fill the city with people and a year of appeals."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from accounts.models import User
from appeals.models import Appeal, Category
from config.portal.seed import instructions, plan, town
from config.portal.seed.people import DEMO_HOST


class Command(BaseCommand):
    help = (
        "Fill an empty city with people of every role and appeals of a year: --scale 0.01 is a small town, --scale 1 "
        "a real year (180,000 appeals). The same --seed and --until give the same town. Never in production: the "
        "accounts have a known password."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=float, default=0.01, help="1 is a real year; default 0.01")
        parser.add_argument("--seed", type=int, default=1, help="the chance that leads the town; default 1")
        parser.add_argument("--until", help="day on which the year ends, YYYY-MM-DD at noon; default: now")
        parser.add_argument("--quiet", action="store_true", help="no progress bar")

    def handle(self, *args, scale: float, seed: int, until: str | None, quiet: bool, **options) -> None:
        self._check(scale)
        end = _moment(until)
        number = round(plan.APPEALS_A_YEAR * scale)
        with tqdm(total=number, unit="appeals", disable=quiet or None, mininterval=0.5) as bar:
            built = town.build(scale=scale, seed=seed, until=end, progress=bar.update)
        told = instructions.build(built.signed, seed=seed, until=end)
        self.stdout.write(f"{told.plans} plans with {told.instructions} instructions.")
        self.stdout.write(
            f"{built.appeals} appeals with {built.acts} acts, {built.meetings} meetings, {built.staff} posts, "
            f"{built.residents} residents, up to {end:%Y-%m-%d %H:%M}. Accounts: manage.py demo_accounts"
        )
        budget = built.budget
        self.stdout.write(
            f"People's budget: {budget.applications} applications, {budget.ballots} ballots, {budget.winners} winners. "
            "The shares of the trustees of the edition in its vote, told this once:"
        )
        for share in budget.shares:
            self.stdout.write(f"  {share}")

    def _check(self, scale: float) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("seed_city is not for production: its accounts have a known password.")
        if not 0 < scale <= 10:
            raise CommandError("--scale is more than 0 and at most 10.")
        if not Category.objects.exists():
            raise CommandError("The city has no categories yet: run manage.py load_reference first.")
        if Appeal.objects.exists() or User.objects.filter(email__endswith=f"@{DEMO_HOST}").exists():
            raise CommandError(
                "This city has appeals or demo accounts already, and its journal is never emptied. Use a new database: "
                "set BIRGE_DB to another name and run script/server, or drop this one and migrate again."
            )


def _moment(day: str | None) -> datetime:
    if day is None:
        return timezone.localtime()
    try:
        return datetime.combine(datetime.fromisoformat(day), time(12, 0), ZoneInfo(settings.TIME_ZONE))
    except ValueError:
        raise CommandError("--until is a day, written YYYY-MM-DD.") from None
