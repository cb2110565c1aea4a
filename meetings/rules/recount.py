"""The scoreboard counted again from nothing but the journal: the oracle that the figures of pages must equal.

Plain values: an act is (name, data); the fold knows the words of the machine and nothing of tables.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from statistics import median
from typing import Any

Step = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Fate:
    """What became of one instruction, as its journal tells it."""

    body: str | None = None
    district: str | None = None
    given_on: date | None = None
    due_to: date | None = None
    done_on: date | None = None
    outcome: str = ""
    moves: int = 0
    disputed: bool = False
    given: bool = False


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def follow(steps: Iterable[Step]) -> Fate:
    """Fold the acts of one instruction, oldest first."""
    fate = Fate()
    for name, data in steps:
        fate = _after(fate, name, data)
    return fate


def _after(fate: Fate, name: str, data: Mapping[str, Any]) -> Fate:
    if name in {"give", "carry_over"}:
        fate = replace(
            fate,
            given=True,
            body=data["organisation"],
            district=data["district"],
            given_on=_day(data["given_on"]),
            due_to=_day(data["due_to"]),
        )
    if name in {"move_term", "next_stage"}:
        fate = replace(fate, due_to=_day(data["due_to"]), moves=fate.moves + (name == "move_term"))
    if name == "redirect":
        fate = replace(fate, body=data["organisation"])
    if name in {"accept", "uphold"}:
        fate = replace(fate, outcome="done", done_on=_day(data["done_on"]))
    if name in {"close", "carry_over"}:
        fate = replace(fate, outcome=data["outcome"], done_on=_day(data.get("done_on")))
    if name == "dispute":
        fate = replace(fate, disputed=True, outcome="", done_on=None)
    return fate


@dataclass(frozen=True)
class Count:
    """A row of the scoreboard. ``closed``: ended without being done. ``median_days``: from given to done."""

    given: int = 0
    done: int = 0
    on_time: int = 0
    late: int = 0
    closed: int = 0
    open: int = 0
    overdue: int = 0
    moved: int = 0
    disputed: int = 0
    median_days: float | None = None


def count(fates: Iterable[Fate], *, on: date) -> Count:
    """``on``: the day on which what is open is late or not."""
    all_ = [fate for fate in fates if fate.given]
    done = [fate for fate in all_ if fate.outcome == "done" and fate.done_on]
    open_ = [fate for fate in all_ if not fate.outcome]
    late = [fate for fate in done if fate.due_to and fate.done_on and fate.done_on > fate.due_to]
    days = [(fate.done_on - fate.given_on).days for fate in done if fate.done_on and fate.given_on]
    return Count(
        given=len(all_),
        done=len(done),
        on_time=sum(1 for fate in done if fate.due_to) - len(late),
        late=len(late),
        closed=len(all_) - len(done) - len(open_),
        open=len(open_),
        overdue=sum(1 for fate in open_ if fate.due_to and fate.due_to < on),
        moved=sum(1 for fate in all_ if fate.moves),
        disputed=sum(1 for fate in all_ if fate.disputed),
        median_days=float(median(days)) if days else None,
    )
