"""What the city knows of a place, said while the author writes: hints, never refusals."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from budget.enums import SiteNoteKind
from budget.models import Proposal, SiteNote


@dataclass(frozen=True)
class Hint:
    """``code``: networks, planned, no_common, near_cap. ``note``: the row of the city that it rests on, if any."""

    code: str
    note: SiteNote | None = None
    percent: int = 0


NEAR_CAP_PERCENT = 90


def of(proposal: Proposal, *, on: date) -> list[Hint]:
    """The hints for a proposal as it is now. One query."""
    found = []
    shape = proposal.area or proposal.point
    if shape is not None:
        in_force = SiteNote.objects.filter(valid_from__lte=on).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
        notes = list(in_force.filter(shape__intersects=shape).order_by("kind", "pk"))
        found += [Hint(str(note.kind), note) for note in notes if note.kind != SiteNoteKind.COMMON]
        if not any(note.kind == SiteNoteKind.COMMON for note in notes):
            found.append(Hint("no_common"))
    cap = proposal.edition.cap_tenge
    if proposal.cost_tenge * 100 >= cap * NEAR_CAP_PERCENT:
        found.append(Hint("near_cap", percent=proposal.cost_tenge * 100 // cap))
    return found
