"""Cost lines and who pays them, as typed and as judged. Whole tenge."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.texts import one_line

MOST_TENGE = 10**12
BLANKS = re.compile(r"[\s\u00a0\u202f_']")


class Unclear(ValueError):
    """A line cannot be read. ``code``: ``amount``, ``year``, ``title`` or ``source``; ``line``: its number from 1."""

    def __init__(self, code: str, line: int) -> None:
        super().__init__(code)
        self.code = code
        self.line = line


@dataclass(frozen=True)
class Line:
    year: int
    title: str
    amount_tenge: int


@dataclass(frozen=True)
class Part:
    """What somebody besides the city pays. ``source``: sponsor or residents."""

    source: str
    name: str
    amount_tenge: int


def tenge(typed: Any) -> int | None:
    """Whole tenge as people write them, ``1 500 000``; ``None`` for anything else."""
    text = BLANKS.sub("", str(typed))
    return int(text) if text.isascii() and text.isdigit() and int(text) <= MOST_TENGE else None


def lines(typed: Iterable[Mapping[str, Any]]) -> tuple[Line, ...]:
    """The lines that say something. Raises ``Unclear``."""
    found = []
    for number, row in enumerate(typed, 1):
        title, year, amount = (one_line(str(row.get(name) or "")) for name in ("title", "year", "amount"))
        if not (title or amount):
            continue
        worth = tenge(amount)
        if not worth:
            raise Unclear("amount", number)
        if not (year.isdigit() and 2020 <= int(year) <= 2100):
            raise Unclear("year", number)
        if not title:
            raise Unclear("title", number)
        found.append(Line(int(year), title[:200], worth))
    return tuple(found)


def parts(typed: Iterable[Mapping[str, Any]]) -> tuple[Part, ...]:
    """What sponsors and residents pay; empty rows say nothing. Raises ``Unclear``."""
    found = []
    for number, row in enumerate(typed, 1):
        source, name, amount = (one_line(str(row.get(key) or "")) for key in ("source", "name", "amount"))
        if not amount:
            continue
        worth = tenge(amount)
        if not worth:
            raise Unclear("amount", number)
        if source not in ("sponsor", "residents"):
            raise Unclear("source", number)
        found.append(Part(source, name[:200], worth))
    return tuple(found)


def city_part(costs: Sequence[int], paid_by_others: Sequence[int]) -> int:
    """What is left for the city; negative where others would pay more than it costs."""
    return sum(costs) - sum(paid_by_others)
