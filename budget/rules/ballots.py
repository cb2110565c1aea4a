"""When a ballot is good: by the voting form of the edition, the same for envelopes and for paper."""

from collections.abc import Mapping
from dataclasses import dataclass

from budget.rules.box.envelope import Choice

EMPTY, TOO_MANY, TWICE, UNKNOWN, MONEY, POINTS = "empty", "too_many", "twice", "unknown", "money", "points"


@dataclass(frozen=True)
class Form:
    """How one chooses. ``form``: value of ``VotingForm``; ``most``: projects, or points where points are shared.

    ``money``: what a knapsack holds, whole tenge.
    """

    form: str
    most: int
    money: int = 0


def fault(choice: Choice, form: Form, costs: Mapping[str, int]) -> str:
    """Why this choice does not count; an empty string where it does. ``costs``: the ballot, number -> whole tenge."""
    if not choice.numbers:
        return EMPTY
    if len(set(choice.numbers)) < len(choice.numbers):
        return TWICE
    if not set(choice.numbers) <= set(costs):
        return UNKNOWN
    if form.form == "points":
        return _fault_of_points(choice, form)
    if choice.points:
        return POINTS
    if form.form == "knapsack":
        return MONEY if sum(costs[number] for number in choice.numbers) > form.money else ""
    return TOO_MANY if len(choice.numbers) > (1 if form.form == "choose_1" else form.most) else ""


def _fault_of_points(choice: Choice, form: Form) -> str:
    """Each chosen project gets at least one point, and all of them together no more than there are."""
    fitting = len(choice.points) == len(choice.numbers) and all(points > 0 for points in choice.points)
    return "" if fitting and sum(choice.points) <= form.most else POINTS
