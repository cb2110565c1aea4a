"""Who may watch a meeting, a question and a protocol on the live socket, and which lists a meeting stands in.

Feeds: ``meetings`` (all public ones); ``questions:<number>`` (the public questions of one). What a watcher hears is a
number and a version; lines are fetched by the page.
"""

from dataclasses import replace

from django.utils import timezone

from accounts.selectors import actor_of
from accounts.sign_in.second_factor import missing_step
from meetings import policy
from meetings.enums import PUBLIC_QUESTIONS
from meetings.models import Meeting, Protocol, Question
from meetings.policy import Viewer
from workflow.actor import Actor
from workflow.registry import Scope

FEED, QUESTIONS = "meetings", "questions:"


def actor_in(scope: Scope) -> Actor:
    """Who holds the socket open, with the posts in force now; without them while the session lacks a second factor."""
    actor = actor_of(scope.user, timezone.now())
    return replace(actor, posts=()) if actor.posts and missing_step(scope) else actor


def watch(scope: Scope, public_id: str) -> int | None:
    """The key of the meeting with this number, if this person may open it now."""
    seen = policy.visible_to(Viewer(actor_in(scope))).filter(number=public_id)
    return seen.values_list("pk", flat=True).first()


def watch_question(scope: Scope, public_id: str) -> int | None:
    """The key of the question of this name (``M-2026-0042.7``), if this person may read it now."""
    number, _point, place = public_id.partition(".")
    if not place.isdecimal() or len(place) > 9:
        return None
    seen = policy.questions_visible_to(Viewer(actor_in(scope)))
    return seen.filter(meeting__number=number, number=int(place)).values_list("pk", flat=True).first()


def watch_protocol(scope: Scope, public_id: str) -> int | None:
    """The key of the protocol of this meeting, if this person may open the meeting now."""
    meeting = watch(scope, public_id)
    return Protocol.objects.filter(meeting_id=meeting).values_list("pk", flat=True).first() if meeting else None


def work(scope: Scope, public_ids: list[str]) -> dict[str, int]:
    """Number -> key of those of these meetings that this person sees because of a post. One query."""
    actor = actor_in(scope)
    if not actor.posts:
        return {}
    return dict(policy.worked_by(actor).filter(number__in=public_ids).values_list("number", "pk"))


def public_id(meeting: Meeting) -> str:
    return meeting.number


def public_id_of_question(question: Question) -> str:
    return f"{question.meeting.number}.{question.number}"


def public_id_of_protocol(protocol: Protocol) -> str:
    return protocol.meeting.number


def feeds(meeting: Meeting) -> list[str]:
    return [FEED] if meeting.public_since else []


def follow(scope: Scope, feed: str) -> bool:
    return feed == FEED


def feeds_of_question(question: Question) -> list[str]:
    return [f"{QUESTIONS}{question.meeting.number}"] if question.status in PUBLIC_QUESTIONS else []


def follow_questions(scope: Scope, feed: str) -> bool:
    """Whoever may open the meeting may follow its questions."""
    return feed.startswith(QUESTIONS) and watch(scope, feed.removeprefix(QUESTIONS)) is not None
