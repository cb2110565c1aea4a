"""The asker's word: "not done", once; and the controller's answer to it."""

from datetime import datetime

from django.db import transaction

from meetings.enums import InstructionOutcome
from meetings.models import Instruction
from meetings.services import families, fields
from meetings.services.steps import perform
from workflow.actor import Actor
from workflow.models import Act


def dispute(instruction_id: int, *, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Say that an accepted instruction is not done: it goes back to the controller and is no longer counted as done.

    Refused: ``reason_needed``; ``disputed_before``; only who asked (``role``); state, stale.
    """
    why = fields.reason(reason)

    def change(row: Instruction) -> dict:
        row.disputed_at = at
        row.outcome, row.done_on, row.closed_at = "", None, None
        return {"reported_on": row.reported_on.isoformat() if row.reported_on else None}

    with transaction.atomic():
        act = perform(instruction_id, "dispute", note=why, change=change, seq=seq, actor=actor, at=at)
        families.child_reopened(instruction_id, at=at)
    return act


def uphold(instruction_id: int, *, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """After looking again: it is done; the asker reads why. Refused: ``reason_needed``; role, state, stale."""

    def change(row: Instruction) -> dict:
        row.outcome, row.done_on, row.closed_at = InstructionOutcome.DONE.value, row.reported_on, at
        return {"outcome": row.outcome, "done_on": row.done_on.isoformat() if row.done_on else None}

    why = fields.reason(reason)
    with transaction.atomic():
        act = perform(instruction_id, "uphold", note=why, change=change, seq=seq, actor=actor, at=at)
        families.child_ended(instruction_id, done=True, at=at)
    return act


def reopen(instruction_id: int, *, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """The asker is right: the body goes on working. Refused: ``reason_needed``; role, state, stale."""
    return perform(instruction_id, "reopen", note=fields.reason(reason), seq=seq, actor=actor, at=at)
