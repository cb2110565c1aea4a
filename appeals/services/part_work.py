"""The work on one part of an appeal, with the same two keys as on a whole one."""

from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from appeals.enums import Decision, PhotoMoment
from appeals.models import Answer, Part, Photo
from appeals.rules.answers import may_sign
from appeals.rules.texts import clean, one_line
from appeals.services import answers, fields
from appeals.services.parts import perform
from appeals.services.photos import attach, drawn, shelf
from appeals.services.work import REASON_LENGTH
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused


def accept(part_id: int, *, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Take the part into work: the actor becomes its executor. Refused: role, state, stale."""

    def change(part: Part) -> dict:
        part.executor_id = actor.user_id
        return {"executor": actor.user_id}

    return perform(part_id, "accept", change=change, seq=seq, actor=actor, at=at)


def give_back(part_id: int, *, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Say that this part is not the body's business: a moderator sends it elsewhere.

    Refused: ``reason_needed``; role, state, stale. Rule: APPC art. 65.
    """
    why = fields.reason(reason)

    def change(part: Part) -> dict:
        before = part.organisation.code if part.organisation else None
        part.organisation = part.executor = None
        return {"organisation": before}

    return perform(part_id, "give_back", note=why, change=change, seq=seq, actor=actor, at=at)


def report(
    part_id: int,
    *,
    text: str,
    decision: str = Decision.SATISFIED,
    photos: Sequence[BinaryIO] = (),
    no_photo_reason: str = "",
    language: str = "",
    norm: str = "",
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Report the work on the part done, with the answer that is to go out. Refused: as ``work.report``."""
    excuse = one_line(no_photo_reason)[:REASON_LENGTH]
    if decision in {Decision.SATISFIED, Decision.PARTLY} and not photos and not excuse:
        sentence = _("Add a photo taken after the work, or write why there is none.")
        raise Refused(sentence, code="photo_needed", field="photos")
    pictures = drawn(photos)

    with shelf(at) as kept, transaction.atomic():

        def change(part: Part) -> dict:
            answer = answers.draw_up(
                part.appeal,
                text=text,
                decision=decision,
                language=language,
                norm=norm,
                no_photo_reason=excuse,
                actor=actor,
                at=at,
            )
            answer.part = part
            answer.save(update_fields=["part"])
            brought = attach(
                part.appeal, kept.keep_all(pictures), moment=PhotoMoment.AFTER, seq=part.appeal.seq + 1, at=at
            )
            keys = [photo.pk for photo in brought]
            Photo.objects.filter(pk__in=keys).update(part=part)
            return {"answer": answer.pk, "decision": decision, "photos": keys}

        return perform(part_id, "report", note=excuse, change=change, seq=seq, actor=actor, at=at)


def return_(part_id: int, *, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Send a report back to be put right. Refused: ``reason_needed``; role, state, stale."""
    why = fields.reason(reason)

    def change(part: Part) -> dict:
        return {"executor": part.executor_id}

    return perform(part_id, "return", note=why, change=change, seq=seq, actor=actor, at=at)


def answer(part_id: int, *, text: str = "", note: str = "", seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Accept the report on the part and send its answer; the last one closes the appeal.

    ``text``: the answer with the controller's corrections; empty: as reported. Refused: ``same_person``,
    ``answer_short``, ``answer_long``; role, state, stale. Rule: APPC art. 76.
    """

    def change(part: Part) -> dict:
        reported = Answer.objects.filter(part=part, sent_at__isnull=True).latest("written_at")
        if not may_sign(controller_id=actor.user_id, written_by_id=reported.written_by_id):
            sentence = _("You reported this work yourself: another controller has to accept it.")
            raise Refused(sentence, code="same_person")
        if text:
            answers.correct(reported, text=text)
        reported.signed_by_id, reported.sent_at = actor.user_id, at
        reported.save(update_fields=["signed_by", "sent_at"])
        part.ended_at = at
        return {"answer": reported.pk, "decision": reported.decision, "language": reported.language}

    return perform(part_id, "answer", note=clean(note), change=change, seq=seq, actor=actor, at=at)
