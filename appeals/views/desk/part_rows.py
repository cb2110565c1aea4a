"""The parts of an appeal as the desk lists them."""

from collections.abc import Iterable
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


def rows(
    appeal: Appeal, official: Official, *, found: Iterable[Part] | None = None, days_off: Calendar | None = None
) -> list[PartRow]:
    """All parts of an appeal, those under the official's posts as links.

    ``found`` and ``days_off``: where the caller has read them already. No query where it was not split, else two at
    most.
    """
    if not appeal.part_count:
        return []
    days_off = days_off or calendar.current()
    return [_row(appeal, part, official, days_off) for part in (read.living(appeal) if found is None else found)]


def _row(appeal: Appeal, part: Part, official: Official, days_off: Calendar) -> PartRow:
    part.appeal = appeal
    mine = bool(policy.roles_on_part(official.actor, part))
    return PartRow(
        number=part.number,
        title=part.title,
        body=parts.body_of(part),
        url=reverse("desk:part", args=[appeal.number, part.number]) if mine else "",
        pill=words.state(part),
        clock=parts.clock_of(part, official.today, days_off),
    )
