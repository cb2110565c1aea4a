"""Who may see and do what with meetings: one definition, two faces.

``visible_to`` says which meetings; ``may_see`` asks it; ``roles_on`` says by what right, for the machine's tables.
A meeting belongs to the akimat whose akim holds it: posts in that very akimat work on it, posts above only read.
"""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.enums import Role
from meetings.enums import PUBLIC_QUESTIONS
from meetings.models import Meeting, Question
from workflow.actor import NOBODY, Actor, Post

# Posts in the akimat that holds the meeting.
OF_THE_HOST = frozenset({Role.AKIM, Role.DEPUTY_AKIM, Role.SECRETARY, Role.HEAD, Role.CONTROLLER})
# Posts that look at the meetings of the whole city, or of the one district that the post is limited to.
LOOKING_ON = frozenset({Role.CITY_AKIMAT, Role.DISTRICT_AKIMAT, Role.MODERATOR, Role.ADMINISTRATOR, Role.ANALYST})


@dataclass(frozen=True)
class Viewer:
    """Who looks: a person with the posts in force, or a stranger."""

    actor: Actor = NOBODY


STRANGER = Viewer()


def visible_to(viewer: Viewer) -> QuerySet[Meeting]:
    """The meetings that this viewer may open: all that were made public, and those of the viewer's posts."""
    return Meeting.objects.filter(Q(public_since__isnull=False) | within_posts(viewer.actor))


def may_see(viewer: Viewer, pk: int) -> bool:
    return visible_to(viewer).filter(pk=pk).exists()


def worked_by(actor: Actor) -> QuerySet[Meeting]:
    """The meetings that the actor sees because of a post: what the desk starts from."""
    return Meeting.objects.filter(within_posts(actor))


def within_posts(actor: Actor, of: str = "") -> Q:
    """The condition that a meeting falls under one of the actor's posts. ``of``: path to the meeting."""
    condition = Q(**{f"{of}pk__in": []})
    for post in actor.posts:
        if post.role in OF_THE_HOST:
            condition |= Q(**{f"{of}organisation_id": post.organisation_id})
        elif post.role in LOOKING_ON:
            condition |= Q(**{f"{of}district_id": post.district}) if post.district else ~Q(**{f"{of}pk__in": []})
    return condition


def roles_on(actor: Actor, meeting: Meeting) -> frozenset[Role]:
    """Every role that the actor holds on this very meeting, and so on its protocol."""
    roles = {Role(post.role) for post in actor.posts if _covers(post, meeting)}
    if actor.is_system:
        roles.add(Role.SYSTEM)
    return frozenset(roles)


def roles_on_question(actor: Actor, question: Question) -> frozenset[Role]:
    """The same for a question put in advance; who asked it is its author."""
    roles = set(roles_on(actor, question.meeting))
    if actor.user_id is not None and question.author_id == actor.user_id:
        roles.add(Role.AUTHOR)
    return frozenset(roles)


def questions_visible_to(viewer: Viewer) -> QuerySet[Question]:
    """The questions that this viewer may read: published ones, own ones, all of the meetings worked on."""
    seen = Q(status__in=PUBLIC_QUESTIONS, meeting__public_since__isnull=False)
    if viewer.actor.user_id is not None:
        seen |= Q(author_id=viewer.actor.user_id)
    return Question.objects.filter(seen | within_posts(viewer.actor, of="meeting__"))


def writes_on(actor: Actor, meeting: Meeting) -> bool:
    """Whether the actor keeps the sheet of this meeting."""
    return Role.SECRETARY in roles_on(actor, meeting)


def _covers(post: Post, meeting: Meeting) -> bool:
    if post.role in OF_THE_HOST:
        return post.organisation_id == meeting.organisation_id
    return post.role in LOOKING_ON and post.district in (None, meeting.district_id)
