"""Who may see an edition or a proposal and what they may do with it: one definition, two faces."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.enums import Role
from budget.enums import PUBLIC, PUBLISHED, CoAuthorState, EditionStatus, ProposalStatus
from budget.models import Edition, ExclusionGroup, Office, Proposal, Work
from workflow.actor import NOBODY, Actor, Post

# They see every submitted proposal, of the whole city or of the district of the post.
OFFICES = frozenset(
    {
        Role.OPERATOR,
        Role.COUNCIL_SECRETARY,
        Role.COUNCIL_MEMBER,
        Role.DISTRICT_AKIMAT,
        Role.CITY_AKIMAT,
        Role.EDITION_MANAGER,
        Role.ADMINISTRATOR,
        Role.OBSERVER,
        Role.ANALYST,
        Role.EXPERT,
    }
)
# These posts count only where their holder holds them: nobody votes or observes in another's place.
IN_PERSON = frozenset({Role.COUNCIL_MEMBER, Role.OBSERVER})
MANAGERS = frozenset({Role.EDITION_MANAGER, Role.ADMINISTRATOR})
# Who says whether two projects exclude each other, in the district of the post or in all.
DECIDERS = MANAGERS | {Role.COUNCIL_SECRETARY, Role.OPERATOR}
# Who gives out paper ballots and types them, each at the office of the own body.
CLERKS = frozenset({Role.OPERATOR, Role.COUNCIL_SECRETARY, Role.DISTRICT_AKIMAT})


@dataclass(frozen=True)
class Viewer:
    """Who looks: a person with posts in force (``accounts.selectors.actor_of``), or a stranger."""

    actor: Actor = NOBODY


STRANGER = Viewer()


def editions_visible_to(viewer: Viewer) -> QuerySet[Edition]:
    """Editions that were opened; to their managers also those being prepared."""
    if any(post.role in MANAGERS for post in viewer.actor.posts):
        return Edition.objects.all()
    return Edition.objects.exclude(status=EditionStatus.DRAFT).exclude(opened_at__isnull=True)


def results_visible_to(viewer: Viewer) -> QuerySet[Edition]:
    """Editions whose results are published; to managers of the city also those being counted."""
    seen = editions_visible_to(viewer)
    counting = {post.role for post in _valid(viewer.actor) if post.district is None} & MANAGERS
    return seen.filter(status__in=PUBLISHED | ({EditionStatus.OPENING} if counting else set()))


def watched_by(actor: Actor) -> QuerySet[Edition]:
    """The editions whose protocols and logs this actor watches: managers and observers of the whole city."""
    held = {post.role for post in _valid(actor) if post.district is None} & (MANAGERS | {Role.OBSERVER})
    return Edition.objects.exclude(opened_at__isnull=True) if held else Edition.objects.none()


def works_visible_to(viewer: Viewer) -> QuerySet[Work]:
    """Winners are public as long as the results that they won by are."""
    return Work.objects.filter(edition__in=results_visible_to(viewer))


def works_of(actor: Actor) -> QuerySet[Work]:
    """The winners that the actor builds: a district's akimat its own, the managers all."""
    condition = Q(pk__in=[])
    for post in _valid(actor):
        if post.role == Role.DISTRICT_AKIMAT and post.district:
            condition |= Q(district_id=post.district)
        elif post.role in MANAGERS and post.district is None:
            condition |= ~Q(pk__in=[])
    return Work.objects.filter(condition)


def roles_on_work(actor: Actor, work: Work) -> frozenset[Role]:
    """Every role that the actor holds on this winner, by posts."""
    roles = {
        Role(post.role)
        for post in _valid(actor)
        if post.district == work.district_id or (post.district is None and post.role != Role.DISTRICT_AKIMAT)
    }
    return frozenset(roles | ({Role.SYSTEM} if actor.is_system else set()))


def visible_to(viewer: Viewer) -> QuerySet[Proposal]:
    """The proposals that this viewer may open: submitted ones, own ones, and those of the viewer's posts."""
    return Proposal.objects.filter(Q(status__in=PUBLIC) | _own(viewer.actor) | within_posts(viewer.actor))


def may_see(viewer: Viewer, pk: int) -> bool:
    return visible_to(viewer).filter(pk=pk).exists()


