"""Who may see and do what with meetings: one definition, two faces.

``visible_to`` says which meetings; ``may_see`` asks it; ``roles_on`` says by what right, for the machine's tables.
A meeting belongs to the akimat whose akim holds it: posts in that very akimat work on it, posts above only read.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from accounts.enums import Role
from meetings.enums import PUBLIC_QUESTIONS, InstructionStatus
from meetings.models import CoDoer, Instruction, Meeting, Plan, Question
from workflow.actor import NOBODY, Actor, Post

# Posts in the akimat that holds the meeting.
OF_THE_HOST = frozenset({Role.AKIM, Role.DEPUTY_AKIM, Role.SECRETARY, Role.HEAD, Role.CONTROLLER})
# Posts that look at the meetings of the whole city, or of the one district that the post is limited to.
LOOKING_ON = frozenset({Role.CITY_AKIMAT, Role.DISTRICT_AKIMAT, Role.MODERATOR, Role.ADMINISTRATOR, Role.ANALYST})


@dataclass(frozen=True)
class Viewer:
    """Who looks: a person with the posts in force, or a stranger. ``session``: what else this browser may open."""

    actor: Actor = NOBODY
    session: Any = field(default=None, compare=False)


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


# Instructions. A plan belongs to its akimat: its akim, deputies, controllers and secretaries keep it, and so do those
# of the akimat above it; the bodies that are to do the work see what lies with them. After publication all may read.
KEEPERS = frozenset({Role.AKIM, Role.DEPUTY_AKIM, Role.CONTROLLER, Role.SECRETARY})
DOERS = frozenset({Role.EXECUTOR, Role.HEAD})


def instructions_visible_to(viewer: Viewer) -> QuerySet[Instruction]:
    """The instructions that this viewer may open: all that were given, and drafts of the plans that one keeps."""
    return Instruction.objects.filter(~Q(status=InstructionStatus.DRAFT) | _instructions_within(viewer.actor))


def instructions_worked_by(actor: Actor) -> QuerySet[Instruction]:
    """The instructions that the actor answers for or looks after because of a post: the board starts from here."""
    return Instruction.objects.filter(_instructions_within(actor))


def plans_visible_to(viewer: Viewer) -> QuerySet[Plan]:
    """Published plans, and those that the viewer keeps."""
    return Plan.objects.filter(Q(published_at__isnull=False) | _plans_within(viewer.actor))


def plans_kept_by(actor: Actor) -> QuerySet[Plan]:
    return Plan.objects.filter(_plans_within(actor))


def keeps_plans_of(actor: Actor, akimat_id: int) -> bool:
    """Whether the actor may draw up, bring in and publish plans of this akimat."""
    return any(post.role in KEEPERS and akimat_id in post.bodies for post in actor.posts)


def roles_on_instruction(actor: Actor, instruction: Instruction) -> frozenset[Role]:
    """Every role that the actor holds on this very instruction. Who does the work never takes it off control."""
    roles = {Role(post.role) for post in actor.posts if _post_on(post, instruction)}
    if roles & DOERS:
        roles.discard(Role.CONTROLLER)
    if actor.user_id is not None and instruction.askers.filter(user_id=actor.user_id).exists():
        roles.add(Role.AUTHOR)
    if actor.is_system:
        roles.add(Role.SYSTEM)
    return frozenset(roles)


def roles_on_part(actor: Actor, co_doer: CoDoer) -> frozenset[Role]:
    """Who may say that a co-doer's part is done: its own body; for a third party, the leading body."""
    instruction = co_doer.instruction
    body = co_doer.organisation_id or instruction.lead_id
    akimat = instruction.plan.akimat_id
    return frozenset(
        Role(post.role) for post in actor.posts if post.role in DOERS and _does(post, body, akimat, instruction)
    )


def _post_on(post: Post, instruction: Instruction) -> bool:
    akimat = instruction.plan.akimat_id
    if post.role in KEEPERS:
        return akimat in post.bodies
    return post.role in DOERS and _does(post, instruction.lead_id, akimat, instruction)


def _does(post: Post, body: int | None, akimat: int, instruction: Instruction) -> bool:
    """A post above the akimat does not do the work of all that lies below it."""
    if body is None or body not in post.bodies or (akimat in post.bodies and body != post.organisation_id):
        return False
    return post.district is None or instruction.district_id in (None, post.district)


def _instructions_within(actor: Actor) -> Q:
    condition = Q(pk__in=[])
    for post in actor.posts:
        condition |= _instructions_of(post)
    return condition


def _instructions_of(post: Post) -> Q:
    given = ~Q(status=InstructionStatus.DRAFT)
    if post.role in KEEPERS:
        kept = Q(plan__akimat_id__in=post.bodies)
        return kept | Q(district_id=post.district) & given if post.district else kept
    if post.role in LOOKING_ON:
        return Q(district_id=post.district) & given if post.district else given
    if post.role in DOERS:
        parts = CoDoer.objects.filter(organisation_id__in=post.bodies).values("instruction_id")
        mine = (Q(lead_id__in=post.bodies) | Q(pk__in=parts)) & given
        return mine & Q(Q(district_id=post.district) | Q(district__isnull=True)) if post.district else mine
    return Q(pk__in=[])


def _plans_within(actor: Actor) -> Q:
    condition = Q(pk__in=[])
    for post in actor.posts:
        if post.role in KEEPERS:
            condition |= Q(akimat_id__in=post.bodies)
    return condition
