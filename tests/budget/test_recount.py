"""Elections of the Pabulib library counted again; the real files are read where they are at hand."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from budget.rules import pabulib
from budget.rules.pabulib import BrokenFile
from budget.rules.recount import Options, recount

REAL = Path(__file__).parents[3] / "shared" / "pabulib"
NOT_BY_RULE = {
    # What the library's notes say of them: no rule gives the official winners from the file alone.
    "Hungary_Budapest_2025_VIII_Jozsefvaros.pb",
    "Poland_Lodz_2020.pb",
}
STRUCK_OFF = {
    "Poland_Warszawa_2018_Las.pb": ["1649"],
    "Poland_Warszawa_2020_Targowek.pb": ["1667"],
    "Poland_Warszawa_2021_Ursynow.pb": ["459", "1687", "1821"],
}
SMALL = """META
key;value
description;A small vote, "Алмалы; 2026"
budget;100
vote_type;{vote_type}
rule;{rule}
{more}PROJECTS
project_id;cost;votes;name
bench;40;3;"Орындық; жаңа"
park;70;2;Саябақ
lamps;30;1;Шамдар
VOTES
voter_id;vote{columns}
1;bench,park{first}
2;bench{second}
3;park,bench,lamps{third}
"""


def small(vote_type="approval", rule="greedy", more="", columns="", first="", second="", third="") -> list[str]:
    text = SMALL.format(
        vote_type=vote_type, rule=rule, more=more, columns=columns, first=first, second=second, third=third
    )
    return text.splitlines(keepends=True)


def winners(lines: list[str], **options) -> tuple[str, ...]:
    return recount(pabulib.parse(lines), Options(**options)).outcome.winners


@pytest.mark.parametrize(
    ("lines", "won"),
    [
        (small(), ("bench", "lamps")),
        (small(rule="greedy-no-skip"), ("bench",)),
        (small(rule="greedy-threshold", more="min_project_score_threshold;2\n"), ("bench",)),
        (small(rule="greedy-custom", more="comment;#1: at least 80% of that project\n"), ("bench", "park")),
        (small(rule="equalshares"), ("bench",)),
        (small("ordinal", more="max_length;3\n"), ("bench", "lamps")),
        (small("cumulative", columns=";points", first=";1,9", second=";1", third=";1,1,1"), ("park", "lamps")),
    ],
    ids=["skip", "stop", "threshold", "share in words", "equal shares", "ranking", "points"],
)
def test_the_rule_of_the_file_decides(lines, won):
    assert winners(lines) == won


def test_what_the_caller_decides_goes_before_the_file():
    assert winners(small(), minimum=2) == ("bench",)
    assert winners(small(), envelope=140) == ("bench", "park", "lamps")
    assert winners(small(), exclusive=(frozenset({"bench", "lamps"}),)) == ("bench",)


def test_the_file_is_told_where_it_disagrees_with_itself():
    lines = small(more="num_votes;4\n")
    lines[-1] = "3;park,bench,lamps,tree\n"
    lines[lines.index("lamps;30;1;Шамдар\n")] = "lamps;30;7;Шамдар\n"

    assert recount(pabulib.parse(lines)).remarks == [
        "num_votes says 4, the file holds 3",
        "the ballots give other points than the file declares to lamps",
        "ballots name projects that are not in the file: tree",
    ]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["nothing\n"], "the file does not begin with META"),
        (small()[:5], "the section PROJECTS is missing or empty"),
        ([line.replace("bench;40", "bench;forty") for line in small()], "'forty' is not a number"),
        ([line.replace("bench;40", "bench;-1") for line in small()], "must be above nothing"),
        ([line.replace("bench;40", "park;40") for line in small()], "stands twice"),
        ([line.replace("1;bench,park", "1;bench,bench") for line in small()], "names a project twice"),
        (small("cumulative", columns=";points", first=";1", second=";1", third=";1,1,1"), "2 projects and 1 points"),
        (small(rule="greedy-magic"), "the rule 'greedy-magic' is not known"),
        (small("smell"), "vote_type 'smell' is not known"),
        ([line.replace("budget;100\n", "") for line in small()], "META has no budget"),
    ],
)
def test_a_broken_file_is_refused_in_words(lines, sentence):
    with pytest.raises(BrokenFile, match=sentence):
        recount(pabulib.parse(lines))


def test_the_command_prints_winners_and_steps_without_a_database(tmp_path):
    file = tmp_path / "vote.pb"
    file.write_text("".join(small()), encoding="utf-8-sig")
    out = StringIO()
    call_command("recount", str(file), "--json", stdout=out)
    told = json.loads(out.getvalue())

    assert told["selected"] == ["bench", "lamps"]
    assert [(step["step"], step["project"], step["missing"]) for step in told["steps"]] == [
        ("fits", "bench", 0), ("does_not_fit", "park", 10), ("fits", "lamps", 0)
    ]  # fmt: skip
    assert told["steps"][1]["text"] == "park: 2 points, costs 70, does not fit: 60 left, 10 missing"
    with pytest.raises(CommandError, match="there is no project tree"):
        call_command("recount", str(file), exclude=["tree"], stdout=out)
    with pytest.raises(CommandError, match="No such file"):
        call_command("recount", str(tmp_path / "none.pb"), stdout=out)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real elections are not at hand")
@pytest.mark.parametrize("name", sorted(path.name for path in REAL.glob("*.pb")) if REAL.is_dir() else [])
def test_a_real_election_comes_out_as_it_did(name):
    election = pabulib.read(REAL / name)
    found = recount(election, Options(excluded=dict.fromkeys(STRUCK_OFF.get(name, []), "taken out after the vote")))

    spent = sum(project.cost for project in election.projects if project.code in found.outcome.winners)
    assert spent == election.envelope - found.outcome.left + found.outcome.owed
    assert (len(election.ballots), len(election.projects)) == (
        int(election.meta["num_votes"]), int(election.meta["num_projects"])
    )  # fmt: skip
    if election.official is not None:
        assert (frozenset(found.outcome.winners) == election.official) == (name not in NOT_BY_RULE)