def worked_by(actor: Actor) -> QuerySet[Proposal]:
    """The proposals that the actor sees because of a post: what the desk starts from. Drafts are the author's own."""
    return Proposal.objects.filter(within_posts(actor))


def own_of(actor: Actor) -> QuerySet[Proposal]:
    """The proposals that the actor wrote, alone or with others."""
    return Proposal.objects.filter(_own(actor))


def roles_on_edition(actor: Actor, edition: Edition) -> frozenset[Role]:
    """Every role that the actor holds on an edition: managers and observers of the whole city, or the system."""
    roles = {Role(post.role) for post in _valid(actor) if post.district is None}
    return frozenset(roles | ({Role.SYSTEM} if actor.is_system else set()))


def roles_on(actor: Actor, proposal: Proposal) -> frozenset[Role]:
    """Every role that the actor holds on this very proposal. At most one query, for co-authors."""
    roles = {Role(post.role) for post in _valid(actor) if _covers(post, proposal)}
    if actor.is_system:
        roles.add(Role.SYSTEM)
    if actor.user_id is not None and proposal.author_id == actor.user_id:
        roles.add(Role.AUTHOR)
    elif actor.user_id is not None and _is_coauthor(actor, proposal):
        roles.add(Role.CO_AUTHOR)
    return frozenset(roles)


def is_expert_of(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor holds the post of an expert in this body or above it."""
    return any(post.role == Role.EXPERT and organisation_id in post.bodies for post in actor.posts)


def may_correct_cost(actor: Actor, proposal: Proposal) -> bool:
    """The secretary of the council, or an expert of a body that is asked about this proposal. Two queries at most."""
    if Role.COUNCIL_SECRETARY in roles_on(actor, proposal):
        return True
    return any(is_expert_of(actor, review.organisation_id) for review in proposal.reviews.all())


def within_posts(actor: Actor) -> Q:
    """The condition that a proposal falls under one of the actor's posts. Never true for somebody without posts."""
    condition = Q(pk__in=[])
    for post in _valid(actor):
        if post.role in OFFICES:
            condition |= Q(district_id=post.district) if post.district else ~Q(pk__in=[])
    return condition & ~Q(status=ProposalStatus.DRAFT) & ~Q(submitted_at__isnull=True)


def groups_worked_by(actor: Actor) -> QuerySet[ExclusionGroup]:
    """The groups of projects on the same ground that the actor sees because of a post."""
    condition = Q(pk__in=[])
    for post in _valid(actor):
        if post.role in OFFICES:
            condition |= Q(district_id=post.district) if post.district else ~Q(pk__in=[])
    return ExclusionGroup.objects.filter(condition)


def may_decide(actor: Actor, district: str) -> bool:
    """Whether the actor says which projects of this district exclude each other."""
    return any(post.role in DECIDERS and post.district in (None, district) for post in _valid(actor))


def _valid(actor: Actor) -> list[Post]:
    return [post for post in actor.posts if not (post.role in IN_PERSON and post.stands_for)]


def _covers(post: Post, proposal: Proposal) -> bool:
    return post.district is None or post.district == proposal.district_id


def _own(actor: Actor) -> Q:
    if actor.user_id is None:
        return Q(pk__in=[])
    accepted = Q(coauthors__user_id=actor.user_id, coauthors__state=CoAuthorState.ACCEPTED)
    written = Proposal.objects.filter(accepted).values("pk")
    return Q(author_id=actor.user_id) | Q(pk__in=written)


def _is_coauthor(actor: Actor, proposal: Proposal) -> bool:
    if actor.user_id is None:
        return False
    return proposal.coauthors.filter(user_id=actor.user_id, state=CoAuthorState.ACCEPTED).exists()


def is_clerk(actor: Actor, office: Office) -> bool:
    """Whether the actor marks voters and types paper ballots at this office: by a post in its body, held in person."""
    return any(
        post.role in CLERKS and not post.stands_for and office.organisation_id == post.organisation_id
        for post in actor.posts
    )


def offices_of(actor: Actor, edition: Edition) -> QuerySet[Office]:
    """The offices at which the actor works with paper; a manager of the whole city sees all of them."""
    offices = Office.objects.filter(edition=edition).select_related("organisation", "district")
    if MANAGERS & roles_on_edition(actor, edition):
        return offices
    bodies = {post.organisation_id for post in actor.posts if post.role in CLERKS and not post.stands_for}
    return offices.filter(organisation_id__in=bodies)
