"""The resident's part: reply, confirm, reopen, withdraw.

``claimed``: keys of the appeals that the session has claimed by their codes; who holds the code is the author.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.texts import clean
from appeals import policy
from appeals.enums import PhotoMoment
from appeals.models import Answer, Appeal, Part, Question
from appeals.services import clock, fields, questions, ratings
from appeals.services import parts as split
from appeals.services.photos import attach, drawn, shelf
from appeals.workflow import APPEAL
from workflow import acts
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused


def reply(
    appeal_id: int,
    *,
    text: str,
    part: int | None = None,
    claimed: Collection[int] = (),
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Answer the question that was asked; the appeal, or its part of this number, goes back to where it was asked.

    Refused: ``reply_needed``, ``text_long``; ``part_unknown``; role, state, stale.
    """
    words = questions.worded_reply(text)
    waiting = Question.objects.filter(appeal_id=appeal_id, replied_at__isnull=True).order_by("-asked_at")
    by_part = {"part__isnull": True} if part is None else {"part__number": part}
    asked = waiting.filter(lapsed_at__isnull=True, **by_part).first()

    def change(thing: Appeal | Part) -> dict:
        pk = asked.pk if asked else 0  # what waits for its author has a question: see questions.put
        Question.objects.filter(pk=pk, replied_at__isnull=True).update(reply=words, replied_at=at)
        return {"question": pk, "executor": thing.executor_id}

    common: dict[str, Any] = {"change": change, "claimed": claimed, "actor": actor, "at": at}
    if part is not None:
        return split.perform_number(appeal_id, "reply", number=part, seq=seq, **common)
    return _perform(appeal_id, "reply", target=asked.back_to if asked else None, seq=seq, **common)


def confirm(
    appeal_id: int, *, note: str = "", claimed: Collection[int] = (), seq: int | None = None, actor: Actor, at: datetime
) -> Act:
    """Say that it is really fixed. Refused: ``same_person``: whoever did the work is no witness; role, state, stale."""

    def change(appeal: Appeal) -> None:
        did_it = Answer.objects.filter(appeal=appeal, written_by_id=actor.user_id, written_by_id__isnull=False)
        if did_it.exists():
            raise Refused(_("You worked on this appeal yourself: you cannot confirm it."), code="same_person")

    return _perform(appeal_id, "confirm", note=clean(note), change=change, claimed=claimed, seq=seq, actor=actor, at=at)


def reopen(
    appeal_id: int,
    *,
    reason: str,
    photos: Sequence[BinaryIO] = (),
    parts: Collection[int] = (),
    claimed: Collection[int] = (),
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Say that it is not fixed: the same appeal, under its number, goes back to the same body, with a term of its own.

    ``photos``: how it looks now; they stand among those of before the work. ``parts``: of a split appeal, the numbers
    of the parts that are not fixed; none: all that were answered. With a low rate before it, a supervisor is told.
    Refused: ``reason_needed``; ``part_unknown``; ``reopen_late``: the days for it (a row of the category) have passed;
    what ``photos`` and ``pictures`` refuse; role, state, stale.
    """
    why = fields.reason(reason)
    pictures = drawn(photos)

    with shelf(at) as kept, transaction.atomic():

        def change(appeal: Appeal) -> dict:
            low = ratings.is_low(appeal, at=at)
            appeal.reopened += 1
            appeal.ended_at = appeal.reopen_until = appeal.executor = None
            body = appeal.organisation.code if appeal.organisation else None
            brought = attach(appeal, kept.keep_all(pictures), moment=PhotoMoment.BEFORE, seq=appeal.seq + 1, at=at)
            facts: dict = {"photos": [photo.pk for photo in brought]} if brought else {}
            facts |= {"supervise": True} if low else {}
            facts |= clock.restart(appeal, at=at)
            if appeal.part_count:
                facts["parts"] = split.reopen(appeal, parts, reason=why, actor=actor, at=at)
            return {"times": appeal.reopened, "organisation": body, **facts}

        is_split = Appeal.objects.filter(pk=appeal_id, part_count__gt=0).exists()
        name = "reopen_parts" if is_split else "reopen"
        return _perform(appeal_id, name, note=why, change=change, claimed=claimed, seq=seq, actor=actor, at=at)


def withdraw(
    appeal_id: int,
    *,
    reason: str = "",
    claimed: Collection[int] = (),
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Take an open appeal back, with all its open parts. Refused: role, state, stale."""

    def change(appeal: Appeal) -> dict:
        appeal.ended_at = at
        split.withdraw(appeal, actor=actor, at=at)
        return {"executor": appeal.executor_id}

    return _perform(
        appeal_id, "withdraw", note=clean(reason), change=change, claimed=claimed, seq=seq, actor=actor, at=at
    )


def _perform(appeal_id: int, name: str, *, claimed: Collection[int], actor: Actor, **words) -> Act:
    def roles(appeal: Appeal) -> frozenset[str]:
        return policy.roles_on(actor, appeal, claimed)

    return acts.perform(APPEAL, Appeal, appeal_id, name, actor=actor, roles=roles, **words)
