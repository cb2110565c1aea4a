"""The same ballots under other rules."""

from budget.rules.comparison import Method, Result, compare
from budget.rules.tally import Rules, Ties
from budget.rules.voting import Ballot, Project, by_votes

PROJECTS = [Project("park", 60), Project("square", 50), Project("clinic", 40), Project("bench", 5), Project("odd", 1)]
# Six voters for the big things, four for the clinic, all of these for the bench.
BALLOTS = [Ballot(("park", "square", "bench"))] * 6 + [Ballot(("clinic",))] * 4


def test_four_methods_side_by_side():
    results = compare(PROJECTS, BALLOTS, by_votes(PROJECTS, BALLOTS), Rules(100, ties=Ties.LISTED))

    assert results == [
        Result(Method.OFFICIAL, ("park", "bench"), 65, 10, 4),
        Result(Method.STOP, ("park",), 60, 10, 4),
        Result(Method.PER_COST, ("bench", "square", "clinic"), 95, 10, 0),
        Result(Method.EQUAL_SHARES, ("bench", "square", "clinic"), 95, 10, 0),
    ]


def test_who_was_struck_off_stands_in_no_method():
    rules = Rules(100, excluded={"bench": "built already", "square": "on private land"})
    results = compare(PROJECTS, BALLOTS, by_votes(PROJECTS, BALLOTS), rules)

    assert {code for result in results for code in result.winners} == {"park", "clinic"}
