"""What an answer shows of appeals to somebody in office goes into the log of readings.

An author who looks at the own appeal is not logged, nor is what anybody may read. Doors that show appeals inside say
so here; ``place`` is the code of the door, its words stand in ``accounts.views.readings``.
"""

from collections.abc import Iterable
from datetime import datetime
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
    inside = _by_post(actor, appeals, claimed)
    what = {Access.TEXT} if text else set()
    if contacts and any(roles - policy.WITHOUT_CONTACTS and _has_contact(appeal) for appeal, roles in inside):
        what.add(Access.CONTACTS)
    if photos:
        what.add(Access.PHOTO)
    things = [(appeal.number, appeal.author_id) for appeal, _roles in inside]
    access.saw(request, actor, kind="appeal", things=things, what=what, place=place)


def sent(actor: Actor, appeals: Iterable[Appeal], *, place: str, at: datetime) -> None:
    """Write down that a letter to somebody in office, or to a team's mailbox, tells the words of these appeals."""
    inside = _by_post(actor, appeals, frozenset())
    things = tuple(
        (appeal.number, appeal.author_id)
        for appeal, _roles in inside
        if appeal.author_id is None or appeal.author_id != actor.user_id
    )
    if things:
        access.write([access.Reading(actor, "appeal", things, (Access.TEXT.value,), place)], at=at)


def brought(actor: Actor, appeals: Iterable[Appeal], *, system: str, at: datetime) -> None:
    """Write down, for each of these appeals, that it came in a file of another system, which ``actor`` read."""
    access.write([_brought(actor, appeal, system) for appeal in appeals], at=at)


def _brought(actor: Actor, appeal: Appeal, system: str) -> access.Reading:
    what = (Access.CONTACTS.value, Access.TEXT.value) if _has_contact(appeal) else (Access.TEXT.value,)
    return access.Reading(actor, "appeal", ((appeal.number, appeal.author_id),), what, "import", reason=system)


def _by_post(actor: Actor, appeals: Iterable[Appeal], claimed: frozenset[int]) -> list[tuple[Appeal, frozenset[Role]]]:
    """Those that the actor reads because of a post, with the roles."""
    inside = [(appeal, policy.roles_on(actor, appeal, claimed)) for appeal in appeals]
    return [(appeal, roles) for appeal, roles in inside if roles and Role.AUTHOR not in roles]


def _has_contact(appeal: Appeal) -> bool:
    return bool(appeal.contact_name or appeal.contact_email or appeal.contact_phone)
