"""V11: one person online and on paper, in every order, up to the opened ballots."""

from collections import Counter
from datetime import UTC, datetime
from itertools import product
from random import Random

import pytest

from budget.models import OpenedBallot, RollMark
from budget.services import log, opening
from tests.budget.claims.conftest import sized
from tests.budget.test_paper import Desk
from tests.factories import city
from tests.factories.votes import Vote
from workflow.refusals import Refused

# Every order of up to four attempts: "o" online, "p" on paper.
ORDERS = ["".join(order) for length in (1, 2, 3, 4) for order in product("op", repeat=length)]
ON_PAPER = 4  # the place of the project that stands on every form


def promised(order: str, rule: str) -> tuple[list[str], tuple[str, int]]:
    """The rule in words of its own: what each attempt is answered, and the one ballot that counts (way, project)."""
    answers: list[str] = []
    counts = ("", 0)
    for step, way in enumerate(order):
        if counts[0] == "paper":
            answers.append("paper" if way == "o" else "voted_paper")
        elif way == "o":
            answers.append("yes")
            counts = ("online", 1 + step % 3)
        elif counts[0] == "online" and rule == "blocked":
            answers.append("voted_online")
        else:
            answers.append("yes")
            counts = ("paper", ON_PAPER)
    return answers, counts


def attempt(desk: Desk, voter, way: str, step: int) -> str:
    try:
        if way == "o":
            desk.vote.cast(voter, *desk.vote.numbers(1 + step % 3))
        else:
            desk.mark(voter.iin)
    except Refused as refusal:
        return refusal.code
    return "yes"


def turns(chance: Random) -> list[tuple[str, int]]:
    """All attempts of all, mixed among each other; each person's own in their order."""
    mixed = [order for order in ORDERS for _attempt in order]
    chance.shuffle(mixed)
    return [(order, mixed[:place].count(order)) for place, order in enumerate(mixed)]


@pytest.mark.parametrize("seed", range(sized(1, claimed=20)))
@pytest.mark.parametrize("rule", ["blocked", "overrides"])
def test_v11_in_every_order_and_however_people_mix_the_ballot_that_counts_is_the_one_of_the_rule(
    db, tmp_path, settings, rule, seed
):
    """V11: 30 people, each with another order, their attempts mixed by lot; then the box is opened.

    20 mixtures: BIRGE_CLAIMS=full.
    """
    settings.MEDIA_ROOT = tmp_path
    city.load()
    desk = Desk(Vote(rules={"paper_rule": rule}))
    vote = desk.vote
    voters = {order: vote.voter() for order in ORDERS}
    answers: dict[str, list[str]] = {order: [] for order in ORDERS}
    for order, step in turns(Random(seed)):
        answers[order].append(attempt(desk, voters[order], order[step], step))
    expected = {order: promised(order, rule) for order in ORDERS}
    assert answers == {order: answered for order, (answered, _counts) in expected.items()}
    counted = Counter(counts for _answered, counts in expected.values())
    assert Counter(RollMark.objects.values_list("way", flat=True)) == Counter(way for way, _place in counted.elements())
    _type_in(desk, counted["paper", ON_PAPER])
    vote.end()
    log.close(vote.edition, at=datetime.now(UTC))
    opening.open_box(vote.edition, vote.shares[:3], actor=vote.actor, at=datetime.now(UTC))
    opened = Counter((way, choices[0]) for way, choices in OpenedBallot.objects.values_list("way", "choices"))
    assert opened == Counter({(way, *vote.numbers(place)): number for (way, place), number in counted.items()})


def _type_in(desk: Desk, forms: int) -> None:
    batch = desk.batch(used=forms)
    for serial in range(1, forms + 1):
        for clerk in (0, 1):
            desk.type(batch, serial, ON_PAPER, clerk=clerk)
    desk.close(batch)
