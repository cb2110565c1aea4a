"""An edition whose vote is over and opened: ballots by their numbers, without the minutes that sealing takes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from budget.enums import SealedBy, Way
from budget.models import Edition, OpenedBallot, Opening
from budget.rules.box import published
from budget.services import editions, tallying
from tests.factories import people
from tests.factories.votes import Vote
from workflow.actor import Actor


@dataclass
class Election:
    """A vote with opened ballots. ``vote``: its edition, projects and people."""

    rules: dict = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.vote = Vote(rules={"min_votes": {}, **self.rules})
        self.ballots: list[OpenedBallot] = []

    @property
    def edition(self) -> Edition:
        return Edition.objects.get(pk=self.vote.edition.pk)

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    @property
    def actor(self) -> Actor:
        return people.acting(self.vote.manager, self.now)

    def number(self, place: int, district: str = "medeu") -> str:
        """The number of the project at this place of a district's ballot, from 1."""
        return self.vote.numbers(place, district=district)[0]

    def chose(self, times: int, *places: int, district: str = "medeu", way: str = Way.ONLINE, fault: str = "") -> None:
        """So many ballots with these projects."""
        numbers = list(self.vote.numbers(*places, district=district))
        self.ballots += [
            OpenedBallot(
                edition=self.vote.edition,
                number=len(self.ballots) + turn + 1,
                district_id=district,
                way=way,
                sealed_by=SealedBy.CLERK if way == Way.PAPER else SealedBy.BROWSER,
                choices=[] if fault else numbers,
                valid=not fault,
                fault=fault,
            )
            for turn in range(times)
        ]

    def open(self) -> Opening:
        """End the vote and publish these ballots as the opening does."""
        self.vote.end()
        OpenedBallot.objects.bulk_create(self.ballots)
        lines = [published.Ballot(b.number, b.district_id, tuple(b.choices), (), b.fault) for b in self.ballots]
        return Opening.objects.create(
            edition=self.vote.edition,
            opened_at=self.now - timedelta(minutes=1),
            counts={"valid": sum(ballot.valid for ballot in self.ballots)},
            ballots_hash=published.digest(published.lines(lines)),
            record="{}",
            signature="",
        )

    def count(self) -> None:
        tallying.count(self.edition.pk, actor=self.actor, at=self.now)

    def publish(self) -> None:
        editions.publish_results(self.edition.pk, actor=self.actor, at=self.now)

    def counted(self) -> "Election":
        """Medeu: 12, 9, 9 and 5 votes for projects of 40, 25, 90 and 12 million, in an envelope of 800 million."""
        for times, place in ((12, 1), (9, 2), (9, 3), (5, 4)):
            self.chose(times - 1, place)
            self.chose(1, place, way=Way.PAPER)
        self.chose(2, fault="too_many")
        self.chose(7, 1, 2, district="almaly")
        self.open()
        self.count()
        return self


def numbers(rows: Sequence[dict]) -> list[str]:
    return [row["number"] for row in rows]
