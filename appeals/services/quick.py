"""Answers at first contact: noted when they are given, checked by a random sample."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.identity import keyed_hash
from accounts.texts import clean
from appeals.models import Answer, Appeal, Article, QuickAnswer
from appeals.selectors import knowledge, quick
from appeals.workflow import APPEAL, TRIAGE
from workflow.actor import Actor
from workflow.acts import NOT_FOUND, NOT_YOURS
from workflow.models import Act
from workflow.refusals import Refused

NOTE_LENGTH = 2000
SAMPLE = "appeals.quality-sample"
SENT_ON = frozenset({"route", "forward", "split", "lodge"})


def article_of(code: str, *, at: datetime) -> Article | None:
    """The article of this code; ``None`` for no code. Refused: ``article_unknown``: there is none in force."""
    if not code:
        return None
    article = knowledge.article(code, on=timezone.localdate(at))
    if article is None:
        sentence = _("This help article is no longer in force. Choose another one, or answer in your own words.")
        raise Refused(sentence, code="article_unknown", field="article")
    return article


def note(appeal: Appeal, answer: Answer, *, article: Article | None, actor: Actor, at: datetime) -> QuickAnswer | None:
    """Remember that a person of the first line answered; ``None`` for a machine, whose answers are not quick ones."""
    if actor.user_id is None:
        return None
    sent_on = Act.objects.filter(kind=APPEAL.kind, subject_id=appeal.pk, name__in=SENT_ON).exists()
    return QuickAnswer.objects.create(
        appeal=appeal,
        answer=answer,
        article=article,
        body_id=next((post.organisation_id for post in actor.posts if post.role in TRIAGE), None),
        forwarded=sent_on,
        answered_by_id=actor.user_id,
        answered_at=at,
        sampled=is_drawn(answer.pk, percent=quick.goal(timezone.localdate(at)).sample_percent),
    )


def is_drawn(answer_pk: int, *, percent: int) -> bool:
    """Whether an answer is among so many per cent that are drawn for the quality check.

    Nobody who answers can foresee it, nor repeat it until it suits: it is a keyed hash of the answer's key.
    """
    return int(keyed_hash(str(answer_pk), SAMPLE)[:8], 16) % 100 < percent


def check(pk: int, *, passed: bool, note: str = "", actor: Actor, at: datetime) -> QuickAnswer:
    """Say whether a drawn answer is good.

    Refused: ``not_found`` for what is not among the actor's to check (its own answers are not); ``role``;
    ``checked`` (conflict) if somebody was faster; ``note_needed``: what did not pass is told why.
    """
    if not quick.CHECKERS & actor.roles:
        raise Refused(NOT_YOURS, code="role")
    words = clean(note)[:NOTE_LENGTH]
    with transaction.atomic():
        found = quick.checked_by(actor).select_for_update(of=("self",)).filter(pk=pk).first()
        if found is None:
            raise Refused(NOT_FOUND, code="not_found")
        if found.passed is not None:
            raise Refused(_("A colleague has checked this answer already."), code="checked", conflict=True)
        if not passed and not words:
            sentence = _("Write what is wrong with the answer: whoever gave it will read it.")
            raise Refused(sentence, code="note_needed", field="note")
        found.passed, found.note = passed, words
        found.checked_by_id, found.checked_at = actor.user_id, at
        found.save(update_fields=["passed", "note", "checked_by", "checked_at"])
        return found
