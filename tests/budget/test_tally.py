"""The tally: winners and the log of small elections worked out by hand, and what must hold for every election."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.rules.tally import Fit, Found, Order, Rules, Ties, draw_order, tally
from budget.rules.voting import Ballot, Count, Project, by_points, by_rank, by_votes

BENCH, PARK, LAMPS, RAMP = Project("bench", 40), Project("park", 70), Project("lamps", 30), Project("ramp", 10)
# printf 'a\nb' | sha256sum
DRAWN_BY_SHA256SUM = "7e18f737311b2dc3b2f269dd78396b0351f14fb66efa879f768cb23181883c78"
LIST = [BENCH, PARK, LAMPS, RAMP]


def count(**votes: int) -> Count:
    return Count(votes, votes)


VOTES = count(bench=50, park=40, lamps=30, ramp=20)


def winners(rules: Rules, votes: Count = VOTES) -> tuple[str, ...]:
    return tally(LIST, votes, rules).winners


@pytest.mark.parametrize(
    ("rules", "won"),
    [
        (Rules(100), ("bench", "lamps", "ramp")),
        (Rules(100, fit=Fit.STOP), ("bench",)),
        (Rules(100, fit=Fit.SHARE, share=Fraction(8, 10)), ("bench", "park")),
        (Rules(90, fit=Fit.SHARE, share=Fraction(8, 10)), ("bench",)),
        (Rules(110), ("bench", "park")),
        (Rules(100, minimum=30), ("bench", "lamps")),
        (Rules(100, minimum=51), ()),
        (Rules(100, exclusive=(frozenset({"bench", "lamps"}),)), ("bench", "ramp")),
        (Rules(100, excluded={"bench": "withdrawn"}), ("park", "lamps")),
        (Rules(100, order=Order.SCORE_PER_COST), ("ramp", "bench", "lamps")),
        (Rules(0), ()),
    ],
    ids=["skip", "stop", "share", "too small", "room", "minimum", "nobody", "rivals", "struck off", "per cost", "none"],
)  # fmt: skip
def test_the_winners_of_each_rule(rules, won):
    assert winners(rules) == won


def test_the_log_tells_what_happened_to_each_project():
    outcome = tally(LIST, VOTES, Rules(100, minimum=21))

    assert [(step.found, step.code, step.left, step.missing) for step in outcome.steps] == [
        (Found.BELOW_MINIMUM, "ramp", 100, 1),
        (Found.FITS, "bench", 100, 0),
        (Found.DOES_NOT_FIT, "park", 60, 10),
        (Found.FITS, "lamps", 60, 0),
    ]
    assert outcome.left == 30


def test_a_stopped_list_names_those_it_did_not_reach():
    outcome = tally(LIST, VOTES, Rules(100, fit=Fit.STOP))

    assert [(step.found, step.code) for step in outcome.steps] == [
        (Found.FITS, "bench"), (Found.DOES_NOT_FIT, "park"), (Found.STOPPED, "park"),
        (Found.NOT_REACHED, "lamps"), (Found.NOT_REACHED, "ramp"),
    ]  # fmt: skip


def test_a_share_is_owed_by_the_reserve():
    outcome = tally(LIST, VOTES, Rules(100, fit=Fit.SHARE, share=Fraction(8, 10)))

    assert (outcome.left, outcome.owed) == (0, 10)


@pytest.mark.parametrize(
    ("ties", "won"),
    [(Ties.CHEAPER, ("lamps", "bench")), (Ties.DEARER, ("park", "lamps")), (Ties.LISTED, ("bench", "lamps"))],
)
def test_equals_go_as_the_rule_says(ties, won):
    outcome = tally(LIST[:3], count(bench=9, park=9, lamps=9), Rules(100, ties=ties))

    assert outcome.winners == won
    (tie,) = [step for step in outcome.steps if step.found is Found.TIE]
    assert (sorted(tie.others), tie.score, tie.note) == (["bench", "lamps", "park"], 9, ties.value)


def test_a_draw_follows_its_seed_and_nothing_else():
    equal = count(bench=9, park=9, lamps=9, ramp=9)
    for seed in ("2026-11-15 8 14 22", "another"):
        expected = sorted((project.code for project in LIST), key=lambda code: draw_order(seed, code))
        for projects in (LIST, LIST[::-1]):
            rules = Rules(150, ties=Ties.DRAW, seed=seed)
            assert tally(projects, equal, rules).winners == tuple(expected)
    assert draw_order("a", "b").hex() == DRAWN_BY_SHA256SUM


def test_nobody_wins_without_a_single_vote():
    assert winners(Rules(1000), count(bench=0, park=1, lamps=0, ramp=0)) == ("park",)


def test_points_of_each_kind_of_ballot():
    ballots = [Ballot(("bench", "ramp"), (2, 1)), Ballot(("ramp", "bench", "park"), (5, 1, 1)), Ballot(("tree",), (9,))]

    assert by_votes(LIST, ballots).scores == {"bench": 2, "park": 1, "lamps": 0, "ramp": 2}
    assert by_points(LIST, ballots).scores == {"bench": 3, "park": 1, "lamps": 0, "ramp": 6}
    assert by_rank(LIST, ballots, best=3).scores == {"bench": 5, "park": 1, "lamps": 0, "ramp": 5}
    assert by_votes(LIST, ballots).unknown == {"tree": 1}


ELECTIONS = st.lists(st.tuples(st.integers(1, 100), st.integers(0, 50)), min_size=1, max_size=12)
RULES = st.builds(
    Rules,
    envelope=st.integers(0, 300),
    fit=st.sampled_from(Fit),
    share=st.just(Fraction(8, 10)),
    order=st.sampled_from(Order),
    minimum=st.integers(0, 30),
    ties=st.sampled_from(Ties),
    seed=st.text(max_size=5),
    exclusive=st.lists(st.frozensets(st.sampled_from([f"p{n}" for n in range(12)]), max_size=4), max_size=3).map(tuple),
    excluded=st.dictionaries(st.sampled_from([f"p{n}" for n in range(12)]), st.just("reason"), max_size=2),
)


@given(ELECTIONS, RULES)
def test_what_holds_for_every_election(numbers, rules):
    projects = [Project(f"p{place}", cost) for place, (cost, _) in enumerate(numbers)]
    votes = {f"p{place}": score for place, (_, score) in enumerate(numbers)}
    costs = {project.code: project.cost for project in projects}
    outcome = tally(projects, Count(votes, votes), rules)
    won = outcome.winners

    assert outcome == tally(projects, Count(votes, votes), rules)
    assert len(set(won)) == len(won)
    assert sum(costs[code] for code in won) == rules.envelope - outcome.left + outcome.owed
    assert outcome.owed == 0 or rules.fit is Fit.SHARE
    assert all(votes[code] >= max(rules.minimum, 1) and code not in rules.excluded for code in won)
    assert all(len(group & set(won)) <= 1 for group in rules.exclusive)
    # Every project is told of, and every loser for a reason that the log names.
    told = {step.code for step in outcome.steps if step.found is not Found.TIE}
    assert told == set(votes)
    if rules.fit is Fit.SKIP:
        rivals = {code: set().union(*(group for group in rules.exclusive if code in group)) - {code} for code in votes}
        for step in outcome.steps:
            if step.found is Found.DOES_NOT_FIT:
                assert step.cost > step.left and step.code not in won
            if step.found is Found.EXCLUSIVE:
                assert rivals[step.code] & set(won)
