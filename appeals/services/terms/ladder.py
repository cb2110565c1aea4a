"""The escalation ladder: as a term runs out, the executor is told, then the head, then the akimat."""

import logging
from datetime import datetime
from functools import partial

from django.utils import timezone

from appeals.enums import LadderUnit
from appeals.models import Appeal, Escalation, LadderStep, Part
from appeals.selectors import terms
from appeals.services import parts
from appeals.services.terms import rows
from workflow import calendar
from workflow.actor import SYSTEM
from workflow.models import Act
from workflow.refusals import Refused
from workflow.workdays import Calendar

log = logging.getLogger(__name__)


def climb(*, at: datetime, limit: int = 500) -> int:
    """Let open appeals climb the steps that they have come to. Returns how many steps were climbed.

    The moment of a step follows from the appeal's present last day, so a moved day moves the steps ahead; a step that
    was climbed stays climbed in that term. Letters follow from the act.
    """
    days_off = calendar.current()
    climbed = 0
    for step in terms.ladder(timezone.localdate(at)):
        due = terms.at_step(step, at=at, days_off=days_off)
        climbed += rows.each(due, partial(_warn, step=step, days_off=days_off, at=at), limit=limit)
        if step.unit == LadderUnit.WORKING:
            for part in list(terms.parts_at_step(step, at=at, days_off=days_off)[:limit]):
                climbed += _warn_of_part(part, step=step, days_off=days_off, at=at)
    return climbed


def _warn_of_part(part: Part, *, step: LadderStep, days_off: Calendar, at: datetime) -> bool:
    """The same for the body of one part; whoever holds another part is not troubled."""

    def change(one: Part) -> dict:
        climbed = {"counted_from": one.registered_on, "due_on": one.due_on, "fired_at": at}
        Escalation.objects.create(appeal_id=one.appeal_id, part=one, step=step, **climbed)
        return _facts(one, step, days_off, at)

    try:
        parts.perform(part.pk, "warn", change=change, told=False, seq=part.seq, actor=SYSTEM, at=at)
    except Refused as refusal:  # somebody moved it meanwhile: the next run looks at it again
        log.info("Part %s was left for the next run: %s", part.pk, refusal.code)
        return False
    return True


def _warn(appeal: Appeal, *, step: LadderStep, days_off: Calendar, at: datetime) -> Act:
    def change(one: Appeal) -> dict:
        Escalation.objects.create(appeal=one, step=step, counted_from=one.counted_from, due_on=one.due_on, fired_at=at)
        return _facts(one, step, days_off, at)

    return rows.perform(appeal, "warn", change=change, at=at)


def _facts(thing: Appeal | Part, step: LadderStep, days_off: Calendar, at: datetime) -> dict:
    return {
        "step": step.pk,
        "recipient": step.recipient,
        "offset": step.offset,
        "unit": step.unit,
        "due_on": thing.due_on.isoformat(),
        "due_at": thing.due_at.isoformat() if thing.due_at else None,
        "days": days_off.between(timezone.localdate(at), thing.due_on),
        "executor": thing.executor_id,
        "organisation": thing.organisation.code if thing.organisation else None,
    }
