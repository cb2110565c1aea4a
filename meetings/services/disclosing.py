"""What of questions, reports and reasons everybody may read: personal data is covered until an act lets it through."""

from collections.abc import Collection
from datetime import datetime

from meetings import policy
from meetings.models import Instruction, Meeting
from meetings.rules.disclosure import doubtful
from meetings.selectors import lists, plans
from meetings.services.steps import perform
from meetings.workflow import MEETING
from workflow import acts
from workflow.actor import Actor
from workflow.models import Act


def let_through(
    instruction_id: int, *, shown: Collection[str] = (), seq: int | None = None, actor: Actor, at: datetime
) -> Act:
    """Say which words of its question, reports and reasons everybody may read, though they look like personal data.

    All others are covered: those of an earlier confirmation too, if they are not said again. Refused: role, state,
    stale.
    """

    def change(row: Instruction) -> dict:
        row.shown = [words for words in doubtful(*plans.said_of(row)) if words in shown]
        # The journal stands for ever: it keeps how many, never which.
        return {"shown": len(row.shown)}

    return perform(instruction_id, "let_through", change=change, seq=seq, actor=actor, at=at)


def let_through_of_meeting(
    meeting_id: int, *, shown: Collection[str] = (), seq: int | None = None, actor: Actor, at: datetime
) -> Act:
    """The same of the reasons for which a meeting was moved or called off. Refused: role, state, stale."""

    def change(meeting: Meeting) -> dict:
        meeting.shown = [words for words in doubtful(*lists.reasons_of(meeting)) if words in shown]
        return {"shown": len(meeting.shown)}

    return acts.perform(
        MEETING,
        Meeting,
        meeting_id,
        "let_through",
        actor=actor,
        roles=lambda meeting: policy.roles_on(actor, meeting),
        at=at,
        change=change,
        seq=seq,
    )
