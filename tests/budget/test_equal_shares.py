"""Equal Shares against a slow second writing of the method in exact fractions."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from budget.rules.equal_shares import equal_shares, filled, prefer, with_add1
from budget.rules.voting import Ballot, Project, by_votes


def slow(projects: list[Project], ballots: list[Ballot], start: Fraction) -> list[str]:
    """The definition, word for word: the smallest q for which the supporters of a project can pay it."""
    money = [Fraction(start)] * len(ballots)
    bought: list[str] = []
    while True:
        offers = []
        for place, project in enumerate(projects):
            who = [voter for voter, ballot in enumerate(ballots) if project.code in ballot.choices]
            if project.code in bought or not who or sum(money[voter] for voter in who) < project.cost:
                continue
            rest, payers = Fraction(project.cost), len(who)
            for voter in sorted(who, key=lambda voter: money[voter]):
                if money[voter] * payers >= rest:
                    break
                rest, payers = rest - money[voter], payers - 1
            offers.append((rest / payers / project.cost, -len(who), project.cost, place, rest / payers, who))
        if not offers:
            return bought
        _, _, _, place, most, who = min(offers)
        bought.append(projects[place].code)
        for voter in who:
            money[voter] -= min(money[voter], most)


# Costs are chosen so that equal payments come out in whole parts: there both writings must agree to the last coin.
@st.composite
def elections(draw):
    projects = [Project(f"p{n}", draw(st.integers(1, 60)) * 60) for n in range(draw(st.integers(1, 6)))]
    codes = [project.code for project in projects]
    choice = st.lists(st.sampled_from(codes), unique=True, max_size=4)
    ballots = [Ballot(tuple(draw(choice))) for _ in range(draw(st.integers(1, 6)))]
    return projects, ballots, draw(st.integers(0, 120)) * 60


@settings(max_examples=300)
@given(elections())
def test_it_spends_what_is_there_and_buys_what_the_definition_buys(election):
    projects, ballots, envelope = election
    shares = equal_shares(projects, ballots, envelope)
    expected = slow(projects, ballots, Fraction(envelope, len(ballots)))

    assert shares.spent <= envelope
    costs = {project.code: project.cost for project in projects}
    assert shares.spent == sum(costs[code] for code in shares.winners)
    # Rounding to parts may only leave out what could be paid to the very last part.
    assert set(shares.winners) <= set(expected) or shares.winners == tuple(expected)
    if envelope % len(ballots) == 0 and len(ballots) in {1, 2, 4, 5}:
        assert list(shares.winners) == expected


@given(elections())
def test_add1_never_overspends_and_never_buys_less(election):
    projects, ballots, envelope = election
    plain, grown = equal_shares(projects, ballots, envelope), with_add1(projects, ballots, envelope)

    assert grown.spent <= envelope
    assert grown.start + 1 > plain.start


def test_a_minority_gets_its_share():
    """Sixty voters for three parks, forty for a clinic: by votes the parks take all, by shares each gets its part."""
    projects = [Project("park1", 30), Project("park2", 30), Project("park3", 30), Project("clinic", 40)]
    ballots = [Ballot(("park1", "park2", "park3"))] * 60 + [Ballot(("clinic",))] * 40

    assert equal_shares(projects, ballots, 100).winners == ("park1", "park2", "clinic")


def test_what_is_left_is_filled_by_votes():
    projects = [Project("a", 50), Project("b", 30), Project("c", 15)]
    ballots = [Ballot(("a", "b"))] * 2 + [Ballot(("a",)), Ballot(("c",))]
    shares = equal_shares(projects, ballots, 80)

    assert shares.winners == ("a", "c")
    assert filled(shares, projects, by_votes(projects, ballots), 95).winners == ("a", "c", "b")


def test_preference_counts_money_of_ones_winners():
    projects = [Project("a", 50), Project("b", 30), Project("c", 10)]
    ballots = [Ballot(("a",)), Ballot(("b", "c")), Ballot(("c",)), Ballot(())]

    assert prefer(("a", "c"), ("b",), projects, ballots) == 1
    assert prefer(("b",), ("a", "c"), projects, ballots) == -1
