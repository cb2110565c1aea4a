"""The official count as plain values: rules in, lines and steps out, with hashes that anybody can make again.

Everything here is whole numbers and text, so that the same count has the same bytes on every machine.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from budget.rules import signing, tally, voting
from budget.rules.tally import Fit, Found, Outcome, Rules, Step, Ties
from budget.rules.voting import Ballot, Count, Project

FORMAT = "birge-tally/1"


@dataclass(frozen=True)
class Cast:
    """An opened ballot: ``choices`` are numbers of projects. ``way``: online or paper."""

    choices: tuple[str, ...]
    points: tuple[int, ...] = ()
    way: str = "online"


def counted(form: str, choices: int, projects: Sequence[Project], ballots: Iterable[Ballot]) -> Count:
    """The votes by the form of the edition. ``choices``: how many places a ranking has."""
    if form == "points":
        return voting.by_points(projects, ballots)
    if form == "ranking":
        return voting.by_rank(projects, ballots, best=choices)
    return voting.by_votes(projects, ballots)


def by_way(casts: Iterable[Cast]) -> Mapping[str, Mapping[str, int]]:
    """How many ballots name each project, by way."""
    found: dict[str, Counter] = {}
    for cast in casts:
        found.setdefault(cast.way, Counter()).update(cast.choices)
    return found


def plain_rules(rules: Rules) -> dict[str, Any]:
    """The parameters as JSON has them. ``share``: per cent. The seed stands apart: it is a secret until the count."""
    return {
        "envelope": int(rules.envelope),
        "fit": rules.fit.value,
        "share": int(rules.share * 100),
        "minimum": int(rules.minimum),
        "ties": rules.ties.value,
        "exclusive": sorted(sorted(group) for group in rules.exclusive),
        "excluded": dict(sorted(rules.excluded.items())),
    }


def rules_from(plain: Mapping[str, Any], seed: str) -> Rules:
    """The way back."""
    return Rules(
        envelope=plain["envelope"],
        fit=Fit(plain["fit"]),
        share=Fraction(plain["share"], 100),
        minimum=plain["minimum"],
        ties=Ties(plain["ties"]),
        seed=seed,
        exclusive=tuple(frozenset(group) for group in plain["exclusive"]),
        excluded=plain["excluded"],
    )


def plain_step(step: Step) -> dict[str, Any]:
    return {
        "found": step.found.value,
        "project": step.code,
        "score": int(step.score),
        "cost": int(step.cost),
        "left": int(step.left),
        "missing": int(step.missing),
        "others": list(step.others),
        "note": step.note,
    }


def plain_lines(
    projects: Sequence[Project], count: Count, outcome: Outcome, ways: Mapping[str, Mapping[str, int]]
) -> list[dict[str, Any]]:
    """The projects as ranked: those struck off or below the minimum last, each by points.

    ``found``: the last word of the log on the project; ``place``: from 1, in the order in which the list was walked.
    """
    last = {step.code: step for step in outcome.steps if step.found is not Found.TIE}
    aside = {Found.EXCLUDED, Found.BELOW_MINIMUM}
    walked = list(dict.fromkeys(s.code for s in outcome.steps if s.found is not Found.TIE and s.found not in aside))
    rest = sorted(
        (project.code for project in projects if project.code not in walked),
        key=lambda code: (-count.scores[code], code),
    )
    costs = {project.code: project.cost for project in projects}
    won = frozenset(outcome.winners)
    return [
        {
            "place": place,
            "number": code,
            "cost": int(costs[code]),
            "score": int(count.scores[code]),
            "votes": count.votes[code],
            "online": ways.get("online", {}).get(code, 0),
            "paper": ways.get("paper", {}).get(code, 0),
            "won": code in won,
            "found": last[code].found.value,
        }
        for place, code in enumerate([*walked, *rest], 1)
    ]


def inputs_hash(
    *, edition: str, district: str, rules_hash: str, ballots_hash: str, projects: Sequence[Project], rules: Rules
) -> str:
    """SHA-256 in hex of all that decides the outcome. ``ballots_hash``: of the published ballots."""
    return signing.digest_of(
        {
            "format": FORMAT,
            "edition": edition,
            "district": district,
            "rules_hash": rules_hash,
            "ballots": ballots_hash,
            "projects": [[project.code, int(project.cost)] for project in projects],
            "rules": plain_rules(rules),
            "seed": rules.seed,
        }
    )


def outcome_hash(outcome: Outcome) -> str:
    """SHA-256 in hex of winners, log and remainder."""
    return signing.digest_of(
        {
            "format": FORMAT,
            "winners": list(outcome.winners),
            "steps": [plain_step(step) for step in outcome.steps],
            "left": int(outcome.left),
            "owed": int(outcome.owed),
        }
    )


def next_in_line(
    lines: Sequence[Mapping[str, Any]], *, money: int, rules: Rules, taken: frozenset[str], gone: frozenset[str]
) -> Outcome:
    """Who is offered money that came back: down the list as it was ranked, by the same rule.

    ``taken``: numbers that won by any run and are not given up; ``gone``: winners that failed, which are not offered
    again. The ranking holds the ties as they were decided, so none is decided anew.
    """
    waiting = [
        line
        for line in lines
        if line["number"] not in taken | gone and line["found"] not in ("excluded", "below_minimum")
    ]
    free = [line for line in waiting if not _rivals(line["number"], rules) & taken]
    projects = [Project(line["number"], line["cost"]) for line in free]
    scores = {line["number"]: line["score"] for line in free}
    ranked = Rules(envelope=money, fit=rules.fit, share=rules.share, ties=Ties.LISTED, exclusive=rules.exclusive)
    return tally.tally(projects, Count(scores, scores), ranked)


def _rivals(code: str, rules: Rules) -> frozenset[str]:
    return frozenset().union(*(group for group in rules.exclusive if code in group)) - {code}
