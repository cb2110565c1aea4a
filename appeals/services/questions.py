"""Questions to the author: a link that lives for so many days, and what happens when they pass without a reply."""

from datetime import datetime, time, timedelta

from django.core import signing
from django.utils import timezone

from appeals import policy
from appeals.enums import LimitCode, Status
from appeals.models import Appeal, Question
from appeals.selectors import limits
from appeals.workflow import APPEAL
from workflow import acts, calendar
from workflow.actor import SYSTEM
from workflow.models import Act

SALT = "appeals.question"
MOST_AT_ONCE = 500


def reply_until(appeal: Appeal, asked_at: datetime) -> datetime:
    """The midnight at the end of the last working day for the reply; the days are a row of the table."""
    asked_on = timezone.localdate(asked_at)
    days = limits.value(LimitCode.QUESTION_DAYS, category=appeal.category, on=asked_on)
    last = calendar.current().add(asked_on, days)
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))


def token_of(question: Question) -> str:
    """What stands in the link of the letter: it opens this one question, without signing in."""
    return signing.dumps(question.pk, salt=SALT)


def by_token(token: str) -> Question | None:
    """The question of a link, answered, lapsed or not; ``None`` where the link was never ours."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Question.objects.select_related("appeal").filter(pk=pk).first()


def lapse_due(at: datetime) -> list[Act]:
    """Put every appeal whose author did not reply in time back to where the question was asked.

    Each in a transaction of its own; the system is the doer, and the journal says so.
    """
    waiting = Question.objects.filter(replied_at__isnull=True, lapsed_at__isnull=True, reply_until__lte=at)
    acted = []
    for question in waiting.select_related("appeal").order_by("reply_until")[:MOST_AT_ONCE]:
        if question.appeal.status == Status.ASKED:
            acted.append(_lapse(question, at))
        else:
            Question.objects.filter(pk=question.pk).update(lapsed_at=at)
    return acted


def _lapse(question: Question, at: datetime) -> Act:
    def change(appeal: Appeal) -> dict:
        Question.objects.filter(pk=question.pk).update(lapsed_at=at)
        return {"question": question.pk, "executor": appeal.executor_id}

    return acts.perform(
        APPEAL,
        Appeal,
        question.appeal_id,
        "lapse",
        actor=SYSTEM,
        roles=lambda appeal: policy.roles_on(SYSTEM, appeal),
        at=at,
        change=change,
        target=question.back_to,
    )
