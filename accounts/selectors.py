"""Named reads about people, posts and bodies."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from accounts.enums import Channel
from accounts.models import Appointment, Notice, NoticePreference, Organisation, User
from workflow.actor import NOBODY, Actor, Post

_TREE = """
WITH RECURSIVE tree(id) AS (
    SELECT id FROM accounts_organisation WHERE id = ANY(%(ids)s)
    UNION
    SELECT child.id FROM accounts_organisation child JOIN tree ON child.parent_id = tree.id
    WHERE child.valid_from <= %(on)s AND (child.valid_to IS NULL OR child.valid_to > %(on)s)
)
SELECT id FROM tree
"""


def posts(user: User, on: date) -> QuerySet[Appointment]:
    """Appointments of ``user`` in force on that day: the first day counts, the last (``valid_to``) does not.

    A post counts only while its organisation does.
    """
    bodies = Organisation.objects.in_force(on)
    return Appointment.objects.in_force(on).filter(user=user, organisation__in=bodies).select_related("organisation")


def actor_of(user, at: datetime) -> Actor:
    """Build the actor for a signed-in person, with the posts in force at ``at`` (the city's date counts).

    Somebody who is not signed in, or was switched off, is ``NOBODY``. One query.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOBODY
    held = posts(user, timezone.localdate(at)).order_by("pk")
    return Actor(
        user_id=user.pk,
        name=str(user),
        posts=tuple(Post(role=p.role, organisation_id=p.organisation_id, district=p.district_id) for p in held),
    )


def organisation_tree(ids: Iterable[int], on: date) -> set[int]:
    """Ids of these organisations and of all that are part of them on that day. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_TREE, {"ids": list(ids), "on": on})
        return {row[0] for row in cursor.fetchall()}


def inbox(user: User) -> QuerySet[Notice]:
    """The person's letters on the site, newest first."""
    return Notice.objects.filter(user=user, channel=Channel.INBOX)


def unread_count(user: User) -> int:
    """How many letters in the inbox the person has not opened."""
    return inbox(user).filter(read_at__isnull=True).count()


def letter_channels(user: User) -> dict[str, bool]:
    """Channel -> whether letters come by it besides the inbox: as chosen, or by the rule for those who did not choose.

    The rule: e-mail if there is one, else SMS.
    """
    wanted = dict(NoticePreference.objects.filter(user=user).values_list("channel", "wanted"))
    return {
        Channel.EMAIL.value: wanted.get(Channel.EMAIL, bool(user.email)),
        Channel.SMS.value: wanted.get(Channel.SMS, bool(user.phone) and not user.email),
    }


def second_factors(user: User) -> dict[str, int]:
    """Kind of second factor -> how many the person has."""
    kinds = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    return dict(Counter(str(kind) for kind in kinds))


def session_count(user: User) -> int:
    """In how many browsers the person is signed in."""
    return UserSession.objects.filter(user=user).count()
