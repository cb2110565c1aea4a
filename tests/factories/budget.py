"""Editions and proposals, carried by the real use cases to where a test needs them."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from accounts.models import Residence, User
from budget.enums import Stage
from budget.models import BudgetCategory, Edition, EditionStage, Envelope
from budget.services import editions
from geo.models import District
from tests.factories import people
from workflow.actor import Actor

ALMATY = ZoneInfo("Asia/Almaty")


def day(text: str, hour: int = 0) -> datetime:
    """A moment in Almaty."""
    return datetime.combine(date.fromisoformat(text), datetime.min.time(), ALMATY) + timedelta(hours=hour)


# Monday to Monday, without holidays: intake in September, the check in October, the vote in November.
DATES = {
    Stage.INTAKE: ("2026-09-01", "2026-10-01"),
    Stage.VETTING: ("2026-10-01", "2026-11-02"),
    Stage.VOTING: ("2026-11-02", "2026-11-16"),
    Stage.OPENING: ("2026-11-16", "2026-11-24"),
    Stage.WORKS: ("2027-01-04", "2028-01-01"),
}
BEFORE = day("2026-08-20", 10)
INTAKE = day("2026-09-07", 10)
VETTING = day("2026-10-05", 10)
VOTING = day("2026-11-04", 10)
AFTER = day("2026-11-17", 10)
ENVELOPE = 800_000_000


def edition_row(code: str = "2027", **fields) -> Edition:
    """The rules of 2024, moved to the works of 2027; not saved."""
    whole = {
        "code": code,
        "name_kk": "Халық қатысатын бюджет 2027",
        "name_ru": "Бюджет народного участия 2027",
        "name_en": "People's budget 2027",
        "year": 2027,
        "mci_year": 2026,
        "mci_tenge": 4325,
        "cap_mci": 25_000,
        "cutoff_on": date(2026, 9, 1),
        "min_votes": {"district": 50},
    }
    return Edition(**{**whole, **fields})


@dataclass
class Season:
    """The people of one edition: a manager, the office of a district, and residents."""

    district: str = "medeu"
    dates: dict = field(default_factory=lambda: dict(DATES))

    @cached_property
    def manager(self) -> User:
        return people.officer("edition_manager", "city-akimat")

    @cached_property
    def author(self) -> User:
        return self.resident("1990-05-17", full_name="Айгүл Серікқызы")

    def resident(self, born_on: str = "1985-01-01", registered_on: str = "2015-03-02", **fields) -> User:
        """Somebody registered in the district of the season."""
        user = people.resident(**fields)
        Residence.objects.create(
            user=user,
            district_id=self.district,
            registered_on=date.fromisoformat(registered_on),
            born_on=date.fromisoformat(born_on),
        )
        return user

    def officer(self, role: str, organisation: str | None = None, district: str | None = None) -> User:
        return people.officer(role, organisation or f"akimat-{self.district}", district)

    def actor(self, who: str | User, at: datetime) -> Actor:
        return people.acting(getattr(self, who) if isinstance(who, str) else who, at)

    def draft_edition(self, code: str = "2027", **fields) -> Edition:
        """An edition being prepared, with its dates, envelopes and categories."""
        row = edition_row(code, **fields)
        editions.prepare(row, actor=self.actor("manager", BEFORE), at=BEFORE)
        EditionStage.objects.bulk_create(
            EditionStage(edition=row, stage=stage, opens_at=day(opens), closes_at=day(closes))
            for stage, (opens, closes) in self.dates.items()
        )
        Envelope.objects.bulk_create(
            Envelope(edition=row, district=district, amount_tenge=ENVELOPE) for district in District.objects.all()
        )
        row.categories.set(BudgetCategory.objects.all())
        return row

    def open_edition(self, code: str = "2027", **fields) -> Edition:
        """The same, open: its rules are signed and intake runs by its dates."""
        row = self.draft_edition(code, **fields)
        editions.open_edition(row.pk, actor=self.actor("manager", BEFORE), at=BEFORE)
        return Edition.objects.get(pk=row.pk)
