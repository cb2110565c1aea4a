"""Questions to the author: a link that lives for so many days, and what happens when they pass without a reply."""

from datetime import datetime, time, timedelta

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.texts import clean
from appeals import policy
from appeals.enums import LimitCode, Status
from appeals.models import Appeal, Part, Question
from appeals.rules.texts import TEXT_MAX
from appeals.selectors import limits
from appeals.services import parts
from appeals.workflow import APPEAL
from workflow import acts, calendar
from workflow.actor import SYSTEM, Actor
from workflow.models import Act
from workflow.refusals import Refused

SALT = "appeals.question"
QUESTION_LENGTH = 2000
MOST_AT_ONCE = 500


def worded(question: str) -> str:
    """The cleaned question. Refused: ``question_needed``, ``question_long``."""
    text = clean(question)
    if not text:
        raise Refused(_("Write the question."), code="question_needed", field="question")
    if len(text) > QUESTION_LENGTH:
        sentence = _("Shorten the question to %(n)d characters.") % {"n": QUESTION_LENGTH}
        raise Refused(sentence, code="question_long", field="question")
    return text


def worded_reply(text: str) -> str:
    """The cleaned reply. Refused: ``reply_needed``, ``text_long``."""
    words = clean(text)
    if not words:
        raise Refused(_("Write your reply."), code="reply_needed", field="text")
    if len(words) > TEXT_MAX:
        sentence = _("Shorten the reply to %(n)d characters.") % {"n": TEXT_MAX}
        raise Refused(sentence, code="text_long", field="text")
    return words


def put(appeal: Appeal, text: str, *, part: Part | None = None, back_to: str, actor: Actor, at: datetime) -> dict:
    """Write down a question of a locked appeal or part; what the journal tells of it."""
    until = reply_until(part or appeal, at)
    asked = Question.objects.create(
        appeal=appeal,
        part=part,
        text=text,
        asked_at=at,
        asked_by_id=actor.user_id,
        back_to=back_to,
        reply_until=until,
    )
    return {"question": asked.pk, "reply_until": until.isoformat()}


def reply_until(thing: Appeal | Part, asked_at: datetime) -> datetime:
    """The midnight at the end of the last working day for the reply; the days are a row of the table."""
    asked_on = timezone.localdate(asked_at)
    days = limits.value(LimitCode.QUESTION_DAYS, category=thing.category, on=asked_on)
    last = calendar.current().add(asked_on, days)
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))


def waits(question: Question) -> bool:
    """Whether the work stands still for the reply to this question."""
    thing = question.part or question.appeal
    return thing.status == Status.ASKED and question.replied_at is None and question.lapsed_at is None


def token_of(question: Question) -> str:
    """What stands in the link of the letter: it opens this one question, without signing in."""
    return signing.dumps(question.pk, salt=SALT)


def by_token(token: str) -> Question | None:
    """The question of a link, answered, lapsed or not; ``None`` where the link was never ours."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Question.objects.select_related("appeal", "part").filter(pk=pk).first()


def lapse_due(at: datetime) -> list[Act]:
    """Put every appeal whose author did not reply in time back to where the question was asked.

    Each in a transaction of its own; the system is the doer, and the journal says so.
    """
    waiting = Question.objects.filter(replied_at__isnull=True, lapsed_at__isnull=True, reply_until__lte=at)
    acted = []
    for question in waiting.select_related("appeal", "part").order_by("reply_until")[:MOST_AT_ONCE]:
        if waits(question):
            acted.append(_lapse(question, at))
        else:
            Question.objects.filter(pk=question.pk).update(lapsed_at=at)
    return acted


def _lapse(question: Question, at: datetime) -> Act:
    def change(thing: Appeal | Part) -> dict:
        Question.objects.filter(pk=question.pk).update(lapsed_at=at)
        return {"question": question.pk, "executor": thing.executor_id}

    if question.part_id:
        return parts.perform(question.part_id, "lapse", change=change, actor=SYSTEM, at=at)
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
