"""The term in force: moved by an akim with a reason, reminded of, missed."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.enums import OPEN_INSTRUCTIONS, WAIT_FOR_DOER
from meetings.models import Instruction, Reminder, TermMove
from meetings.services import fields
from meetings.services.steps import perform
from workflow.actor import SYSTEM, Actor
from workflow.models import Act
from workflow.refusals import Refused

# How many days before the last day the doer is reminded.
REMIND_DAYS = (7, 3, 1)
MOST_AT_ONCE = 2000


def move_term(
    instruction_id: int, *, until: date, reason: str, seq: int | None = None, actor: Actor, at: datetime
) -> Act:
    """Move the last day of the term. The first one is kept, both stand in public, reminders begin anew.

    ``until``: the new last day. Refused: ``reason_needed``; ``until_past``; ``until_same``; only the akim of the plan's
    akimat or a deputy (``role``); state, stale.
    """
    why = fields.reason(reason)
    if until < timezone.localdate(at):
        sentence = _("The new term lies in the past: choose today or a later day.")
        raise Refused(sentence, code="until_past", field="until")

    def change(row: Instruction) -> dict:
        if row.due_to == until:
            raise Refused(_("This is the term already: choose another day."), code="until_same", field="until")
        before = row.due_to
        TermMove.objects.create(
            instruction=row,
            old_to=before,
            new_to=until,
            reason=why,
            moved_at=at,
            moved_by_id=actor.user_id,
            act_seq=row.seq + 1,
        )
        row.first_due_on = row.first_due_on or before
        row.due_to = until
        row.due_from = row.due_from if row.due_from and row.due_from <= until else None
        row.overdue_on = None
        row.moves += 1
        return {"due_before": before.isoformat() if before else None, "due_to": until.isoformat()}

    return perform(instruction_id, "move_term", note=why, change=change, seq=seq, actor=actor, at=at)


def remind(at: datetime) -> int:
    """Remind doers of terms that come near, each once for a last day and a distance; returns how many."""
    on, told = timezone.localdate(at), 0
    for days in REMIND_DAYS:
        near = Instruction.objects.filter(status__in=WAIT_FOR_DOER, due_to=on + timedelta(days=days))
        reminded = Reminder.objects.filter(days_before=days, due_to=on + timedelta(days=days)).values("instruction_id")
        for pk in near.exclude(pk__in=reminded).values_list("pk", flat=True)[:MOST_AT_ONCE]:
            told += _remind_one(pk, on + timedelta(days=days), days, at)
    return told


def find_overdue(at: datetime) -> int:
    """Journal each term that was missed, once for a last day: open boards turn red, people are told; how many."""
    on = timezone.localdate(at)
    late = Instruction.objects.filter(status__in=OPEN_INSTRUCTIONS, due_to__lt=on, overdue_on__isnull=True)
    found = 0
    for pk in late.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE]:
        found += _fall_overdue(pk, on, at)
    return found


def _remind_one(pk: int, due_to: date, days: int, at: datetime) -> bool:
    def change(row: Instruction) -> dict:
        key = {"instruction": row, "due_to": due_to, "days_before": days}
        if row.due_to != due_to or Reminder.objects.filter(**key).exists():
            raise Refused(_("The term has moved, or the reminder was sent."), code="not_due")
        Reminder.objects.create(**key, sent_at=at)
        return {"due_to": due_to.isoformat(), "days": days}

    try:
        perform(pk, "remind", change=change, actor=SYSTEM, at=at)
    except Refused:
        return False  # another worker was quicker, or the work moved on
    return True


def _fall_overdue(pk: int, on: date, at: datetime) -> bool:
    def change(row: Instruction) -> dict:
        if row.overdue_on is not None or row.due_to is None or row.due_to >= on:
            raise Refused(_("The term is not missed."), code="not_overdue")
        row.overdue_on = on
        return {"due_to": row.due_to.isoformat(), "days": (on - row.due_to).days}

    try:
        perform(pk, "fall_overdue", change=change, actor=SYSTEM, at=at)
    except Refused:
        return False  # somebody else found it, or it was moved meanwhile
    return True
