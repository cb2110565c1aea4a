"""Who may watch an appeal on the live socket, and which lists it stands in.

Feeds: ``public``; ``triage`` (the first line); ``org:<id>`` (a body); ``district:<code>``.
"""

from dataclasses import replace

from django.utils import timezone

from accounts.enums import Role
from accounts.selectors import actor_of
from accounts.sign_in.second_factor import missing_step
from appeals import policy
from appeals.models import Appeal, Part
from appeals.policy import Viewer
from appeals.selectors import parts
from workflow.actor import Actor
from workflow.registry import Scope

SORTERS = frozenset({Role.OPERATOR, Role.MODERATOR, Role.ADMINISTRATOR})
OVER_THE_CITY = SORTERS | {Role.CITY_AKIMAT, Role.ANALYST}


def actor_in(scope: Scope) -> Actor:
    """Who holds the socket open, with the posts in force now; without them while the session lacks a second factor."""
    actor = actor_of(scope.user, timezone.now())
    return replace(actor, posts=()) if actor.posts and missing_step(scope) else actor


def viewer_in(scope: Scope) -> Viewer:
    """The same, with what the session has claimed."""
    return Viewer(actor_in(scope), policy.claimed_in(scope.session))


def watch(scope: Scope, public_id: str) -> int | None:
    """The key of the appeal with this number, if this person may open it now."""
    return policy.visible_to(viewer_in(scope)).filter(number=public_id).values_list("pk", flat=True).first()


def watch_part(scope: Scope, public_id: str) -> int | None:
    """The key of the part of this name (``2026-000123.2``), if this person may open its appeal now."""
    number, _point, place = public_id.partition(".")
    appeal = policy.visible_to(viewer_in(scope)).filter(number=number).first()
    found = parts.by_number(appeal, int(place)) if appeal and place.isdecimal() else None
    return found.pk if found else None


def public_id_of_part(part: Part) -> str:
    return f"{part.appeal.number}.{part.number}"


def work(scope: Scope, public_ids: list[str]) -> dict[str, int]:
    """Number -> key of those of these appeals that this person sees because of a post. One query."""
    actor = actor_in(scope)
    if not actor.posts:
        return {}
    return dict(policy.worked_by(actor).filter(number__in=public_ids).values_list("number", "pk"))


def public_id(appeal: Appeal) -> str:
    return appeal.number


def feeds(appeal: Appeal) -> list[str]:
    """The lists that the appeal stands in now: none, where it complains of an official, who may follow any of them."""
    if appeal.complained_official_id:
        return []
    names = ["triage"]
    if appeal.is_public:
        names.append("public")
    if appeal.organisation_id:
        names.append(f"org:{appeal.organisation_id}")
    names += [f"org:{pk}" for pk in appeal.part_bodies]
    if appeal.district_id:
        names.append(f"district:{appeal.district_id}")
    return names


def follow(scope: Scope, feed: str) -> bool:
    """Whether this person may follow a list.

    A feed tells numbers of appeals that are not public, so it takes a post whose scope holds the whole list: the first
    line for ``triage`` (no district post), the body or one above it, the district's akimat or a post over it.
    """
    if feed == "public":
        return True
    posts = viewer_in(scope).actor.posts
    name, _colon, key = feed.partition(":")
    if name == "triage":
        return any(post.role in SORTERS and post.district is None for post in posts)
    if name == "district":
        wide = OVER_THE_CITY | {Role.DISTRICT_AKIMAT}
        return any(
            post.role in wide and (post.district == key or (post.district is None and post.role in OVER_THE_CITY))
            for post in posts
        )
    if name == "org" and key.isdigit():
        city_wide = [post for post in posts if post.district is None]
        return any(
            post.role in OVER_THE_CITY or (post.role in policy.OF_THE_BODY and int(key) in post.bodies)
            for post in city_wide
        )
    return False
