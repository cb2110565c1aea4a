"""The work on one part of an appeal, with the same two keys as on a whole one."""

from datetime import datetime
from typing import Unpack

from django.utils.translation import gettext as _

from accounts.texts import clean
from appeals.models import Part
from appeals.rules.answers import may_sign
from appeals.services import answers, fields, questions, reports
from appeals.services.parts import perform
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused


def accept(part_id: int, *, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Take the part into work: the actor becomes its executor. Refused: role, state, stale."""

    def change(part: Part) -> dict:
        part.executor_id = actor.user_id
        return {"executor": actor.user_id}

    return perform(part_id, "accept", change=change, seq=seq, actor=actor, at=at)


def ask(part_id: int, *, question: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Ask the author about this part; the other parts go on. Refused: as ``triage.ask``."""
    text = questions.worded(question)

    def change(part: Part) -> dict:
        return questions.put(part.appeal, text, part=part, back_to=part.status, actor=actor, at=at)

    return perform(part_id, "ask", note=text, change=change, seq=seq, actor=actor, at=at)


def give_back(part_id: int, *, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Say that this part is not the body's business: a moderator sends it elsewhere.

    Refused: ``reason_needed``; role, state, stale. Rule: APPC art. 65.
    """
    why = fields.reason(reason)

    def change(part: Part) -> dict:
        before = part.organisation.code if part.organisation else None
        part.organisation = part.executor = part.team = None
        return {"organisation": before}

    return perform(part_id, "give_back", note=why, change=change, seq=seq, actor=actor, at=at)


def report(part_id: int, **words: Unpack[reports.Words]) -> Act:
    """Report the work on the part done, with the answer that is to go out; see ``reports``."""
    return reports.bring(perform, part_id, **words)


def return_(part_id: int, *, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Send a report back to be put right. Refused: ``reason_needed``; role, state, stale."""
    why = fields.reason(reason)

    def change(part: Part) -> dict:
        return {"executor": part.executor_id}

    return perform(part_id, "return", note=why, change=change, seq=seq, actor=actor, at=at)


def answer(
    part_id: int,
    *,
    text: str = "",
    reasons: str = "",
    norm: str = "",
    note: str = "",
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Accept the report on the part and send its answer; the last one closes the appeal.

    ``text``, ``reasons``, ``norm``: with the controller's corrections; empty: as reported. Refused: ``same_person``,
    ``same_approver``; ``hearing_needed``, ``hearing_early``; ``answer_short``, ``answer_long``; role, state, stale.
    Rule: APPC art. 73, 76 and 78.
    """

    def change(part: Part) -> dict:
        reported = part.answers.filter(sent_at__isnull=True).latest("written_at")
        check_keys(part, actor=actor)
        if text or reasons or norm:
            answers.correct(reported, text=text, reasons=reasons, norm=norm)
        answers.seal(part.appeal, reported, body=part.organisation, actor=actor, at=at)
        part.ended_at = at
        return {"answer": reported.pk, "decision": reported.decision, "language": reported.language}

    return perform(part_id, "answer", note=clean(note), change=change, seq=seq, actor=actor, at=at)


def check_keys(part: Part, *, actor: Actor) -> None:
    """Two keys for every part, and after a reopening another hand than before.

    Refused: ``same_person``; ``same_approver``.
    """
    written = part.answers.values_list("written_by_id", flat=True)
    if any(not may_sign(controller_id=actor.user_id, written_by_id=doer) for doer in {part.executor_id, *written}):
        sentence = _("You reported this work yourself: another controller has to accept it.")
        raise Refused(sentence, code="same_person")
    if part.answers.filter(sent_at__isnull=False, signed_by_id=actor.user_id).exists():
        sentence = _("You sent the answer that the author did not accept: another controller has to decide this time.")
        raise Refused(sentence, code="same_approver")
