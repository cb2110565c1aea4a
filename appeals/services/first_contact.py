"""An officer writes down what a resident says, and may answer in the same breath."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from appeals.enums import Decision
from appeals.services import intake, triage
from appeals.services.intake import Registered
from workflow.actor import Actor


@dataclass(frozen=True)
class Said:
    """The answer given on the spot. ``article``: code of the help article that it was taken from."""

    text: str
    article: str = ""
    decision: str = Decision.EXPLAINED
    norm: str = ""


def file(*, key: UUID, answer: Said | None = None, actor: Actor, at: datetime, **words) -> Registered:
    """Register for a resident, and answer at once where the officer could. Both or neither; a repetition does neither.

    ``words``: as ``intake.register`` takes them. Refused: whatever ``intake.register`` refuses; with ``answer``
    whatever ``triage.answer_at_once`` refuses, and then nothing is registered: the form stays as it is.
    """
    with transaction.atomic():
        # Whoever has the answer is not asked for what the answer did not need.
        registered = intake.register(key=key, asks=answer is None, actor=actor, at=at, **words)
        if answer is not None and registered.is_new:
            triage.answer_at_once(
                registered.appeal.pk,
                text=answer.text,
                decision=answer.decision,
                norm=answer.norm,
                article=answer.article,
                actor=actor,
                at=at,
            )
            registered.appeal.refresh_from_db()
        return registered
