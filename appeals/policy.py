"""Who may see an appeal and what they may do with it: one definition, two faces.

``visible_to`` says which appeals; ``may_see`` asks it; ``roles_on`` says by what right, for the machine's table.
"""

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.enums import Role
from appeals.enums import Status
from appeals.models import Appeal, Part
from workflow.actor import NOBODY, Actor, Post

CLAIMED_SESSION_KEY = "claimed_appeals"

# Their post lets them see the whole city, or the one district that the post is limited to.
CITY_WIDE = frozenset({Role.OPERATOR, Role.MODERATOR, Role.CITY_AKIMAT, Role.ANALYST, Role.ADMINISTRATOR})
# Their post lets them see what was sent to their body or to a part of it.
OF_THE_BODY = frozenset({Role.EXECUTOR, Role.HEAD, Role.CONTROLLER, Role.DISTRICT_AKIMAT})
WITHOUT_CONTACTS = frozenset({Role.ANALYST})


@dataclass(frozen=True)
class Viewer:
    """Who looks: a person with posts in force (``accounts.selectors.actor_of``), and what this session has claimed."""

    actor: Actor = NOBODY
    claimed: frozenset[int] = frozenset()


STRANGER = Viewer()


def claimed_in(session: Mapping[str, Any] | None) -> frozenset[int]:
    """Keys of the appeals that a session may follow because it showed their claim codes or filed them."""
    return frozenset(session.get(CLAIMED_SESSION_KEY, ())) if session else frozenset()


def visible_to(viewer: Viewer) -> QuerySet[Appeal]:
    """The appeals that this viewer may open: published ones, own and claimed ones, and those of the viewer's posts.

    A complaint is not open to the official whom it names, whatever else would let him see it.
    """
    return Appeal.objects.filter(_own(viewer) | (_public() | within_posts(viewer.actor)) & _not_named(viewer.actor))


def may_see(viewer: Viewer, pk: int) -> bool:
    return visible_to(viewer).filter(pk=pk).exists()


def worked_by(actor: Actor) -> QuerySet[Appeal]:
    """The appeals that the actor sees because of a post: what the desk, the queue and exports start from."""
    return Appeal.objects.filter(within_posts(actor))


def roles_on(actor: Actor, appeal: Appeal, claimed: Collection[int] = ()) -> frozenset[Role]:
    """Every role that the actor holds on this very appeal.

    ``claimed``: keys of appeals that the session has claimed; to hold the claim code is to be the author.
    """
    return _roles(actor, appeal, {appeal.organisation_id, *appeal.part_bodies}, claimed)


def roles_on_part(actor: Actor, part: Part, claimed: Collection[int] = ()) -> frozenset[Role]:
    """Every role that the actor holds on this very part: a body's posts on its own part only."""
    return _roles(actor, part.appeal, {part.organisation_id}, claimed)


def parts_worked_by(actor: Actor) -> QuerySet[Part]:
    """The parts that the actor sees because of a post; the same rights as ``roles_on_part``, as a queryset."""
    condition = Q(pk__in=[])
    for post in actor.posts:
        condition |= _scope(post, of="appeal__", bodies="organisation_id__in") & _unit_keeps_out(post, of="appeal__")
    return Part.objects.filter(condition & _not_named(actor, of="appeal__"))


def may_see_contacts(actor: Actor, appeal: Appeal, claimed: Collection[int] = ()) -> bool:
    """Whether name, e-mail and phone of the author are shown: to the author and to posts, not to an analyst."""
    return bool(roles_on(actor, appeal, claimed) - WITHOUT_CONTACTS)


def may_see_inside(actor: Actor, appeal: Appeal, claimed: Collection[int] = ()) -> bool:
    """Whether the text as written and every photo are shown, and not only what was published."""
    return bool(roles_on(actor, appeal, claimed))


def _public() -> Q:
    return Q(published_at__isnull=False)


def _own(viewer: Viewer) -> Q:
    own = Q(pk__in=viewer.claimed)
    return own | Q(author_id=viewer.actor.user_id) if viewer.actor.user_id is not None else own


def within_posts(actor: Actor) -> Q:
    """The condition that an appeal falls under one of the actor's posts. Never true for somebody without posts."""
    condition = Q(pk__in=[])
    for post in actor.posts:
        condition |= _scope(post) & _unit_keeps_out(post)
    return condition & _not_named(actor) if actor.posts else condition


def _not_named(actor: Actor, of: str = "") -> Q:
    """The complaint does not name this person."""
    return Q() if actor.user_id is None else ~Q(**{f"{of}complained_official_id": actor.user_id})


def _unit_keeps_out(post: Post, of: str = "") -> Q:
    """Of a complaint about its own body a post sees what lies there to be passed up, and nothing afterwards."""
    about_us = Q(**{f"{of}complained_body_id": post.organisation_id})
    return ~about_us | Q(**{f"{of}status": Status.LODGED})


def _scope(post: Post, of: str = "", bodies: str = "") -> Q:
    district = Q(**{f"{of}district_id": post.district})
    if post.role in CITY_WIDE:
        return district if post.district else ~Q(pk__in=[])
    if post.role not in OF_THE_BODY:
        return Q(pk__in=[])
    if bodies:
        body = Q(**{bodies: post.bodies})
    else:
        body = Q(organisation_id__in=post.bodies) | Q(part_bodies__overlap=sorted(post.bodies))
    if post.role == Role.DISTRICT_AKIMAT:
        return body | district if post.district else body
    return body & district if post.district else body


def _roles(actor: Actor, appeal: Appeal, bodies: Set[int | None], claimed: Collection[int]) -> frozenset[Role]:
    named = actor.user_id is not None and appeal.complained_official_id == actor.user_id
    posts = () if named else actor.posts
    roles = {Role(post.role) for post in posts if _post_covers(post, appeal, bodies)}
    if appeal.pk in claimed or (actor.user_id is not None and appeal.author_id == actor.user_id):
        roles.add(Role.AUTHOR)
    if actor.is_system:
        roles.add(Role.SYSTEM)
    return frozenset(roles)


def _post_covers(post: Post, appeal: Appeal, bodies: Set[int | None]) -> bool:
    if appeal.complained_body_id == post.organisation_id and appeal.status != Status.LODGED:
        return False
    in_district = post.district is None or appeal.district_id == post.district
    if post.role in CITY_WIDE:
        return in_district
    if post.role == Role.DISTRICT_AKIMAT and post.district is not None and in_district:
        return True
    if post.role not in OF_THE_BODY:
        return False
    of_body = not post.bodies.isdisjoint(bodies)
    return of_body and (in_district or post.role == Role.DISTRICT_AKIMAT)
