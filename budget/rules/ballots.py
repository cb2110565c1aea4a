"""What a ballot says and when it is good: by the voting form of the edition, the same for envelopes and for paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from budget.rules.box.envelope import Choice

EMPTY, TOO_MANY, TWICE, UNKNOWN, MONEY, POINTS = "empty", "too_many", "twice", "unknown", "money", "points"
# Of a form as it was filled in, before it is a choice: two projects in one place, points that are no numbers.
PLACES, FIGURES = "places", "figures"
# Beside their projects the voter writes points or places; elsewhere a project is ticked.
WRITTEN = frozenset({"points", "ranking"})
_LONGEST_FIGURE = 5


class Unclear(Exception):
    """What is written on a form is no choice. ``code``: ``PLACES`` or ``FIGURES``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Form:
    """How one chooses. ``form``: value of ``VotingForm``; ``most``: projects, or points where points are shared.

    ``money``: what a knapsack holds, whole tenge.
    """

    form: str
    most: int
    money: int = 0


def read(form: str, ticked: Sequence[str], written: Mapping[str, str]) -> Choice:
    """The choice that a form says. ``ticked``: numbers of projects; ``written``: number -> points or place, as typed.

    The order of a choice tells what the voter prefers, and nothing of the order in which this voter saw the ballot.
    Raises ``Unclear``. A gap between places is no fault: the next project moves up.
    """
    if form not in WRITTEN:
        return Choice(tuple(sorted(ticked)))
    typed = {number: text.strip() for number, text in written.items() if text.strip()}
    if not all(text.isascii() and text.isdecimal() and len(text) <= _LONGEST_FIGURE for text in typed.values()):
        raise Unclear(FIGURES)
    figures = {number: int(text) for number, text in typed.items() if int(text) > 0}
    if form == "points":
        numbers = sorted(figures, key=lambda number: (-figures[number], number))
        return Choice(tuple(numbers), tuple(figures[number] for number in numbers))
    if len(set(figures.values())) < len(figures):
        raise Unclear(PLACES)
    return Choice(tuple(sorted(figures, key=figures.__getitem__)))


def in_public(choice: Choice, form: str) -> Choice:
    """The same choice in an order that says no more than the choice itself: where the order counts, as it is."""
    if form == "ranking":
        return choice
    if not choice.points:
        return Choice(tuple(sorted(choice.numbers)))
    pairs = sorted(zip(choice.numbers, choice.points, strict=True), key=lambda pair: (-pair[1], pair[0]))
    return Choice(tuple(number for number, _points in pairs), tuple(points for _number, points in pairs))


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
