"""Who counts as staff, and who may look after people, bodies and letters."""

from datetime import date

from django.db import connection

from accounts.enums import Role
from accounts.models import Appointment, User
from workflow.actor import Actor
from workflow.kept import kept

# Who may confirm in person where somebody lives: the front office, and the akimat of a district for its own district.
_PROVE_RESIDENCE = frozenset({Role.OPERATOR, Role.ADMINISTRATOR})


_HAS_POST = """
SELECT EXISTS (SELECT 1 FROM accounts_appointment WHERE user_id = %s AND (valid_to IS NULL OR valid_to > %s))
"""


def is_staff(user: User, on: date) -> bool:
    """Whether the person works here: may open the admin, or holds a post that is in force or will be. One query."""
    if user.is_staff or user.is_superuser:
        return True
    # Plain SQL: asked with every request of everybody who is signed in, it costs a fifth of what the ORM takes.
    with connection.cursor() as cursor:
        cursor.execute(_HAS_POST, [user.pk, on])
        return cursor.fetchone()[0]


def may_administer(user: User, on: date) -> bool:
    """Whether the person may change people, posts, bodies and letter templates.

    They are of the whole city, so an administrator of one district may not. A superuser may, because somebody has to
    appoint the first administrator; what residents write is another matter, see ``may_audit``.
    """
    return user.is_active and (user.is_superuser or is_city_administrator(user, on))


def may_audit(user: User, on: date) -> bool:
    """Whether the person may read letters, the journal and the log of readings.

    Only by post: a superuser keeps the machine and has no business with what residents write. If he needs it, he is
    appointed, which the history of posts shows.
    """
    return user.is_active and is_city_administrator(user, on)


def is_city_administrator(user: User, on: date) -> bool:
    """Whether a post of administrator over the whole city is in force. One query."""
    return user.pk in _city_administrators(on)


@kept("accounts_appointment")
def _city_administrators(on: date) -> frozenset[int]:
    held = Appointment.objects.in_force(on).filter(role=Role.ADMINISTRATOR, district=None)
    return frozenset(held.values_list("user_id", flat=True))


def may_prove_residence(actor: Actor, district: str) -> bool:
    """Whether this officer may confirm that somebody lives in ``district`` (its code)."""
    for post in actor.posts:
        if post.role in _PROVE_RESIDENCE and post.district in (None, district):
            return True
        if post.role == Role.DISTRICT_AKIMAT and post.district == district:
            return True
    return False


def proves_residence_somewhere(actor: Actor) -> bool:
    """Whether the officer may open the page of the front office at all."""
    return any(may_prove_residence(actor, post.district or "") for post in actor.posts)
