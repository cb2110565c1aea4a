"""The export of a count keeps every rule of the Pabulib format; the checker of these tests finds each rule broken."""

from collections.abc import Callable
from datetime import date
from random import Random

import pytest

from budget.rules import export, official, tally
from budget.rules.official import Cast
from budget.rules.tally import Fit, Rules
from budget.rules.voting import Ballot, Project
from tests.budget.pabulib_format import CHECKS, broken

COSTS = {"P-2027-000001": 40, "P-2027-000002": 25, "P-2027-000003": 90, "P-2027-000004": 12, "P-2027-000005": 33}
CODES = tuple(COSTS)
NAMES = ("«Абай» саябағы; арық", 'Ойын "алаңы"', "  Жарық\nпен көлеңке ", "Велосипед жолы", "Аула")
GROUP = (frozenset(CODES[:2]),)
# Name -> form of the vote, places or points of a voter, rules of the count.
COUNTS: dict[str, tuple[str, int, dict]] = {
    "approval, skip": ("approval", 3, {}),
    "approval, stop": ("approval", 3, {"fit": Fit.STOP}),
    "approval, 80 %": ("approval", 3, {"fit": Fit.SHARE, "share": tally.Fraction(80, 100)}),
    "approval, minimum": ("approval", 3, {"minimum": 30}),
    "approval, same ground": ("approval", 3, {"exclusive": GROUP}),
    "approval, stop, same ground": ("approval", 3, {"fit": Fit.STOP, "exclusive": GROUP}),
    "approval, one struck off": ("approval", 3, {"excluded": {CODES[1]: "withdrawn"}}),
    "one choice": ("choose_1", 1, {}),
    "knapsack": ("knapsack", 5, {}),
    "points": ("points", 10, {}),
    "ranking": ("ranking", 3, {}),
}


def casts(form: str, choices: int) -> list[Cast]:
    chance, found = Random(4), []
    for number in range(120):
        most = min(choices, 2 if form == "knapsack" else 3)
        chosen = tuple(chance.sample(CODES, chance.randrange(1, most + 1)))
        points = tuple(range(1, len(chosen) + 1)) if form == "points" else ()
        found.append(Cast(chosen, points, "paper" if number % 4 == 0 else "online"))
    return found


def exported(name: str) -> bytes:
    form, choices, words = COUNTS[name]
    projects = [Project(code, cost * 1_000_000) for code, cost in COSTS.items()]
    rules = Rules(envelope=140_000_000, seed="ab", **words)
    voted = casts(form, choices)
    ballots = [Ballot(cast.choices, cast.points) for cast in voted]
    votes = official.counted(form, choices, projects, ballots)
    ranked = official.plain_lines(projects, votes, tally.tally(projects, votes, rules), official.by_way(voted))
    about = export.About(
        description="People's budget 2027",
        district="Medeu",
        instance="2027",
        edition="2027",
        form=form,
        choices=choices,
        begins_on=date(2026, 11, 2),
        ends_on=date(2026, 11, 16),
        ages={"30-39": 44, "40-49": 46},
    )
    listed = {
        code: export.Listed(place, code, NAMES[place - 1], "Parks", "43.259000", "76.968300" if place > 1 else "")
        for place, code in enumerate(CODES, 1)
    }
    plain = official.plain_rules(rules)
    return "".join(export.lines(about, rules=plain, ranked=ranked, listed=listed, casts=voted, seed="cd")).encode()


@pytest.mark.parametrize("name", COUNTS)
def test_every_rule_of_the_format_is_kept(name):
    assert broken(exported(name)) == set()


def swap(old: str, new: str, *, of: str = "approval, skip") -> Callable[[], bytes]:
    def changed() -> bytes:
        text = exported(of).decode()
        assert old in text
        return text.replace(old, new, 1).encode()

    return changed


