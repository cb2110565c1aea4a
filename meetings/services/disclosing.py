"""What of reports and reasons everybody may read: personal data is covered until one act lets a word through."""

from collections.abc import Collection
from datetime import datetime

from meetings.models import Instruction
from meetings.rules.disclosure import doubtful
from meetings.selectors import plans
from meetings.services.steps import perform
from workflow.actor import Actor
from workflow.models import Act


def let_through(
    instruction_id: int, *, shown: Collection[str] = (), seq: int | None = None, actor: Actor, at: datetime
) -> Act:
    """Say which words of the reports and reasons everybody may read, though they look like personal data.

    All others are covered: those of an earlier confirmation too, if they are not said again. Refused: role, state,
    stale.
    """

    def change(row: Instruction) -> dict:
        row.shown = [words for words in doubtful(*plans.said_of(row)) if words in shown]
        # The journal stands for ever: it keeps how many, never which.
        return {"shown": len(row.shown)}

    return perform(instruction_id, "let_through", change=change, seq=seq, actor=actor, at=at)
