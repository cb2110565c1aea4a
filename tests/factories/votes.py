"""An edition in the middle of its vote: keys, charter, projects on the ballot, residents who may vote."""

import itertools
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.contrib.gis.geos import Point
from django.db import connection, transaction

from accounts.enums import IdentityProof, ResidenceProof
from accounts.identity import control_digit, keyed_hash, sealed_for
from accounts.models import Identity, Notice, Residence, User
from budget.enums import EditionStatus, ProposalStatus, Stage, VoteProof
from budget.models import BudgetCategory, Edition, EditionStage, Proposal, VoteCode
from budget.rules.box import envelope
from budget.rules.box.envelope import Choice
from budget.services import casting, editions, keys
from geo.models import District
from tests.factories import people
from tests.factories.budget import BEFORE, Season
from workflow.actor import Actor

_numbers = itertools.count(1)
DISTRICTS = ("medeu", "almaly")
COSTS = (40_000_000, 25_000_000, 90_000_000, 12_000_000)


def days_around(now: datetime) -> dict:
    """The vote runs by the database's clock, so it is laid around this very day."""
    at = [now + timedelta(days=days) for days in (-60, -40, -2, 5, 12, 60, 300)]
    text = [f"{moment:%Y-%m-%d}" for moment in at]
    return {
        Stage.INTAKE: (text[0], text[1]),
        Stage.VETTING: (text[1], text[2]),
        Stage.VOTING: (text[2], text[3]),
        Stage.OPENING: (text[3], text[4]),
        Stage.WORKS: (text[5], text[6]),
    }


def iin() -> str:
    """A number whose control digit is right."""
    while True:
        first = f"{next(_numbers):011d}"
        digit = control_digit(first)
        if digit is not None:
            return f"{first}{digit}"


def code_of(voter: User) -> str:
    """The newest code that was sent to this voter's phone."""
    row = VoteCode.objects.filter(user=voter).latest("sent_at")
    body = Notice.objects.get(key=f"vote-code:{row.public_id}:sms").body
    return "".join(sign for sign in body if sign.isdigit())[:6]


def voter(district: str = "medeu", **fields) -> User:
    """Somebody who may vote: proven in person, with a confirmed phone."""
    number = next(_numbers)
    phone = f"+7701{number:07d}"
    user = people.resident(**{"phone": phone, "phone_verified": True, **fields})
    digits = iin()
    Identity.objects.create(
        user=user,
        iin_hash=keyed_hash(digits, "iin"),
        iin_sealed=sealed_for(user.pk, digits),
        proof=IdentityProof.OFFICER,
    )
    Residence.objects.create(
        user=user,
        district_id=district,
        registered_on=date(2015, 3, 2),
        born_on=date(1985, 1, 1),
        proof=ResidenceProof.REGISTER,
    )
    user.iin = digits
    return user


def end(edition: Edition, actor: Actor) -> Edition:
    """Let the vote be over: its last moment is now. As only a database's keeper could; the law knows orders."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        EditionStage.objects.filter(edition=edition, stage=Stage.VOTING).update(
            closes_at=datetime.now(UTC) - timedelta(seconds=1)
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    editions.close_voting(edition.pk, actor=actor, at=datetime.now(UTC))
    ended = Edition.objects.get(pk=edition.pk)
    assert ended.status == EditionStatus.OPENING
    return ended


@dataclass
class Vote:
    """One edition whose vote is open now. ``shares``: the printed words of its five trustees."""

    rules: dict = field(default_factory=dict)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        self.season = Season(dates=days_around(self.now))
        self.season.__dict__["manager"] = people.officer("edition_manager", "city-akimat")
        self.manager = self.season.manager
        edition = self.season.draft_edition(**{"cutoff_on": date(2026, 1, 1), **self.rules})
        actor = people.acting(self.manager, self.now)
        editions.open_edition(edition.pk, actor=actor, at=BEFORE)
        edition = Edition.objects.get(pk=edition.pk)
        self.projects = {code: [self._project(edition, code, cost) for cost in COSTS] for code in DISTRICTS}
        editions.start_vetting(edition.pk, actor=actor, at=self.now)
        self.shares = [str(share) for share in keys.make(edition, at=self.now)]
        editions.start_voting(edition.pk, actor=actor, at=self.now)
        self.edition = Edition.objects.get(pk=edition.pk)
        self.key = keys.publish(self.edition, at=self.now)

    @property
    def actor(self) -> Actor:
        return people.acting(self.manager, self.now)

    def _project(self, edition: Edition, district: str, cost: int) -> Proposal:
        number = next(_numbers)
        inside = District.objects.get(pk=district).outline.point_on_surface
        return Proposal.objects.create(
            number=editions.next_number(edition.year),
            edition=edition,
            author=people.resident(),
            title=f"{number}-аулада ойын алаңы",
            description="Балаларға арналған жаңа ойын алаңы, орындықтар мен жарық.",
            title_other=f"Детская площадка во дворе {number}",
            description_other="Новая детская площадка, скамейки и освещение.",
            category=BudgetCategory.objects.order_by("position").first(),
            district_id=district,
            point=Point(inside.x, inside.y, srid=4326),
            address=f"Абай даңғылы, {number}",
            cost_tenge=cost,
            status=ProposalStatus.ADMITTED,
            status_since=self.now,
            submitted_at=self.now - timedelta(days=50),
            admitted_at=self.now - timedelta(days=20),
            saved_at=self.now - timedelta(days=50),
        )

    def voter(self, district: str = "medeu", **fields) -> User:
        return voter(district, **fields)

    def numbers(self, *places: int, district: str = "medeu") -> tuple[str, ...]:
        """Numbers of the projects of a district, by their places on the ballot from 1."""
        return tuple(self.projects[district][place - 1].number for place in places)

    def sealed(self, *numbers: str, points: tuple[int, ...] = (), district: str = "medeu") -> bytes:
        """What the browser of a resident of this district sends."""
        bound = district if self.edition.own_district else "*"
        label = envelope.label(self.edition.code, self.key.charter_hash, bound)
        return envelope.seal(Choice(numbers, points), key=envelope.public_key(bytes(self.key.public)), label=label)

    def cast(self, user: User, *numbers: str, district: str = "medeu", **words) -> casting.Cast:
        """The person votes, confirmed by eGov unless ``proof`` says otherwise."""
        words = {"key": uuid.uuid4(), "proof": casting.Proof(VoteProof.EGOV), **words}
        if "choice" not in words and "envelope" not in words:
            words["envelope"] = self.sealed(*numbers, district=district)
        return casting.cast(self.edition.code, user, at=self.now, **words)

    def end(self) -> None:
        self.edition = end(self.edition, self.actor)
