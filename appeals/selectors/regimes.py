"""What follows from the kind of an appeal: its term, and when an appeal of today would be due."""

from dataclasses import dataclass
from datetime import date, datetime

from appeals.enums import Kind
from appeals.models import Term
from appeals.rules import term
from appeals.rules.term import GENERAL, Allowed
from workflow import calendar


@dataclass(frozen=True)
class Regime:
    """A kind with its clock. ``due_on``: the last day for an appeal that comes in now."""

    kind: str
    label: str
    allowed: Allowed
    registered_on: date
    due_on: date

    @property
    def is_operational(self) -> bool:
        """The portal's own quick report: not one of the six legal kinds, so nobody's name is asked for."""
        return self.kind == Kind.QUICK_REPORT


def regimes(at: datetime) -> list[Regime]:
    """All kinds in their order, with the terms of law in force. Two queries and the calendar."""
    days_off = calendar.current()
    registered_on = calendar.registration_date(at, calendar=days_off)
    rows = {row.kind: row for row in Term.objects.in_force(registered_on).order_by("valid_from")}
    found = []
    for kind in Kind:
        row = rows.get(kind.value)
        allowed = Allowed(row.days, row.unit, row.basis) if row else GENERAL
        due_on = term.due_on(registered_on, allowed=allowed, calendar=days_off)
        found.append(Regime(kind.value, str(kind.label), allowed, registered_on, due_on))
    return found
