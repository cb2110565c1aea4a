"""Three editions, opened, voted on and counted by the real use cases; only applications and ballots come in bulk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from accounts.enums import ResidenceProof
from accounts.models import Organisation, Residence, User
from accounts.selectors import actor_of
from budget.enums import LeafKind, ProposalStatus, Stage
from budget.models import BudgetCategory, Edition, EditionKey, EditionStage, Envelope, Office, Opening, Proposal
from budget.rules.box import notes, published
from budget.selectors import box as boxes
from budget.services import editions, keys, log, tallying
from budget.services import works as building
from config.portal.seed.budget import plan, votes
from config.portal.seed.budget.projects import Applicants, spread
from config.portal.seed.budget.works import Builders
from config.portal.seed.clock import CITY
from config.portal.seed.desk import Desk
from geo.models import District
from workflow.actor import Actor
from workflow.models import Delivery

# Days from the end of the seeded year: intake, check, vote, opening, works, each from and until.
PAST = (-350, -333, -315, -301, -290, -280)
IN_VOTE = (-60, -43, -3, 11, 18, 60)
IN_INTAKE = (-10, 5, 40, 54, 62, 90)
STAGES = (Stage.INTAKE, Stage.VETTING, Stage.VOTING, Stage.OPENING)


@dataclass(frozen=True)
class Budget:
    """What was built. ``shares``: of the trustees of the edition in its vote, told once."""

    applications: int
    ballots: int
    winners: int
    shares: tuple[str, ...]


class Manager:
    """The person who leads the editions, and their dates around the end of the seeded year."""

    def __init__(self, desk: Desk, until: datetime) -> None:
        self.desk, self.until, self.chance = desk, until.astimezone(CITY), desk.chance
        self.user = User.objects.get(pk=desk.people.demo["manager"].pk or 0)
        self.settle()

    def day(self, days: int) -> datetime:
        return datetime.combine(self.until.date() + timedelta(days=days), time(0, 0), CITY)

    def actor(self, at: datetime) -> Actor:
        return actor_of(self.user, at)

    def settle(self) -> None:
        """Residents are registered somewhere, as the budget asks for."""
        districts = list(plan.VOTED)
        Residence.objects.bulk_create(
            Residence(
                user_id=person.pk or 0,
                district_id=self.chance.choices(districts, list(plan.VOTED.values()))[0],
                registered_on=date(2015, 3, 2),
                born_on=date(self.chance.randrange(1950, 2005), self.chance.randrange(1, 13), 1),
                proof=ResidenceProof.REGISTER,
            )
            for person in self.desk.people.residents
        )

    def open(self, code: str, year: int, days: tuple[int, ...], money: dict[str, int], *, works_days: int) -> Edition:
        """Prepare and open an edition: its rules are signed."""
        at = self.day(days[0])
        edition = Edition(
            code=code, year=year, name_kk=f"Халық қатысатын бюджет {code}", name_ru=f"Бюджет народного участия {code}",
            name_en=f"People's budget {code}", mci_year=plan.MCI_YEAR, mci_tenge=plan.MCI_TENGE, cap_mci=plan.CAP_MCI,
            cutoff_on=at.date(), min_votes={"district": 0},
        )  # fmt: skip
        editions.prepare(edition, actor=self.actor(at), at=at)
        moments = [self.day(each) for each in days]
        rows = [*zip(STAGES, moments, moments[1:], strict=False)]
        rows.append((Stage.WORKS, moments[5], moments[5] + timedelta(days=works_days)))
        EditionStage.objects.bulk_create(
            EditionStage(edition=edition, stage=stage, opens_at=opens, closes_at=closes)
            for stage, opens, closes in rows
        )
        Envelope.objects.bulk_create(
            Envelope(edition=edition, district=district, amount_tenge=money.get(district.code, 2_000 * plan.MILLION))
            for district in District.objects.all()
        )
        edition.categories.set(BudgetCategory.objects.all())
        editions.open_edition(edition.pk, actor=self.actor(at), at=at)
        return Edition.objects.get(pk=edition.pk)


def build(desk: Desk, *, scale: float, until: datetime) -> Budget:
    """All three editions. History owes no letters: its deliveries are struck out."""
    manager = Manager(desk, until)
    filed, ballots, winners = _past(manager, scale)
    more, shares = _in_vote(manager, scale)
    intake = _in_intake(manager, scale)
    Delivery.objects.all().delete()
    return Budget(filed + more + intake, ballots, winners, shares)


def _past(manager: Manager, scale: float) -> tuple[int, int, int]:
    """Counted and being built."""
    desk, days = manager.desk, PAST
    edition = manager.open(str(manager.until.year), manager.until.year, days, {}, works_days=-days[5] + 75)
    winners = {code: max(1, round(number * scale)) for code, number in plan.WINNERS.items()}
    projects, filed = _applications(manager, edition, days, round(plan.APPLICATIONS * scale), winners)
    voters = {code: max(30, number) for code, number in spread(round(plan.VOTES * scale), plan.VOTED)}
    if scale >= 1:
        voters["medeu"] += round(plan.VOTES * scale) - sum(voters.values())
    ballots, money = votes.envelopes(votes.drawn(desk.chance, projects, voters), projects, winners)
    check = manager.day(days[1])
    editions.amend_rules(
        edition.pk, changes={}, envelopes=money, reason="Бюджет нақтыланды.", actor=manager.actor(check), at=check
    )
    _vote(manager, edition, days, ballots)
    _count(manager, edition, days, ballots)
    begins = manager.day(days[5])
    editions.start_works(edition.pk, actor=manager.actor(begins), at=begins)
    won = building.begin_all(edition.pk, at=begins)
    Builders(desk, Edition.objects.get(pk=edition.pk), since=begins, until=manager.until).build()
    return filed, len(ballots), won


def _applications(
    manager: Manager, edition: Edition, days: tuple[int, ...], number: int, winners: dict[str, int]
) -> tuple[dict[str, list[Proposal]], int]:
    admitted = {code: max(3, round(won * plan.ADMITTED_PER_WINNER)) for code, won in winners.items()}
    roads = [(code, "admitted") for code, wanted in admitted.items() for _one in range(wanted)]
    rest = max(0, number - len(roads))
    others = manager.chance.choices(list(plan.APPLIED), list(plan.APPLIED.values()), k=rest)
    roads += [(code, "withdrawn" if manager.chance.random() < 0.06 else "refused") for code in others]
    made = Applicants(manager.desk, edition, manager.day(days[0]), manager.day(days[1])).file(roads)
    found: dict[str, list[Proposal]] = {}
    for proposal in made:
        if proposal.status == ProposalStatus.ADMITTED:
            found.setdefault(str(proposal.district_id), []).append(proposal)
    return found, len(made)


def _vote(manager: Manager, edition: Edition, days: tuple[int, ...], ballots: Iterable[votes.Ballot]) -> None:
    checked, opens, closes = (manager.day(days[place]) for place in (1, 2, 3))
    editions.start_vetting(edition.pk, actor=manager.actor(checked), at=checked)
    keys.make(edition, at=opens)
    editions.start_voting(edition.pk, actor=manager.actor(opens), at=opens)
    keys.publish(Edition.objects.get(pk=edition.pk), at=opens)
    offices = {
        code: Office.objects.create(
            edition=edition, code=code, organisation=Organisation.objects.get(code=f"akimat-{code}"), district_id=code,
            name_kk="Әкімдік", name_ru="Акимат", name_en="Akimat",
        )
        for code in plan.WINNERS
    }  # fmt: skip
    votes.roll(manager.chance, edition, list(ballots), offices, begins=opens, ends=closes)
    Edition.objects.filter(pk=edition.pk).update(first_ballot_at=opens + timedelta(hours=1))


def _count(manager: Manager, edition: Edition, days: tuple[int, ...], ballots: list[votes.Ballot]) -> None:
    """The ballots are published as the opening publishes them; the count is the real one."""
    at = manager.day(days[3]) + timedelta(hours=10)
    editions.close_voting(edition.pk, actor=manager.actor(at), at=at)
    votes.publish(edition, ballots)
    lines = (
        published.Ballot(place, ballot.district, ballot.choices, (), "" if ballot.valid else "too_many")
        for place, ballot in enumerate(ballots, 1)
    )
    digest = published.digest(published.lines(lines))
    key = EditionKey.objects.select_for_update().get(edition=edition)
    # The envelopes are gone with their keys: what the log keeps of each is a hash, and here any will do.
    leaves = [log.Leaf(LeafKind.BALLOT, hash=manager.chance.randbytes(32)) for ballot in ballots if not ballot.on_paper]
    closing = log.append(edition, key, leaves, at=at, closing=True)
    counts = {
        "online": sum(not ballot.on_paper for ballot in ballots),
        "paper": sum(ballot.on_paper for ballot in ballots),
        "valid": sum(ballot.valid for ballot in ballots),
        "invalid": {"too_many": sum(not ballot.valid for ballot in ballots)},
        "envelopes": sum(not ballot.on_paper for ballot in ballots),
        "superseded": 0,
        "overridden": 0,
        "sealed_by_browser": sum(not ballot.on_paper for ballot in ballots),
        "sealed_by_server": 0,
    }
    record = published.record(
        edition=edition.code, opened_at=at.isoformat(), checkpoint=notes.parts(closing.note)[0],
        sizes=[1, closing.size], trustees=[1, 2, 3], counts=counts, ballots_hash=digest,
    )  # fmt: skip
    signed = boxes.log_key(edition.pk, bytes(key.log_key_sealed)).sign(record.encode()).hex()
    Opening.objects.create(
        edition=edition, opened_at=at, counts=counts, ballots_hash=digest, record=record, signature=signed
    )
    tallying.count(edition.pk, actor=manager.actor(at), at=at)
    editions.publish_results(edition.pk, actor=manager.actor(at), at=at + timedelta(hours=2))


def _in_vote(manager: Manager, scale: float) -> tuple[int, tuple[str, ...]]:
    """The vote runs: its keys are made, and the demo prints the trustees' shares."""
    year = manager.until.year + 1
    edition = manager.open(str(year), year, IN_VOTE, {}, works_days=340)
    part = scale * plan.IN_VOTE
    winners = {code: max(2, round(number * part / 2)) for code, number in plan.WINNERS.items()}
    _projects, filed = _applications(manager, edition, IN_VOTE, round(plan.APPLICATIONS * part), winners)
    checked, opens = manager.day(IN_VOTE[1]), manager.day(IN_VOTE[2])
    editions.start_vetting(edition.pk, actor=manager.actor(checked), at=checked)
    shares = keys.make(edition, at=opens)
    editions.start_voting(edition.pk, actor=manager.actor(opens), at=opens)
    keys.publish(Edition.objects.get(pk=edition.pk), at=opens)
    return filed, tuple(str(share) for share in shares)


def _in_intake(manager: Manager, scale: float) -> int:
    """Proposals come in."""
    year = manager.until.year + 1
    edition = manager.open(f"{year}-2", year, IN_INTAKE, {}, works_days=250)
    number = max(16, round(plan.APPLICATIONS * plan.IN_INTAKE * scale))
    roads = [
        (code, "departments" if manager.chance.random() < 0.3 else "submitted")
        for code, wanted in spread(number, plan.APPLIED)
        for _one in range(wanted)
    ]
    applicants = Applicants(manager.desk, edition, manager.day(IN_INTAKE[0]), manager.until - timedelta(minutes=5))
    return len(applicants.file(roads))
