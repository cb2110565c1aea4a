"""Editions and proposals, carried by the real use cases to where a test needs them."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db import connection

from accounts.models import Residence, User
from budget.enums import CouncilMotion, ProposalStatus, Stage
from budget.models import BudgetCategory, Criterion, Edition, EditionStage, Envelope, Proposal, Sitting
from budget.services import author as authors
from budget.services import council, decisions, drafts, editions, formal, keys, pictures, reviews, submission
from geo.models import District
from tests.factories import people
from tests.factories.appeals import photo
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
# In Medeu, by the park; the square below it lies in the same district.
MEDEU = (76.9683, 43.2590)
SQUARE = (
    '{"type":"Polygon","coordinates":[[[76.9680,43.2586],[76.9690,43.2586],[76.9690,43.2594],[76.9680,43.2594],'
    "[76.9680,43.2586]]]}"
)
WORDS = {
    "language": "kk",
    "title": "Саябақтағы орындықтар мен шамдар",
    "description": "Саябақ жолының бойына он екі орындық пен алты шам орнатамыз: кешке қарттар мен балалар отырады.",
    "title_other": "Скамейки и фонари в парке",
    "description_other": "Вдоль дорожки парка поставим двенадцать скамей и шесть фонарей для пожилых и детей.",
    "category": "benches",
    "lon": str(MEDEU[0]),
    "lat": str(MEDEU[1]),
    "area": "",
    "address": "Гоголь көшесі, 28 панфиловшы саябағы",
    "costs": [
        {"year": "2027", "title": "12 орындық", "amount": "3 600 000"},
        {"year": "2027", "title": "6 шам", "amount": "5400000"},
    ],
    "funding": [{"source": "sponsor", "name": "«Жарық» ЖШС", "amount": "1 000 000"}],
}
KK, RU = "Желінің қорғау аймағында орналасқан.", "Расположено в охранной зоне сетей."


def astride(one: str, other: str) -> str:
    """A square of some 80 m around a point of the border between two districts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_X(p), ST_Y(p) FROM (SELECT ST_PointOnSurface(ST_Intersection(ST_Buffer(a.outline, 0.00005), "
            "ST_Buffer(b.outline, 0.00005))) p FROM geo_district a, geo_district b WHERE a.code=%s AND b.code=%s) q",
            [one, other],
        )
        lon, lat = cursor.fetchone()
    ring = [[lon - 5e-4, lat - 4e-4], [lon + 5e-4, lat - 4e-4], [lon + 5e-4, lat + 4e-4], [lon - 5e-4, lat + 4e-4]]
    corners = ",".join(f"[{x:.6f},{y:.6f}]" for x, y in [*ring, ring[0]])
    return '{"type":"Polygon","coordinates":[[' + corners + "]]}"


def edition_row(code: str = "2027", **fields) -> Edition:
    """The rules of 2024, moved to the works of 2027; not saved."""
    whole = {
        "code": code,
        "name_kk": f"Халық қатысатын бюджет {code}",
        "name_ru": f"Бюджет народного участия {code}",
        "name_en": f"People's budget {code}",
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
    """The people of one edition: a manager, the office of a district, and residents.

    ``intake`` and ``vetting``: when authors send their proposals in, and when the check begins.
    """

    code: str = "2027"
    district: str = "medeu"
    dates: dict = field(default_factory=lambda: dict(DATES))
    intake: datetime = INTAKE
    vetting: datetime = VETTING

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

    @cached_property
    def edition(self) -> Edition:
        return self.open_edition(self.code)

    @cached_property
    def secretary(self) -> User:
        return self.officer("council_secretary", district=self.district)

    @cached_property
    def council(self) -> list[User]:
        """Five members; the first of them takes the chair."""
        return [self.officer("council_member", district=self.district) for _number in range(5)]

    @cached_property
    def akim(self) -> User:
        """Decides on appeals against refusals."""
        return people.officer("city_akimat", "city-akimat")

    def draft(
        self, author: User | None = None, at: datetime | None = None, edition: Edition | None = None, **words
    ) -> Proposal:
        """A whole draft with a photo, ready to be sent."""
        at = at or self.intake
        actor = self.actor(author or "author", at)
        row = drafts.start(edition or self.edition, language="kk", actor=actor, at=at)
        drafts.keep(row.pk, words={**WORDS, **words}, actor=actor, at=at)
        pictures.add(row.pk, files=[photo()], kind="photo", actor=actor, at=at)
        return Proposal.objects.get(pk=row.pk)

    def proposal(self, status: str = ProposalStatus.SUBMITTED, author: User | None = None, **words) -> Proposal:
        """A proposal in this status, each step taken by whoever takes it in life."""
        row = self.draft(author, **words)
        for step in ROADS[status]:
            getattr(self, f"_{step}")(row.pk, row.author)
        return Proposal.objects.get(pk=row.pk)

    def experts(self) -> dict[str, User]:
        """One expert for each body that judges a criterion."""
        if not hasattr(self, "_experts"):
            codes = set(Criterion.objects.values_list("organisation__code", flat=True))
            self._experts = {code: people.officer("expert", code) for code in sorted(codes)}
        return self._experts

    def _submit(self, pk: int, author: User) -> None:
        submission.submit(pk, actor=people.acting(author, self.intake), at=self.intake)

    def _pass_formal(self, pk: int, author: User) -> None:
        formal.pass_formal(pk, actor=self.actor("secretary", self.vetting), at=self.vetting)

    def _find(self, pk: int, author: User, finding: str = "met", text: str = "") -> None:
        for code, expert in self.experts().items():
            own = Criterion.objects.filter(organisation__code=code)
            found = {row.code: (finding, text) for row in own}
            reviews.find(
                pk, organisation=code, findings=found, actor=people.acting(expert, self.vetting), at=self.vetting
            )

    def sitting(self, *numbers: str, at: datetime | None = None):
        at = at or self.vetting
        return council.convene(
            self.edition,
            district=self.district,
            held_on=at.date(),
            chair_id=self.council[0].pk,
            numbers=numbers,
            actor=self.actor("secretary", at),
            at=at,
        )

    def decide(self, pk: int, motion: str, at: datetime | None = None) -> None:
        """All members vote for the motion, and the chair signs."""
        at = at or self.vetting
        self.decide_at(self.sitting(Proposal.objects.get(pk=pk).number, at=at), motion, at=at)

    def decide_at(self, sitting: Sitting, motion: str, at: datetime) -> None:
        """The same at a sitting that was begun before."""
        item = sitting.items.get()
        words = {} if motion == CouncilMotion.ADMIT else {"code": "networks", "text_kk": KK, "text_ru": RU}
        council.move(item.pk, motion=motion, actor=self.actor("secretary", at), at=at, **words)
        for member in self.council:
            council.vote(item.pk, choice="for", actor=people.acting(member, at), at=at)
        council.sign(sitting.pk, actor=people.acting(self.council[0], at), at=at)

    def _admit(self, pk: int, author: User) -> None:
        self.decide(pk, CouncilMotion.ADMIT)

    def _rework(self, pk: int, author: User) -> None:
        self.decide(pk, CouncilMotion.REWORK)

    def _lapse(self, pk: int, author: User) -> None:
        decisions.lapse(at=self.vetting + timedelta(days=8))

    def _refuse(self, pk: int, author: User) -> None:
        self.decide(pk, CouncilMotion.REFUSE, at=self.vetting + timedelta(days=8))

    def _appeal(self, pk: int, author: User) -> None:
        at = self.vetting + timedelta(days=9)
        words = "Желі бұл жерден өтпейді, сызба қоса берілді."
        authors.appeal(pk, text=words, actor=people.acting(author, at), at=at)

    def _withdraw(self, pk: int, author: User) -> None:
        authors.withdraw(pk, actor=people.acting(author, self.vetting), at=self.vetting)

    def vote(self, *, projects: int = 1) -> Edition:
        """The edition in its vote, with so many projects on the ballot of the district."""
        for _number in range(projects):
            self.proposal(ProposalStatus.ADMITTED, self.resident())
        editions.advance(at=self.vetting)
        keys.make(self.edition, at=self.vetting)
        editions.advance(at=VOTING)
        return Edition.objects.get(pk=self.edition.pk)


_TO_COUNCIL = ("submit", "pass_formal", "find")
_TO_REFUSAL = (*_TO_COUNCIL, "rework", "lapse", "refuse")
ROADS: dict[str, tuple[str, ...]] = {
    ProposalStatus.DRAFT: (),
    ProposalStatus.SUBMITTED: ("submit",),
    ProposalStatus.DEPARTMENTS: _TO_COUNCIL[:2],
    ProposalStatus.COUNCIL: _TO_COUNCIL,
    ProposalStatus.REWORK: (*_TO_COUNCIL, "rework"),
    ProposalStatus.ADMITTED: (*_TO_COUNCIL, "admit"),
    ProposalStatus.REFUSED: _TO_REFUSAL,
    ProposalStatus.APPEALED: (*_TO_REFUSAL, "appeal"),
    ProposalStatus.WITHDRAWN: ("submit", "withdraw"),
}
