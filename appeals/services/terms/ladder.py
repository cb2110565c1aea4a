"""The escalation ladder: as a term runs out, the executor is told, then the head, then the akimat."""

from datetime import datetime
from functools import partial

from django.utils import timezone

from appeals.models import Appeal, Escalation, LadderStep
from appeals.selectors import terms
from appeals.services.terms import rows
from workflow import calendar
from workflow.models import Act
from workflow.workdays import Calendar


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
    return climbed


def _warn(appeal: Appeal, *, step: LadderStep, days_off: Calendar, at: datetime) -> Act:
    def change(one: Appeal) -> dict:
        Escalation.objects.create(appeal=one, step=step, counted_from=one.counted_from, due_on=one.due_on, fired_at=at)
        return {
            "step": step.pk,
            "recipient": step.recipient,
            "offset": step.offset,
            "unit": step.unit,
            "due_on": one.due_on.isoformat(),
            "due_at": one.due_at.isoformat() if one.due_at else None,
            "days": days_off.between(timezone.localdate(at), one.due_on),
            "executor": one.executor_id,
            "organisation": one.organisation.code if one.organisation else None,
        }

    return rows.perform(appeal, "warn", change=change, at=at)
