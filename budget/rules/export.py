"""A district's count as a file of the Pabulib library (``.pb``): META, PROJECTS and VOTES, UTF-8 without BOM.

Format: pabulib.org/format. Ballots are shuffled by a given chance and numbered afresh. They hold neither age nor sex,
because opened ballots have no person: the ages of a district's voters stand in META, in groups of which none is small.
The way of voting is told only where every way has ``LEAST_CELL`` ballots.
Projects stand in the order in which the list was walked, so that a recount which takes ties by the order of the file
finds the ties as the draw decided them.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from random import Random
from typing import Any

from budget.rules.ages import LEAST_CELL
from budget.rules.official import Cast

METHODS = {"online": "internet", "paper": "paper"}
VOTE_TYPES = {
    "approval": "approval",
    "knapsack": "approval",
    "choose_1": "choose-1",
    "points": "cumulative",
    "ranking": "ordinal",
}


@dataclass(frozen=True)
class Listed:
    """A project of the file. ``place``: on the ballot, by which ballots name it; ``lat``, ``lon``: degrees."""

    place: int
    number: str
    name: str
    category: str
    lat: str
    lon: str


@dataclass(frozen=True)
class About:
    """What META says besides the count. ``instance``: year of the works; ``form``, ``choices``: of the edition.
    ``ages``: groups of those who voted online, and how many each.
    """

    description: str
    district: str
    instance: str
    edition: str
    form: str
    choices: int
    begins_on: date
    ends_on: date
    ages: Mapping[str, int] = field(default_factory=dict)


def lines(
    about: About,
    *,
    rules: Mapping[str, Any],
    ranked: Sequence[Mapping[str, Any]],
    listed: Mapping[str, Listed],
    casts: Iterable[Cast],
    seed: str,
) -> Iterator[str]:
    """The file. ``ranked``: lines of the count; ``rules``: its plain rules; ``seed``: of the shuffling."""
    kept = [line for line in ranked if line["found"] != "excluded"]
    ids = {line["number"]: str(listed[line["number"]].place) for line in kept}
    ballots = [cast for cast in casts if not ids.keys().isdisjoint(cast.choices)]
    Random(seed).shuffle(ballots)  # noqa: S311 - an order that tells nothing, the same at every download
    meta = _meta(about, rules, ids, projects=len(kept), votes=len(ballots), struck=len(ranked) - len(kept))
    yield from _section("META", ("key", "value"), meta.items())
    yield from _section("PROJECTS", _COLUMNS, (_project(line, listed[line["number"]]) for line in kept))
    yield from _votes(ballots, ids, points=about.form == "points", ways=_ways_are_told(ballots))


def _meta(
    about: About, rules: Mapping[str, Any], ids: Mapping[str, str], *, projects: int, votes: int, struck: int
) -> dict[str, str]:
    rule, remarks = _rule(rules, ids)
    if struck:
        remarks.append(f"{struck} struck off after the vote and left out, with the ballots that name nothing else")
    if about.ages:
        told = ", ".join(f"{number} aged {group}" for group, number in about.ages.items())
        remarks.append(f"of the voters online {told}; smaller groups are not told of, and no ballot has an age")
    meta = {
        "description": about.description,
        "country": "Kazakhstan",
        "unit": "Almaty",
        "district": about.district,
        "subunit": about.district,
        "instance": about.instance,
        "num_projects": str(projects),
        "num_votes": str(votes),
        "budget": str(rules["envelope"]),
        "vote_type": VOTE_TYPES[about.form],
        "rule": rule,
        "date_begin": f"{about.begins_on:%d.%m.%Y}",
        "date_end": f"{about.ends_on:%d.%m.%Y}",
        **_limits(about, rules),
    }
    if rules["minimum"]:
        meta["min_project_score_threshold"] = str(rules["minimum"])
    meta |= {"edition": about.edition, "language": "kk", "currency": "KZT"}
    if remarks:
        meta["comment"] = " ".join(f"#{number}: {remark}." for number, remark in enumerate(remarks, 1))
    return meta


def _limits(about: About, rules: Mapping[str, Any]) -> dict[str, str]:
    if about.form in ("approval", "ranking"):
        return {"min_length": "1", "max_length": str(about.choices)}
    if about.form == "points":
        return {"max_sum_points": str(about.choices)}
    return {"max_sum_cost": str(rules["envelope"])} if about.form == "knapsack" else {}


def _rule(rules: Mapping[str, Any], ids: Mapping[str, str]) -> tuple[str, list[str]]:
    """The library's name of the rule, and what it does not say, in the library's usual words."""
    groups = [[ids[code] for code in group if code in ids] for group in rules["exclusive"]]
    remarks = [
        f"projects {' and '.join(group)} want the same ground and could not be implemented together"
        for group in groups
        if len(group) > 1
    ]
    if rules["fit"] == "share":
        share = (
            f"the first project that does not fit is built too if at least {rules['share']} % of that project is left"
        )
        return "greedy-custom", [share, *remarks]
    if rules["fit"] == "stop":
        return (
            ("greedy-custom", ["the list ends at the first project that does not fit", *remarks])
            if remarks
            else (
                "greedy-no-skip",
                [],
            )
        )
    if remarks:
        return "greedy-exclusive", remarks
    return ("greedy-threshold" if rules["minimum"] else "greedy"), []


_COLUMNS = (
    "project_id",
    "cost",
    "votes",
    "score",
    "name",
    "category",
    "selected",
    "description",
    "latitude",
    "longitude",
)


def _project(line: Mapping[str, Any], listed: Listed) -> tuple[Any, ...]:
    won = "1" if line["won"] else "0"
    told = (line["cost"], line["votes"], line["score"], _clean(listed.name), _clean(listed.category), won)
    return (listed.place, *told, listed.number, listed.lat, listed.lon)


def _votes(ballots: Sequence[Cast], ids: Mapping[str, str], *, points: bool, ways: bool) -> Iterator[str]:
    header = ("voter_id", "vote", *(("points",) if points else ()), *(("voting_method",) if ways else ()))

    def rows() -> Iterator[tuple[Any, ...]]:
        for number, cast in enumerate(ballots, 1):
            known = [(ids[code], place) for place, code in enumerate(cast.choices) if code in ids]
            if points:
                known.sort(key=lambda pair: -cast.points[pair[1]])
            row: list[Any] = [number, ",".join(code for code, _place in known)]
            if points:
                row.append(",".join(str(cast.points[place]) for _code, place in known))
            yield (*row, METHODS[cast.way]) if ways else tuple(row)

    yield from _section("VOTES", header, rows())


def _ways_are_told(ballots: Sequence[Cast]) -> bool:
    """Whether each way that was used has so many ballots that nobody is recognised by it."""
    return all(number >= LEAST_CELL for number in Counter(cast.way for cast in ballots).values())


def _section(title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    yield f"{title}\n"
    for row in chain((header,), rows):
        out = io.StringIO()
        csv.writer(out, delimiter=";", lineterminator="\n").writerow(row)
        yield out.getvalue()


def _clean(text: str) -> str:
    """One line without blanks at its ends: the format knows no line breaks in a cell."""
    return " ".join(text.split())