def column(section: str, place: int, value: str, *, row: int = 1, of: str = "approval, skip") -> Callable[[], bytes]:
    """A file with another value in a column of the n-th row of a section (0: the header)."""

    def changed() -> bytes:
        lines = exported(of).decode().split("\n")
        at = lines.index(section) + 1 + row
        cells = lines[at].split(";")
        cells[place] = value
        lines[at] = ";".join(cells)
        return "\n".join(lines).encode()

    return changed


def also(section: str, row: int, text: str, *, of: str = "approval, skip") -> Callable[[], bytes]:
    """A file with one more row."""

    def changed() -> bytes:
        lines = exported(of).decode().split("\n")
        lines.insert(lines.index(section) + 1 + row, text)
        return "\n".join(lines).encode()

    return changed


BROKEN: dict[str, Callable[[], bytes]] = {
    "UTF-8 without BOM": lambda: b"\xef\xbb\xbf" + exported("approval, skip"),
    "three sections in order": swap("META\n", "META\nMETA\n"),
    "a header under each title": swap("key;value", "name;value"),
    "every row as wide as its header": swap("unit;Almaty", "unit;Almaty;more"),
    "no blank lines": also("PROJECTS", 2, ""),
    "no blanks at the ends of cells": swap("unit;Almaty", "unit; Almaty"),
    "no blanks around the commas of a list": column("VOTES", 1, "1, 2"),
    "decimal point": column("PROJECTS", 8, '"43,25"'),
    "obligatory keys": swap("unit;Almaty\n", ""),
    "keys once and in the official order": swap("unit;Almaty\n", "unit;Almaty\nunit;Almaty\n"),
    "dates": swap("02.11.2026", "2026-11-02"),
    "country of the list": swap("Kazakhstan", "Republic of Kazakhstan"),
    "language of two letters": swap("language;kk", "language;kaz"),
    "currency of three letters": swap("currency;KZT", "currency;тг"),
    "fully funded is 1 or absent": swap("comment;", "fully_funded;0\ncomment;"),
    "comments are numbered": swap('comment;"#1: ', 'comment;"'),
    "so many projects": swap("num_projects;5", "num_projects;6"),
    "so many votes": swap("num_votes;120", "num_votes;119"),
    "known type of vote": swap("vote_type;approval", "vote_type;k-approval"),
    "known rule": swap("rule;greedy", "rule;most votes"),
    "threshold where the rule has one": swap("edition;2027", "min_project_score_threshold;30\nedition;2027"),
    "a rule of one's own is explained": swap("comment;", "acknowledgments;", of="approval, 80 %"),
    "sum of points is told": swap("max_sum_points;10\n", "", of="points"),
    "cost and votes or score": swap(";cost;", ";price;"),
    "no target": swap("project_id;cost;votes;score;name;category", "project_id;cost;votes;score;name;target"),
    "project numbers once": column("PROJECTS", 0, "1", row=2),
    "cost above nothing and within the budget": column("PROJECTS", 1, "200000000"),
    "votes as recounted": column("PROJECTS", 2, "7"),
    "selected is told by a known mark": column("PROJECTS", 6, "yes"),
    "marks 2 and 3 are explained": lambda: column("PROJECTS", 6, "2")().replace(b"comment;", b"acknowledgments;"),
    "selected as the rule says": column("PROJECTS", 6, "0"),
    "voters once": column("VOTES", 0, "2"),
    "no project twice in a vote": column("VOTES", 1, "1,1"),
    "known projects only": column("VOTES", 1, "1,9"),
    "limits of a vote": column("VOTES", 1, "1,2,3,4"),
    "points where the type has them, best first": column("VOTES", 2, "1,2", of="points"),
    "age": swap("voter_id;vote;voting_method", "voter_id;vote;age"),
    "sex": swap("voter_id;vote;voting_method", "voter_id;vote;sex"),
    "way of voting": column("VOTES", 2, "online"),
}


@pytest.mark.parametrize("rule", CHECKS)
def test_the_checker_of_these_tests_finds_each_rule_broken(rule):
    try:
        found = broken(BROKEN[rule]())
    except (KeyError, ValueError):  # what is missing cannot be read: found, too
        found = {rule}
    assert rule in found
