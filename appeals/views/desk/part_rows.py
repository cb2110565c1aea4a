"""The parts of an appeal as the desk lists them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse

from appeals import policy
from appeals.models import Appeal, Part
from appeals.selectors import parts as read
from appeals.views import parts, words
from appeals.views.desk.door import Official
from workflow import calendar
from workflow.workdays import Calendar


@dataclass(frozen=True)
class PartRow:
    """A part in a list of its appeal's parts; ``url`` is empty where it is another body's."""

    number: int
    title: str
    body: str
    url: str
    pill: words.Pill
    clock: words.Clock


def rows(appeal: Appeal, official: Official) -> list[PartRow]:
    """All parts of an appeal, those under the official's posts as links. Two queries, none where it was not split."""
    if not appeal.part_count:
        return []
    mine = set(policy.parts_worked_by(official.actor).filter(appeal=appeal).values_list("pk", flat=True))
    days_off = calendar.current()
    return [_row(appeal, part, official, days_off, mine) for part in read.living(appeal)]


def _row(appeal: Appeal, part: Part, official: Official, days_off: Calendar, mine: Collection[int]) -> PartRow:
    return PartRow(
        number=part.number,
        title=part.title,
        body=parts.body_of(part),
        url=reverse("desk:part", args=[appeal.number, part.number]) if part.pk in mine else "",
        pill=words.state(part),
        clock=parts.clock_of(part, official.today, days_off),
    )
