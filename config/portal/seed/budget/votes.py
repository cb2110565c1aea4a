"""The ballots of a past edition: drawn by chance, then the envelopes that let exactly so many projects win."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

from budget.enums import SealedBy, VoteProof, Way
from budget.models import Edition, Office, OpenedBallot, Proposal, RollMark
from config.portal.seed import rows
from config.portal.seed.budget import plan


@dataclass(frozen=True)
class Ballot:
    district: str
    choices: tuple[str, ...]
    on_paper: bool
    valid: bool


def drawn(chance: Random, projects: dict[str, list[Proposal]], voters: dict[str, int]) -> list[Ballot]:
    """So many ballots a district. A few favourites and a long tail."""
    found = []
    for district, number in voters.items():
        numbers = [project.number for project in projects[district]]
        weights = list(accumulate(1 / (place + 4) for place in range(len(numbers))))
        for _voter in range(number):
            wanted = chance.choices(list(plan.CHOICES), list(plan.CHOICES.values()))[0]
            chosen = tuple(dict.fromkeys(chance.choices(numbers, cum_weights=weights, k=wanted)))
            valid = chance.random() >= plan.INVALID
            found.append(Ballot(district, chosen if valid else (), chance.random() < plan.ON_PAPER, valid))
    chance.shuffle(found)
    return found


def envelopes(
    ballots: list[Ballot], projects: dict[str, list[Proposal]], winners: dict[str, int]
) -> tuple[list[Ballot], dict[str, int]]:
    """What each district must have so that exactly so many win, in whole millions; the ballots with no tie there."""
    votes = Counter(number for ballot in ballots for number in ballot.choices)
    money = {}
    for district, wanted in winners.items():
        ranked = sorted(projects[district], key=lambda project: (-votes[project.number], project.cost_tenge))
        last, rest = ranked[wanted - 1], ranked[wanted:]
        if rest and votes[last.number] == votes[rest[0].number]:
            ballots = _with_one_more(ballots, district, last.number)
            votes[last.number] += 1
        spent = sum(project.cost_tenge for project in ranked[:wanted])
        money[district] = -(-spent // plan.MILLION) * plan.MILLION + 3 * plan.MILLION
    return ballots, money


def _with_one_more(ballots: list[Ballot], district: str, number: str) -> list[Ballot]:
    for place, ballot in enumerate(ballots):
        if ballot.valid and ballot.district == district and len(ballot.choices) < 3 and number not in ballot.choices:
            more = Ballot(district, (*ballot.choices, number), ballot.on_paper, ballot.valid)
            return [*ballots[:place], more, *ballots[place + 1 :]]
    raise ValueError("Every ballot of the district is full.")


def publish(edition: Edition, ballots: Sequence[Ballot]) -> None:
    """Write the opened ballots down, numbered as they lie."""
    first = rows.next_key(OpenedBallot)
    rows.copy(
        OpenedBallot,
        (
            OpenedBallot(
                pk=first + place, edition_id=edition.pk, number=place + 1, district_id=ballot.district,
                way=Way.PAPER if ballot.on_paper else Way.ONLINE,
                sealed_by=SealedBy.CLERK if ballot.on_paper else SealedBy.BROWSER,
                choices=list(ballot.choices), points=[], valid=ballot.valid, fault="" if ballot.valid else "too_many",
            )
            for place, ballot in enumerate(ballots)
        ),
    )  # fmt: skip
    rows.move_sequence_past(OpenedBallot)


def roll(
    chance: Random, edition: Edition, ballots: Sequence[Ballot], offices: dict[str, Office], *, begins: datetime,
    ends: datetime,
) -> None:  # fmt: skip
    """A mark for every ballot, in another order: what the roll keeps when the keys are gone."""
    order = list(ballots)
    chance.shuffle(order)
    first, days = rows.next_key(RollMark), (ends - begins).days
    proofs = (VoteProof.CODE, VoteProof.EGOV, VoteProof.EDS)

    def mark(place: int, ballot: Ballot) -> RollMark:
        hour = chance.choice(range(9, 18)) if ballot.on_paper else chance.choice(range(7, 24))
        at = begins + timedelta(days=chance.randrange(days), hours=hour, seconds=chance.randrange(3600))
        return RollMark(
            pk=first + place, edition_id=edition.pk, voter_key=f"{chance.getrandbits(256):064x}",
            district_id=ballot.district, way=Way.PAPER if ballot.on_paper else Way.ONLINE,
            proof=VoteProof.OFFICER if ballot.on_paper else chance.choices(proofs, (72, 21, 7))[0],
            casts=1, told=1, office_id=offices[ballot.district].pk if ballot.on_paper else None, marked_at=at,
        )  # fmt: skip

    rows.copy(RollMark, (mark(place, ballot) for place, ballot in enumerate(order)))
    rows.move_sequence_past(RollMark)
