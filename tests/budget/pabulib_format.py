"""The rules of the Pabulib format (pabulib.org/format), each by a name: written for the tests, apart from our exporter.

The library's own checker is not used: it is in no package registry that this project builds from.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from budget.rules import pabulib
from budget.rules.recount import recount

OBLIGATORY = (
    "description", "country", "unit", "instance", "num_projects", "num_votes", "budget", "vote_type", "rule",
    "date_begin", "date_end",
)  # fmt: skip
ORDER = (
    "description", "country", "unit", "district", "subunit", "instance", "num_projects", "num_votes", "budget",
    "vote_type", "rule", "date_begin", "date_end", "min_length", "max_length", "min_sum_cost", "max_sum_cost",
    "min_points", "max_points", "min_sum_points", "max_sum_points", "scoring_fn", "min_project_cost",
    "max_project_cost", "min_project_score_threshold", "subdistricts", "categories", "neighborhoods", "edition",
    "language", "currency", "fully_funded", "comment", "acknowledgments",
)  # fmt: skip
VOTE_TYPES = {"approval", "choose-1", "ordinal", "cumulative", "scoring"}
RULES = {
    "greedy", "greedy-no-skip", "greedy-threshold", "greedy-exclusive", "greedy-custom", "equalshares",
    "equalshares-comparison", "equalshares/add1", "equalshares/add1-comparison", "unknown",
}  # fmt: skip
# Names as ISO 3166 has them, of the countries in the library and of ours.
COUNTRIES = {"Kazakhstan", "Poland", "Netherlands", "Hungary", "France", "United States"}
WITHDRAWN = 999_999_999


@dataclass
class File:
    raw: bytes

    def __post_init__(self) -> None:
        self.lines = self.raw.decode("utf-8-sig").removesuffix("\n").split("\n")
        self.titles = [line for line in self.lines if line in ("META", "PROJECTS", "VOTES")]
        self.rows = list(csv.reader(self.lines, delimiter=";"))
        starts = [number for number, line in enumerate(self.lines) if line in self.titles] + [len(self.lines)]
        parts = [self.rows[start + 1 : end] for start, end in pairwise(starts)]
        meta, projects, votes = parts
        self.meta_keys = [row[0] for row in meta[1:]]
        self.meta = dict(row[:2] for row in meta[1:])
        self.columns, self.votes_columns = projects[0], votes[0]
        self.projects = [dict(zip(projects[0], row, strict=False)) for row in projects[1:]]
        self.votes = [dict(zip(votes[0], row, strict=False)) for row in votes[1:]]
        self.headers = [part[0] for part in parts]
        self.widths = [len({len(row) for row in part if row}) == 1 for part in parts]


def broken(raw: bytes) -> set[str]:
    """The names of the rules that this file breaks."""
    file = File(raw)
    return {name for name, holds in CHECKS.items() if not holds(file)}


def _lists(file: File) -> Iterator[tuple[dict, list[str], list[str]]]:
    for row in file.votes:
        points = row.get("points") or ""
        yield row, row["vote"].split(",") if row["vote"] else [], points.split(",") if points else []


def _cells(file: File) -> Iterator[str]:
    for row in file.rows:
        yield from row


def _recounted(file: File) -> bool:
    votes: Counter[str] = Counter()
    for _row, vote, _points in _lists(file):
        votes.update(vote)
    return all(int(row["votes"]) == votes[row["project_id"]] for row in file.projects)


def _selected(file: File) -> bool:
    if "selected" not in file.columns:
        return True
    said = {row["project_id"] for row in file.projects if row["selected"] == "1"}
    return said == set(recount(pabulib.parse(file.lines)).outcome.winners)


def _limits(file: File) -> bool:
    least, most = int(file.meta.get("min_length", 1)), int(file.meta.get("max_length", 10**6))
    sums = int(file.meta.get("max_sum_points", 10**9))
    money = {row["project_id"]: int(row["cost"]) for row in file.projects}
    purse = int(file.meta.get("max_sum_cost", 10**15))
    return all(
        least <= len(vote) <= most
        and sum(map(int, points)) <= sums
        and sum(money.get(each, 0) for each in vote) <= purse
        for _row, vote, points in _lists(file)
    )


def _points(file: File) -> bool:
    wanted = file.meta["vote_type"] in ("cumulative", "scoring")
    if ("points" in file.votes_columns) != wanted:
        return False
    return not wanted or all(
        len(points) == len(vote) and points == sorted(points, key=int, reverse=True)
        for _row, vote, points in _lists(file)
    )


def _threshold(file: File) -> bool:
    has, rule = "min_project_score_threshold" in file.meta, file.meta["rule"]
    return has if rule == "greedy-threshold" else not (has and rule == "greedy")


DATE = re.compile(r"\d{4}|(0[1-9]|[12]\d|3[01])\.(0[1-9]|1[0-2])\.\d{4}")
AGE = re.compile(r"\d{1,3}(-\d{1,3}|\+)?")

CHECKS: dict[str, Callable[[File], bool]] = {
    # The file
    "UTF-8 without BOM": lambda f: not f.raw.startswith(b"\xef\xbb\xbf"),
    "three sections in order": lambda f: f.titles == ["META", "PROJECTS", "VOTES"],
    "a header under each title": lambda f: [header[0] for header in f.headers] == ["key", "project_id", "voter_id"],
    "every row as wide as its header": lambda f: all(f.widths),
    "no blank lines": lambda f: all(line.strip() for line in f.lines),
    "no blanks at the ends of cells": lambda f: all(cell == cell.strip() for cell in _cells(f)),
    "no blanks around the commas of a list": lambda f: not any(" " in row["vote"] for row in f.votes),
    "decimal point": lambda f: not any("," in row.get(k, "") for row in f.projects for k in ("latitude", "longitude")),
    # META
    "obligatory keys": lambda f: set(OBLIGATORY) <= set(f.meta) and all(f.meta[key] for key in OBLIGATORY),
    "keys once and in the official order": lambda f: f.meta_keys == [key for key in ORDER if key in f.meta],
    "dates": lambda f: all(DATE.fullmatch(f.meta[key]) for key in ("date_begin", "date_end")),
    "country of the list": lambda f: f.meta["country"] in COUNTRIES,
    "language of two letters": lambda f: re.fullmatch("[a-z]{2}", f.meta.get("language", "kk")) is not None,
    "currency of three letters": lambda f: re.fullmatch("[A-Z]{3}", f.meta.get("currency", "KZT")) is not None,
    "fully funded is 1 or absent": lambda f: f.meta.get("fully_funded", "1") == "1",
    "comments are numbered": lambda f: f.meta.get("comment", "#1: ").startswith("#1: "),
    "so many projects": lambda f: f.meta["num_projects"] == str(len(f.projects)),
    "so many votes": lambda f: f.meta["num_votes"] == str(len(f.votes)),
    "known type of vote": lambda f: f.meta["vote_type"] in VOTE_TYPES,
    "known rule": lambda f: f.meta["rule"] in RULES,
    "threshold where the rule has one": _threshold,
    "a rule of one's own is explained": lambda f: f.meta["rule"] != "greedy-custom" or bool(f.meta.get("comment")),
    "sum of points is told": lambda f: f.meta["vote_type"] != "cumulative" or "max_sum_points" in f.meta,
    # PROJECTS
    "cost and votes or score": lambda f: "cost" in f.columns and bool({"votes", "score"} & set(f.columns)),
    "no target": lambda f: "target" not in f.columns,
    "project numbers once": lambda f: max(Counter(row["project_id"] for row in f.projects).values()) == 1,
    "cost above nothing and within the budget": lambda f: all(
        0 < int(row["cost"]) <= int(f.meta["budget"]) or int(row["cost"]) == WITHDRAWN for row in f.projects
    ),
    "votes as recounted": _recounted,
    "selected is told by a known mark": lambda f: {row.get("selected", "0") for row in f.projects} <= set("0123"),
    "marks 2 and 3 are explained": lambda f: (
        not {"2", "3"} & {row.get("selected") for row in f.projects} or bool(f.meta.get("comment"))
    ),
    "selected as the rule says": _selected,
    # VOTES
    "voters once": lambda f: max(Counter(row["voter_id"] for row in f.votes).values()) == 1,
    "no project twice in a vote": lambda f: all(len(set(vote)) == len(vote) for _row, vote, _points in _lists(f)),
    "known projects only": lambda f: (
        {each for _row, vote, _points in _lists(f) for each in vote} <= {row["project_id"] for row in f.projects}
    ),
    "limits of a vote": _limits,
    "points where the type has them, best first": _points,
    "age": lambda f: all(AGE.fullmatch(row["age"]) for row in f.votes if row.get("age")),
    "sex": lambda f: {row.get("sex", "") for row in f.votes} <= {"", "M", "F", "O"},
    "way of voting": lambda f: {row.get("voting_method", "") for row in f.votes} <= {"", "internet", "paper"},
}
