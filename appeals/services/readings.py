"""What an answer shows of appeals to somebody in office goes into the log of readings.

An author who looks at the own appeal is not logged, nor is what anybody may read. Doors that show appeals inside say
so here; ``place`` is the code of the door, its words stand in ``accounts.views.readings``.
"""

from collections.abc import Iterable
from typing import Any

from accounts import access
from accounts.enums import Access, Role
from appeals import policy
from appeals.models import Appeal
from workflow.actor import Actor


def saw(
    request: Any,
    actor: Actor,
    appeals: Iterable[Appeal],
    *,
    place: str,
    contacts: bool = False,
    photos: bool = False,
    text: bool = True,
    claimed: frozenset[int] = frozenset(),
) -> None:
    """Note that this answer shows these appeals as written; with ``contacts`` and ``photos`` where it shows them too.

    What the actor may read for another reason than a post (own, claimed, published only) is left out. No query.
    """
    if not actor.posts:
        return
    inside = [(appeal, policy.roles_on(actor, appeal, claimed)) for appeal in appeals]
    by_post = [(appeal, roles) for appeal, roles in inside if roles and Role.AUTHOR not in roles]
    what = {Access.TEXT} if text else set()
    if contacts and any(roles - policy.WITHOUT_CONTACTS and _has_contact(appeal) for appeal, roles in by_post):
        what.add(Access.CONTACTS)
    if photos:
        what.add(Access.PHOTO)
    things = [(appeal.number, appeal.author_id) for appeal, _roles in by_post]
    access.saw(request, actor, kind="appeal", things=things, what=what, place=place)


def _has_contact(appeal: Appeal) -> bool:
    return bool(appeal.contact_name or appeal.contact_email or appeal.contact_phone)
