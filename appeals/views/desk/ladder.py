"""The escalation ladder of an appeal in words: who has been told of the term, and who will be."""

from dataclasses import dataclass
from datetime import date, datetime

from appeals.enums import Recipient
from appeals.models import Appeal
from appeals.selectors import terms
from appeals.views.desk.door import Official
from appeals.views.journal import step_words
from workflow.workdays import Calendar


@dataclass(frozen=True)
class Rung:
    """``on`` or ``at``: when the step is climbed by the present last day; ``fired_at``: when it was."""

    recipient: str
    step: str
    on: date | None
    at: datetime | None
    fired_at: datetime | None


def rungs(appeal: Appeal, official: Official, days_off: Calendar) -> list[Rung]:
    """The steps of an open appeal that have been climbed or are still ahead; none of one that has ended. One query."""
    if not appeal.is_open:
        return []
    found = terms.rungs(appeal, on=official.today, days_off=days_off)
    return [
        Rung(
            recipient=str(Recipient(one.step.recipient).label),
            step=step_words(one.step.offset, one.step.unit),
            on=one.on,
            at=one.at,
            fired_at=one.fired_at,
        )
        for one in found
        if one.fired_at or not _missed(one, official)
    ]


def _missed(one: terms.Rung, official: Official) -> bool:
    """A step before the term that was never climbed and never will be."""
    if one.at is not None:
        return one.at < official.at and one.step.offset < 0
    return one.on is not None and one.on < official.today and one.step.offset < 0
