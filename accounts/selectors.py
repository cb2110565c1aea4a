"""Named reads about people, posts and bodies."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from accounts.enums import Channel
from accounts.models import Absence, Appointment, Notice, NoticePreference, Organisation, User
from workflow.actor import NOBODY, Actor, Post
from workflow.kept import kept

# A body answers for its parts and for the bodies it came from, also where these no longer exist.
_PARTS = """ARRAY(
    WITH RECURSIVE body(id) AS (
        SELECT accounts_appointment.organisation_id
        UNION
        SELECT link.below FROM body JOIN (
            SELECT parent_id AS above, id AS below FROM accounts_organisation WHERE parent_id IS NOT NULL
            UNION ALL
            SELECT from_organisation_id, to_organisation_id FROM accounts_organisation_predecessors
        ) link ON link.above = body.id
    )
    SELECT id FROM body
)"""


def posts(user: User, on: date) -> QuerySet[Appointment]:
    """Appointments of ``user`` in force on that day: the first day counts, the last (``valid_to``) does not.

    A post counts only while its organisation does. Whoever stands in for somebody who is away has those posts too.
    """
    bodies = Organisation.objects.in_force(on)
    away = Absence.objects.in_force(on).filter(deputy=user, user__is_active=True).values("user_id")
    held = Q(user=user) | Q(user_id__in=away)
    return Appointment.objects.in_force(on).filter(held, organisation__in=bodies).select_related("organisation", "user")


def absence_of(user: User, on: date) -> Absence | None:
    """That the person is away on that day, and who stands in; ``None`` for somebody at work."""
    return Absence.objects.in_force(on).filter(user=user).select_related("deputy", "user").first()


def deputies(user_ids: Collection[int], on: date) -> dict[int, User]:
    """Of those who are away on that day: the deputy, by the key of the person. One query at most."""
    away = absences(user_ids, on)
    return {one.user_id: one.deputy for one in away if one.deputy and one.deputy.is_active}


def absences(user_ids: Collection[int], on: date) -> list[Absence]:
    """Of these people, who is away on that day, with the deputies. One query where anybody is, else none."""
    away = _away(on) & set(user_ids)
    rows = Absence.objects.in_force(on).filter(user_id__in=away).select_related("deputy")
    return list(rows.order_by("pk")) if away else []


@kept("accounts_absence")
def _away(on: date) -> frozenset[int]:
    """The keys of those who are away on that day."""
    return frozenset(Absence.objects.in_force(on).values_list("user_id", flat=True))


def actor_of(user, at: datetime) -> Actor:
    """Build the actor for a signed-in person, with the posts in force at ``at`` (the city's date counts).

    Somebody who is not signed in, or was switched off, is ``NOBODY``. One query.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOBODY
    held = posts(user, timezone.localdate(at)).annotate(parts=RawSQL(_PARTS, ())).order_by("pk")  # noqa: S611
    return Actor(
        user_id=user.pk,
        name=str(user),
        posts=tuple(
            Post(
                one.role,
                one.organisation_id,
                one.district_id,
                frozenset(one.parts) - {one.organisation_id},
                stands_for="" if one.user_id == user.pk else str(one.user),
                body=one.organisation.code,
            )
            for one in held
        ),
    )


def inbox(user: User) -> QuerySet[Notice]:
    """The person's letters on the site, newest first."""
    return Notice.objects.filter(user=user, channel=Channel.INBOX)


def unread_count(user: User) -> int:
    """How many letters in the inbox the person has not opened."""
    return inbox(user).filter(read_at__isnull=True).count()


def person_by_email(email: str) -> User | None:
    """The active person who may sign in by this e-mail: by a confirmed address first, else by one still unconfirmed.

    One query with one plan whether there is such a person or not, so that the time of the answer tells nothing.
    """
    by_address = EmailAddress.objects.filter(email=email, verified=True).values("user_id")
    by_field = User.objects.filter(email__iexact=email).values("pk")
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), email=email, verified=True)
    # A union and not an OR: each half has its own index.
    found = User.objects.filter(pk__in=by_address.union(by_field), is_active=True)
    return found.annotate(confirmed=Exists(confirmed)).order_by("-confirmed", "pk").first()


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
