"""What a vote is made of: projects, ballots, and the points that ballots give.

Money and points are integers or exact fractions, never floats: two machines must find the same winners.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

Amount = int | Fraction


@dataclass(frozen=True)
class Project:
    """A project on the ballot. ``cost``: what it takes from the envelope, in whole units of the currency if it can."""

    code: str
    cost: Amount
    name: str = ""


@dataclass(frozen=True)
class Ballot:
    """One voter's choice: codes of projects, best first where the order counts; ``points`` beside them or none."""

    choices: tuple[str, ...]
    points: tuple[Amount, ...] = ()


@dataclass(frozen=True)
class Count:
    """What the ballots say: ``votes`` (ballots that name the project) and ``scores`` (what decides), by code."""

    votes: Mapping[str, int]
    scores: Mapping[str, Amount]
    unknown: Mapping[str, int] = field(default_factory=dict)


def by_votes(projects: Sequence[Project], ballots: Iterable[Ballot]) -> Count:
    """Approval and single choice: a ballot gives one point to each project that it names."""
    return _count(projects, ballots, lambda ballot: [1] * len(ballot.choices))


def by_points(projects: Sequence[Project], ballots: Iterable[Ballot]) -> Count:
    """Points given by the voter, project by project."""
    return _count(projects, ballots, lambda ballot: ballot.points)


def by_rank(projects: Sequence[Project], ballots: Iterable[Ballot], *, best: int) -> Count:
    """Borda: the first choice gets ``best`` points, each next one point less, never less than none."""
    return _count(projects, ballots, lambda ballot: [max(best - place, 0) for place in range(len(ballot.choices))])


def _count(projects, ballots, worth) -> Count:
    votes: dict[str, int] = {project.code: 0 for project in projects}
    scores: dict[str, Amount] = dict.fromkeys(votes, 0)
    unknown: dict[str, int] = {}
    for ballot in ballots:
        for code, points in zip(ballot.choices, worth(ballot), strict=False):
            if code in votes:
                votes[code] += 1
                scores[code] += points
            else:
                unknown[code] = unknown.get(code, 0) + 1
    return Count(votes, scores, unknown)
