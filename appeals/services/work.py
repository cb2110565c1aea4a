"""The responsible body's part, and the controller's: two keys for every answer."""

from datetime import datetime
from typing import Unpack

from accounts.texts import clean
from appeals import policy
from appeals.models import Answer, Appeal
from appeals.services import answers, fields, reports
from appeals.workflow import APPEAL
from workflow import acts
from workflow.actor import Actor
from workflow.models import Act


def accept(appeal_id: int, *, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Take the appeal into work: the actor becomes its executor. Refused: role, state, stale."""

    def change(appeal: Appeal) -> dict:
        appeal.executor_id = actor.user_id
        return {"executor": actor.user_id}

    return _perform(appeal_id, "accept", change=change, seq=seq, actor=actor, at=at)


def give_back(appeal_id: int, *, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Say that this is not the body's business: the appeal goes back to triage.

    Refused: ``reason_needed``; role, state, stale. Rule: APPC art. 65.
    """
    why = fields.reason(reason)

    def change(appeal: Appeal) -> dict:
        before = appeal.organisation.code if appeal.organisation else None
        appeal.organisation = appeal.executor = appeal.team = None
        return {"organisation": before}

    return _perform(appeal_id, "give_back", note=why, change=change, seq=seq, actor=actor, at=at)


def report(appeal_id: int, **words: Unpack[reports.Words]) -> Act:
    """Report the work done, with the answer that is to go out and photos of the place after it; see ``reports``."""
    return reports.bring(_perform, appeal_id, **words)


def return_(appeal_id: int, *, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Send a report back: the work or the answer is not good enough. Refused: ``reason_needed``; role, state, stale."""
    why = fields.reason(reason)

    def change(appeal: Appeal) -> dict:
        return {"executor": appeal.executor_id}

    return _perform(appeal_id, "return", note=why, change=change, seq=seq, actor=actor, at=at)


def answer(
    appeal_id: int,
    *,
    text: str = "",
    reasons: str = "",
    norm: str = "",
    note: str = "",
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Accept the report and send its answer to the author.

    ``text``, ``reasons``, ``norm``: with the controller's corrections; empty: as reported. Refused: ``same_person``:
    who did the work does not accept it; ``same_approver``: after a reopening another controller decides;
    ``hearing_needed``, ``hearing_early``: a refusal waits for the hearing; ``answer_short``, ``answer_long``; role,
    state, stale. Rule: APPC art. 73, 76 and 78.
    """

    def change(appeal: Appeal) -> dict:
        reported = Answer.objects.filter(appeal=appeal, sent_at__isnull=True).latest("written_at")
        answers.check_keys(appeal, reported, actor=actor)
        if text or reasons or norm:
            answers.correct(reported, text=text, reasons=reasons, norm=norm)
        return answers.send(appeal, reported, actor=actor, at=at)

    return _perform(appeal_id, "answer", note=clean(note), change=change, seq=seq, actor=actor, at=at)


def _perform(appeal_id: int, name: str, *, actor: Actor, **words) -> Act:
    return acts.perform(
        APPEAL, Appeal, appeal_id, name, actor=actor, roles=lambda appeal: policy.roles_on(actor, appeal), **words
    )
