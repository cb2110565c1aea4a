"""What follows from an act of a meeting or of a question put in advance.

Handlers run in the worker and may run twice or late: a letter's key holds the act, so nobody is told twice.
"""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from accounts import notices
from accounts.marks import spoken
from accounts.models import User
from meetings.enums import LineResult, QuestionStatus
from meetings.models import Meeting, Question, Registration
from meetings.selectors import following
from meetings.services import registrations
from workflow.models import Act
from workflow.registry import Handler

# Their questions are still to be heard.
WAITING = (QuestionStatus.ASKED, QuestionStatus.PUBLISHED)


def tell_everybody(act: Act) -> None:
    """A meeting was moved or cancelled: all who registered or put a question hear of it, each once."""
    meeting = Meeting.objects.get(pk=act.subject_id)
    code = {"move": "meeting_moved", "cancel": "meeting_cancelled"}[act.name]
    facts: dict = {}
    if act.name == "move":
        moved_to, before = (datetime.fromisoformat(act.data[name]) for name in ("starts_at", "before"))
        facts |= {"starts_at": moved_to, "before": before}
    reason = {language: _reason(meeting, act, language) for language in dict(settings.LANGUAGES)}
    told: set[int] = set()
    for person in registrations.coming(meeting).select_related("user"):
        language = person.user.language if person.user else person.language
        _owe_registered(
            code, meeting, person, facts | reason[language], key=f"meeting:{meeting.pk}:{act.seq}:{code}", at=act.at
        )
        told |= {person.user_id} if person.user_id else set()
    for author in _waiting(meeting, told):
        told_why = facts | reason[author.language]
        _owe(code, meeting, author, told_why, key=f"meeting:{meeting.pk}:{act.seq}:{code}:u{author.pk}", at=act.at)


def _reason(meeting: Meeting, act: Act, language: str) -> dict[str, str]:
    """Why it was moved or called off, as everybody reads it."""
    with translation.override(language):
        return {"reason": spoken(meeting.in_public(act.note))}


def tell_followers(act: Act) -> None:
    """Who follows the district, or the akimat that holds the meeting, hears that it is announced."""
    meeting = Meeting.objects.get(pk=act.subject_id)
    for person in following.of_meeting(meeting):
        with translation.override(person.language):
            facts = {"leave": settings.SITE_URL + reverse("plans:following")}
        key = f"meeting:{meeting.pk}:{act.seq}:announced:u{person.pk}"
        _owe("meeting_announced", meeting, person, facts, key=key, at=act.at)


def tell_asker(act: Act) -> None:
    """The author of a question hears that it was published, not published, or what it got in the protocol."""
    question = Question.objects.select_related("meeting", "author").get(pk=act.subject_id)
    author = question.author
    if author is None:
        return
    code = {"publish": "question_published", "decline": "question_declined", "settle": "question_settled"}[act.name]
    facts: dict = {"number": question.number, "question": question.text, "reason": act.note}
    if act.name == "settle":
        facts["results"] = "\n".join(_results(act, author.language))
    _owe(code, question.meeting, author, facts, key=f"question:{question.pk}:{act.seq}:{code}", at=act.at)


def remind(meeting: Meeting, *, at: datetime) -> int:
    """Owe the reminder to all who registered, and to those whose question waits: once for each date of the meeting.

    Returns to how many.
    """
    key = f"meeting:{meeting.pk}:{meeting.starts_at:%Y%m%d%H%M}:reminder"
    sent = 0
    told: set[int] = set()
    for person in registrations.coming(meeting).select_related("user"):
        sent += _owe_registered("meeting_reminder", meeting, person, {}, key=key, at=at)
        told |= {person.user_id} if person.user_id else set()
    for author in _waiting(meeting, told):
        sent += _owe("question_reminder", meeting, author, {}, key=f"{key}:u{author.pk}", at=at)
    return sent


def _results(act: Act, language: str) -> Iterator[str]:
    """Each line that the question got, in words."""
    with translation.override(language):
        for line in act.data["lines"]:
            words = str(LineResult(line["result"]).label) if line["result"] else "–"
            yield f"{line['line']}. {words}" + (f" № {line['appeal']}" if line["appeal"] else "")


def _waiting(meeting: Meeting, told: set[int]) -> QuerySet[User]:
    """Whose questions are still to be heard, and who was not told yet."""
    asked = meeting.questions.filter(status__in=WAITING, author__isnull=False).exclude(author_id__in=told)
    return User.objects.filter(pk__in=asked.values("author_id"))


def _owe_registered(code: str, meeting: Meeting, person: Registration, facts: dict, *, key: str, at: datetime) -> int:
    written = notices.owe(
        code=code,
        key=f"{key}:r{person.pk}",
        at=at,
        context=registrations.about(meeting, person.user.language if person.user else person.language) | facts,
        user=person.user,
        email="" if person.user else person.email,
        phone="" if person.user else person.phone,
        language=person.language,
        link=link_to_ticket(person),
    )
    return len(written)


def _owe(code: str, meeting: Meeting, user: User, facts: dict, *, key: str, at: datetime) -> int:
    written = notices.owe(
        code=code,
        key=key,
        at=at,
        context=registrations.about(meeting, user.language) | facts,
        user=user,
        link=link_to(meeting, user.language),
    )
    return len(written)


def link_to(meeting: Meeting, language: str) -> str:
    """The page of the meeting in this language, as a path."""
    with translation.override(language):
        return reverse("meetings:detail", args=[meeting.number])


def link_to_ticket(person: Registration) -> str:
    """The page with the code for the door."""
    with translation.override(person.language):
        return reverse("meetings:ticket", args=[person.token])


MEETING_HANDLERS = (
    Handler("letters", tell_everybody, frozenset({"move", "cancel"})),
    Handler("followers", tell_followers, frozenset({"announce"})),
)
QUESTION_HANDLERS = (Handler("letters", tell_asker, frozenset({"publish", "decline", "settle"})),)
