"""Who counts as staff, and who may look after people, bodies and letters."""

from datetime import date

from django.db.models import Exists, OuterRef

from accounts.enums import Role
from accounts.models import Appointment, User
from workflow.actor import Actor

# Who may confirm in person where somebody lives: the front office, and the akimat of a district for its own district.
_PROVE_RESIDENCE = frozenset({Role.OPERATOR, Role.ADMINISTRATOR})


def is_staff(user: User, on: date) -> bool:
    """Whether the person works here: may open the admin, or holds a post that is in force or will be. One query."""
    if user.is_staff or user.is_superuser:
        return True
    return Appointment.objects.filter(user=user).exclude(valid_to__lte=on).exists()


def may_administer(user: User, on: date) -> bool:
    """Whether the person may change people, posts, bodies and letter templates."""
    if not user.is_active:
        return False
    if user.is_superuser:
        return True
    return Appointment.objects.in_force(on).filter(user=user, role=Role.ADMINISTRATOR).exists()


def may_prove_residence(actor: Actor, district: str) -> bool:
    """Whether this officer may confirm that somebody lives in ``district`` (its code)."""
    return any(
        post.role in _PROVE_RESIDENCE
        and post.district in (None, district)
        or (post.role == Role.DISTRICT_AKIMAT and post.district == district)
        for post in actor.posts
    )


def with_second_factor():
    """Condition for a queryset of people: they have an authenticator app or a passkey."""
    from allauth.mfa.models import Authenticator

    factors = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=factors))
