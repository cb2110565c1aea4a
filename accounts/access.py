"""The log of readings: whoever shows limited data to somebody in office says so, and it is written before it leaves.

A view calls ``saw`` for what it is about to show; ``config.portal.middleware.AccessLog`` writes it, a list of fifty as
one row, and only then lets the answer go: if the log cannot be written, nothing is shown. What was noted hangs on the
request and nowhere else, so it does not matter which thread or which event loop serves it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.enums import Access, Role
from accounts.models import AccessLog, Organisation, User
from workflow.actor import Actor

# A thing that was shown: its public number (or key), and the person whom it concerns.
Thing = tuple[str, int | None]

_ON_REQUEST = "_readings"


@dataclass(frozen=True)
class Reading:
    """What one part of an answer shows; see ``AccessLog``."""

    actor: Actor
    kind: str
    things: tuple[Thing, ...]
    what: tuple[str, ...]
    place: str
    reason: str = ""


def saw(
    request: Any,
    actor: Actor,
    *,
    kind: str,
    things: Iterable[Thing],
    what: Iterable[Access],
    place: str,
    reason: str = "",
) -> None:
    """Note that this answer shows limited data to ``actor``.

    ``things``: what is shown, each with the key of the person concerned or ``None``; what concerns the actor is left
    out, because to read of oneself is nobody's business. ``place``: which door, a code of ``PLACES``.
    """
    shown = tuple((ref, about) for ref, about in things if about is None or about != actor.user_id)
    if not shown or actor.user_id is None:
        return
    inner: HttpRequest = getattr(request, "_request", request)
    noted: list[Reading] = inner.__dict__.setdefault(_ON_REQUEST, [])
    noted.append(Reading(actor, kind, shown, tuple(sorted(set(map(str, what)))), place, reason))


def write(readings: Iterable[Reading], *, at: datetime) -> list[AccessLog]:
    """Put readings into the log: one row each, all in one statement."""
    noted = list(readings)
    return AccessLog.objects.bulk_create(_row(reading, at) for reading in noted) if noted else []


def about(user: User) -> QuerySet[AccessLog]:
    """Readings that concern this person, newest first."""
    return AccessLog.objects.filter(about__contains=[user.pk])


def of_thing(kind: str, ref: str) -> QuerySet[AccessLog]:
    """Readings of one thing, newest first: for its author, with or without an account."""
    return AccessLog.objects.filter(kind=kind, refs__contains=[ref])


def refs_of(row: AccessLog, user_id: int) -> list[str]:
    """Of a row that shows many, what concerns this person."""
    return [ref for ref, concerned in zip(row.refs, row.about, strict=True) if concerned == user_id]


def _row(reading: Reading, at: datetime) -> AccessLog:
    post = next(iter(reading.actor.posts), None)
    return AccessLog(
        at=at,
        actor_id=reading.actor.user_id or 0,
        actor_name=reading.actor.name[:200],
        post=post.role if post else "",
        organisation=post.body if post else "",
        kind=reading.kind,
        refs=[ref for ref, _about in reading.things],
        about=[concerned or 0 for _ref, concerned in reading.things],
        what=list(reading.what),
        place=reading.place,
        reason=reading.reason[:300],
    )


def bodies_of(rows: Iterable[AccessLog]) -> dict[str, str]:
    """Code -> name in the active language of every body in these rows; what no longer exists is left out. One query."""
    codes = {row.organisation for row in rows if row.organisation}
    return {body.code: body.name for body in Organisation.objects.filter(code__in=codes)} if codes else {}


def role_name(row: AccessLog) -> str:
    """The role in the active language; a role that no longer exists is shown as it was written."""
    return str(Role(row.post).label) if row.post in Role.values else row.post


def noted_on(request: HttpRequest) -> list[Reading]:
    """What the views noted for this answer; asked once, it is empty afterwards."""
    return request.__dict__.pop(_ON_REQUEST, [])
