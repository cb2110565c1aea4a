"""Answers: drawn up by the doer or by the first line, sent once, in a language that the author can ask for."""

from datetime import datetime

from django.utils.translation import gettext as _

from appeals.enums import Decision
from appeals.models import Answer, Appeal
from appeals.rules.answers import languages_for
from appeals.rules.texts import TEXT_MAX, clean, one_line
from appeals.services import clock
from workflow.actor import Actor
from workflow.refusals import Refused

ANSWER_MIN = 20
NORM_LENGTH = 300


def draw_up(
    appeal: Appeal,
    *,
    text: str,
    decision: str,
    language: str = "",
    norm: str = "",
    no_photo_reason: str = "",
    actor: Actor,
    at: datetime,
) -> Answer:
    """Write an answer down, not sent yet.

    Refused: ``answer_short``, ``answer_long`` (20 to 5,000 characters); ``decision_unknown``; ``norm_needed``: a
    refusal names the norm it rests on; ``language_wrong``: not the appeal's language and not Kazakh.
    """
    kept = _text(text)
    if decision not in Decision.values:
        raise Refused(_("Choose what the answer decides."), code="decision_unknown", field="decision")
    norm = one_line(norm)[:NORM_LENGTH]
    if decision == Decision.REFUSED and not norm:
        raise Refused(_("Name the norm of law on which the refusal rests."), code="norm_needed", field="norm")
    language = language or appeal.language
    if language not in languages_for(appeal.language):
        sentence = _("Answer in the language of the appeal or in Kazakh.")
        raise Refused(sentence, code="language_wrong", field="language")
    return Answer.objects.create(
        appeal=appeal,
        decision=decision,
        text=kept,
        norm=norm,
        no_photo_reason=no_photo_reason,
        language=language,
        written_by_id=actor.user_id,
        written_at=at,
    )


def correct(answer: Answer, *, text: str) -> None:
    """Put better words into an answer that has not gone out. Refused: ``answer_short``, ``answer_long``."""
    answer.text = _text(text)
    answer.save(update_fields=["text"])


def send(appeal: Appeal, answer: Answer, *, actor: Actor, at: datetime) -> dict:
    """Sign the answer and end the work on the appeal; returns what the journal keeps of it."""
    answer.signed_by_id, answer.sent_at = actor.user_id, at
    answer.save(update_fields=["signed_by", "sent_at"])
    appeal.ended_at = at
    appeal.reopen_until = clock.reopen_until(at)
    return {"answer": answer.pk, "decision": answer.decision, "language": answer.language}


def _text(typed: str) -> str:
    kept = clean(typed)
    if len(kept) < ANSWER_MIN:
        sentence = _("Write what was done or decided: at least %(n)d characters.") % {"n": ANSWER_MIN}
        raise Refused(sentence, code="answer_short", field="text")
    if len(kept) > TEXT_MAX:
        sentence = _("Shorten the answer to %(n)d characters.") % {"n": TEXT_MAX}
        raise Refused(sentence, code="answer_long", field="text")
    return kept
