"""Some 500 cells of real plans, each with what a careful clerk would write beside it: `data/plan_cells.csv`.

``means``: the kind and the days of a term («10w»: so many working days from the order, «3d»: calendar days), the sum in
tenge, the bodies («*»: by agreement). A ``?`` stands where the clerk would ask: there are no days and no sum then, and
the cell is listed.
"""

import csv
from pathlib import Path

from meetings.rules.plan.doers import read_doers
from meetings.rules.plan.due import read_due
from meetings.rules.plan.money import Money, read_money
from meetings.rules.plan.rhythm import read_span

CELLS = list(csv.DictReader((Path(__file__).parent / "data/plan_cells.csv").open(encoding="utf-8"), delimiter=";"))


def _term(text: str) -> str:
    due = read_due(text)
    if due.doubt:
        assert (due.first, due.last) == (None, None)
        return f"{due.kind.value} ?"
    days = [day.isoformat() for day in dict.fromkeys((due.first, due.last)) if day]
    span = read_span(text) if due.kind.value == "relative" else None
    counted = [f"{span.days}{'w' if span.working else 'd'}"] if span else []
    return " ".join([due.kind.value, *days, *counted])


def _sum(money: Money) -> str:
    if money.doubt:
        assert money.tenge is None
        return "?"
    return "none" if money.tenge is None else str(money.tenge)


READERS = {
    "due": _term,
    "money": lambda text: _sum(read_money(text)),
    "thousands": lambda text: _sum(read_money(text, unit=1000)),
    "doers": lambda text: "|".join(doer.name + "*" * doer.by_agreement for doer in read_doers(text)),
}


def test_every_cell_is_read_as_a_careful_clerk_reads_it():
    wanted = {(cell["cell"], cell["text"]): cell["means"] for cell in CELLS}
    assert len(wanted) == len(CELLS)
    assert {key: READERS[key[0]](key[1]) for key in wanted} == wanted
