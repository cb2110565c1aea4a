"""Questions put in advance: asked by residents, checked by a secretary, supported by others."""

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.enums import Role
from meetings import policy
from meetings.enums import PUBLIC_QUESTIONS, MeetingStatus
from meetings.models import Meeting, Question, Support
from meetings.policy import Viewer
from meetings.rules import disclosure
from meetings.services import fields
from meetings.services.fields import NO_PLACE, Place
from meetings.workflow import QUESTION
from workflow import acts
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused

TEXT_MIN, TEXT_MAX = 10, 2000
MOST_PER_PERSON = 5


def ask(
    meeting_id: int,
    *,
    key: UUID,
    text: str,
    language: str,
    category: str = "",
    place: Place = NO_PLACE,
    actor: Actor,
    at: datetime,
) -> Question:
    """Put a question to an announced meeting. ``key`` makes a repetition the same question.

    Refused: ``sign_in`` (a question needs somebody to answer); ``not_announced``, ``meeting_over``;
    ``too_many_questions``; ``text_short``, ``text_long``; what ``fields`` refuses.
    """
    if actor.user_id is None:
        raise Refused(_("Sign in to put a question: the answer goes to you."), code="sign_in")
    spot = fields.place(place)
    values = {
        "text": fields.text(text, least=TEXT_MIN, most=TEXT_MAX),
        "language": fields.language(language),
        "category": fields.category(category),
        "point": spot.point,
        "district": spot.district,
        "address": spot.address,
    }
    with transaction.atomic():
        meeting = policy.visible_to(Viewer(actor)).select_for_update(of=("self",)).filter(pk=meeting_id).first()
        if meeting is None:
            raise Refused(acts.NOT_FOUND, code="not_found")
        known = Question.objects.filter(key=key, author_id=actor.user_id, meeting=meeting).first()
        if known is not None:
            return known
        _check_open(meeting, at)
        own = Question.objects.filter(meeting=meeting, author_id=actor.user_id).count()
        if own >= MOST_PER_PERSON:
            sentence = _("You have put %(n)d questions to this meeting, which is the most one person may put.")
            raise Refused(sentence % {"n": MOST_PER_PERSON}, code="too_many_questions")
        last = Question.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"] or 0
        question = Question(meeting=meeting, key=key, number=last + 1, author_id=actor.user_id, asked_at=at, **values)
        try:
            acts.begin(QUESTION, question, "ask", actor=actor, role=Role.AUTHOR, at=at, public=False)
        except IntegrityError:
            sentence = _("This form was sent before with another content. Open a new one.")
            raise Refused(sentence, code="key_reused", conflict=True) from None
    return question


def publish(
    question_id: int,
    *,
    public_text: str = "",
    shown: Collection[str] = (),
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Let everybody read the question: in the words of ``public_text``, or as written with personal data covered.

    A text that is no other than the covered one counts as none: what is in ``shown`` stands in it again.

    ``shown``: words that look like personal data and that the secretary lets through. Refused: ``signs``: others are
    left in ``public_text``; ``public_text_long``; role, state, stale.
    """
    typed = fields.text(public_text, field="public_text", least=0, most=TEXT_MAX)
    if left := disclosure.unconfirmed(typed, shown):
        sentence = _("This looks like personal data: %(words)s. Remove it, or confirm that everybody may read it.")
        raise Refused(sentence % {"words": ", ".join(left)}, code="signs", field="shown")

    def change(question: Question) -> dict:
        draft = disclosure.public(question.text)
        question.public_text = typed if typed not in ("", draft) else disclosure.public(question.text, shown)
        return {"edited": question.public_text != question.text}

    return _perform(question_id, "publish", change=change, seq=seq, actor=actor, at=at)


def decline(question_id: int, *, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Do not publish, or take back; the author reads the reason. Refused: ``reason_needed``; role, state, stale."""
    said = fields.reason(reason)
    return _perform(question_id, "decline", note=said, seq=seq, actor=actor, at=at)


def withdraw(question_id: int, *, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """The author takes the question back. Refused: role, state, stale."""
    return _perform(question_id, "withdraw", seq=seq, actor=actor, at=at)


def support(question_id: int, *, actor: Actor, at: datetime) -> int:
    """Say that one asks the same; twice counts once. Returns how many do.

    Refused: ``sign_in``; ``not_found``: not public; ``own_question``; ``meeting_over``.
    """
    question = _supportable(question_id, actor)
    _check_open(question.meeting, at)
    user_id = actor.user_id or 0
    return _counted(
        question, lambda: Support.objects.get_or_create(question=question, user_id=user_id, defaults={"at": at})
    )


def unsupport(question_id: int, *, actor: Actor, at: datetime) -> int:
    """Take the support back. Returns how many are left. Refused as ``support``."""
    question = _supportable(question_id, actor)
    _check_open(question.meeting, at)
    return _counted(question, lambda: Support.objects.filter(question=question, user_id=actor.user_id or 0).delete())


def _counted(question: Question, write: Callable[[], object]) -> int:
    """Write under the lock of the question, and keep the number beside it."""
    with transaction.atomic():
        Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
        write()
        counted = question.supports.count()
        Question.objects.filter(pk=question.pk).update(support=counted)
    return counted


def _supportable(question_id: int, actor: Actor) -> Question:
    if actor.user_id is None:
        raise Refused(_("Sign in to support a question."), code="sign_in")
    seen = policy.questions_visible_to(Viewer()).select_related("meeting")
    question = seen.filter(pk=question_id, status__in=PUBLIC_QUESTIONS).first()
    if question is None:
        raise Refused(acts.NOT_FOUND, code="not_found")
    if question.author_id == actor.user_id:
        raise Refused(_("This is your own question: it counts already."), code="own_question")
    return question


def _check_open(meeting: Meeting, at: datetime) -> None:
    """Questions come in from the announcement until the meeting is opened."""
    if meeting.status in (MeetingStatus.PLANNED, MeetingStatus.MOVED):
        sentence = _("This meeting is not announced yet. Put your question once it is.")
        raise Refused(sentence, code="not_announced", conflict=True)
    if meeting.status != MeetingStatus.ANNOUNCED or at >= meeting.starts_at:
        sentence = _("This meeting has begun or is over: questions in advance are closed.")
        raise Refused(sentence, code="meeting_over", conflict=True)


def _perform(question_id: int, name: str, *, actor: Actor, at: datetime, **words) -> Act:
    return acts.perform(
        QUESTION,
        Question,
        question_id,
        name,
        actor=actor,
        roles=lambda question: policy.roles_on_question(actor, question),
        at=at,
        **words,
    )
