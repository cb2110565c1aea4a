"""The public scoreboard: one definition of every figure, for the page, the API and the CSV.

``done``: evidence was accepted. ``closed``: taken off control otherwise; never mixed with done. ``on_time`` and
``late``: of what is done and had a term, by the day of the accepted report against the term in force. ``moved``: whose
term was moved at least once. ``disputed``: of which the asker said "not done". ``overdue``: open, the term has passed.
``median_days``: from the day it was given to the day of the accepted report.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import date

from django.db.models import Aggregate, Count, F, FloatField, Q, QuerySet
from django.db.models.functions import Extract

from accounts.models import Organisation
from geo.models import District
from meetings import policy
from meetings.models import Instruction, Plan
from meetings.policy import STRANGER
from meetings.rules import recount
from meetings.selectors.plans import EVERYTHING, Filters, narrowed, shown

BY = ("district", "body")


@dataclass(frozen=True)
class Figures(recount.Count):
    @property
    def on_time_percent(self) -> int | None:
        """Of what is done or overdue by now: how much was on time, in whole percent rounded down."""
        whole = self.on_time + self.late + self.overdue
        return 100 * self.on_time // whole if whole else None


COLUMNS = tuple(field.name for field in fields(Figures))


@dataclass(frozen=True)
class Row:
    """``code``: of the district or the body; empty where there is none. ``name``: in the active language."""

    code: str
    name: str
    figures: Figures

    @property
    def values(self) -> tuple:
        return (self.code, self.name, *astuple(self.figures))


class _Median(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()
    filter_template = "%s FILTER (WHERE %%(filter)s)"


def total(filters: Filters = EVERYTHING, *, on: date) -> Figures:
    """All public instructions of the filters together. One query."""
    return Figures(**_given(filters, on).aggregate(**_figures(on)))


def by_district(filters: Filters = EVERYTHING, *, on: date) -> list[Row]:
    """Every district, in the order of the city's list, then what lies in no one district. Two queries."""
    counted = _grouped(_given(filters, on), "district_id", on)
    named = [(district.code, district.name) for district in District.objects.defer("outline")]
    rows = [Row(code, name, counted.get(code, Figures())) for code, name in named]
    return rows + ([Row("", "", counted[None])] if None in counted else [])


def by_body(filters: Filters = EVERYTHING, *, on: date) -> list[Row]:
    """Every body that leads something, those with most to do first. Two queries."""
    counted = _grouped(_given(filters, on), "lead_id", on)
    bodies = Organisation.objects.in_bulk([pk for pk in counted if pk is not None])
    rows = [Row(bodies[pk].code, bodies[pk].name, found) for pk, found in counted.items() if pk is not None]
    rows.sort(key=lambda row: (-row.figures.given, row.code))
    return rows + ([Row("", "", counted[None])] if None in counted else [])


def by_plan(plans: Iterable[Plan], *, on: date) -> dict[int, Figures]:
    """The figures of each of these plans, by its key. One query."""
    given = policy.instructions_visible_to(STRANGER).filter(plan__in=list(plans)).order_by()
    return _grouped(given, "plan_id", on)


def rows(by: str, filters: Filters = EVERYTHING, *, on: date) -> list[Row]:
    return by_body(filters, on=on) if by == "body" else by_district(filters, on=on)


def of(found: QuerySet[Instruction], *, on: date) -> Figures:
    """The figures of any set of instructions: what boards and plans show of their own."""
    return Figures(**found.order_by().aggregate(**_figures(on)))


def _given(filters: Filters, on: date) -> QuerySet[Instruction]:
    """Public ones only, whoever looks: a scoreboard is the same for all."""
    return narrowed(policy.instructions_visible_to(STRANGER), filters, on=on).order_by()


def _grouped(found: QuerySet[Instruction], column: str, on: date) -> dict:
    counted: Iterable[dict] = found.values(column).annotate(**_figures(on))
    return {row.pop(column): Figures(**row) for row in counted}


def _figures(on: date) -> dict[str, Aggregate]:
    names = ("done", "on_time", "late", "closed", "open", "overdue", "moved", "disputed")
    counts: dict[str, Aggregate] = {name: Count("pk", filter=_word(name, on)) for name in names}
    days = Extract(F("done_on") - F("given_on"), "epoch") / 86_400.0
    return {"given": Count("pk"), **counts, "median_days": _Median(days, filter=_word("done", on))}


def _word(name: str, on: date) -> Q:
    condition = shown(name, on=on)
    return condition if condition is not None else Q()
