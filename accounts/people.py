"""What a person does with the own account."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts import consents
from accounts.enums import Channel
from accounts.models import Notice, NoticePreference, PushDevice, User
from accounts.notices import push
from accounts.phones import normalised
from accounts.selectors import letter_channels
from workflow.refusals import Refused

_CHOOSABLE = (Channel.EMAIL, Channel.SMS)
_MOST_BROWSERS = 10
_LONGEST_ENDPOINT = 1000


@transaction.atomic
def add_person(
    *, full_name: str, email: str = "", phone: str = "", language: str = "kk", password: str | None = None, at: datetime
) -> User:
    """Create a person whose e-mail and phone are already known to be theirs: an import, a demonstration, a test.

    Refused: ``no_address``, neither e-mail nor phone; ``invalid_phone``.
    """
    if not email and not phone:
        raise Refused(_("Give an e-mail or a phone: letters must reach the person."), code="no_address", field="email")
    number = normalised(phone) if phone else None
    if phone and number is None:
        raise Refused(_("Enter a phone number like +7 701 234 56 78."), code="invalid_phone", field="phone")
    user = User.objects.create_user(
        email=email.lower() or None,
        password=password,
        phone=number,
        phone_verified=number is not None,
        full_name=full_name,
        language=language,
        date_joined=at,
    )
    if email:
        EmailAddress.objects.create(user=user, email=email.lower(), verified=True, primary=True)
    return user


@transaction.atomic
def change_name(user: User, full_name: str) -> User:
    """Refused (field ``full_name``): ``no_name``, it would be empty."""
    full_name = " ".join(full_name.split())[:200]
    if not full_name:
        raise Refused(_("Enter your name: an answer is addressed to it."), code="no_name", field="full_name")
    user.full_name = full_name
    user.save(update_fields=["full_name"])
    return user


@transaction.atomic
def choose_letters(user: User, *, language: str, channels: Iterable[str]) -> None:
    """Set the language of letters, and by which channels they come besides the inbox.

    Refused (field ``language``): ``unknown_language``.
    """
    if language not in dict(settings.LANGUAGES):
        raise Refused(_("Choose Kazakh, Russian or English."), code="unknown_language", field="language")
    wanted = set(channels)
    user.language = language
    user.save(update_fields=["language"])
    for channel in _CHOOSABLE:
        NoticePreference.objects.update_or_create(
            user=user, channel=channel.value, defaults={"wanted": channel.value in wanted}
        )


@transaction.atomic
def change(
    user: User, *, full_name: str | None = None, language: str | None = None, channels: Iterable[str] | None = None
) -> User:
    """Change what is given and leave the rest. Refused: all that ``change_name`` and ``choose_letters`` refuse."""
    if full_name is not None:
        change_name(user, full_name)
    if language is not None or channels is not None:
        chosen = letter_channels(user)
        kept = [channel for channel, on in chosen.items() if on]
        choose_letters(user, language=language or user.language, channels=kept if channels is None else channels)
    return user


def read_notice(user: User, pk: int, *, at: datetime) -> Notice:
    """Open a letter of the own inbox; the first opening is kept. Refused: ``not_found``."""
    notice = Notice.objects.filter(pk=pk, user=user, channel=Channel.INBOX).first()
    if notice is None:
        raise Refused(_("There is no such letter in your inbox."), code="not_found")
    if notice.read_at is None:
        Notice.objects.filter(pk=pk, read_at__isnull=True).update(read_at=at)
        notice.read_at = at
    return notice


def read_all(user: User, *, at: datetime) -> int:
    """Mark every letter of the inbox as read. Returns how many were not."""
    unread = Notice.objects.filter(user=user, channel=Channel.INBOX, read_at__isnull=True)
    return unread.update(read_at=at)


@transaction.atomic
def leave(user: User, *, at: datetime) -> None:
    """Take back the consent without which no account is kept: the account is closed, all its sessions end.

    What the law keeps under consideration stays where it is, with the body that considers it. Refused: ``no_consent``.
    """
    consents.withdraw(user, consents.PERSONAL_DATA, at=at)
    User.objects.filter(pk=user.pk).update(is_active=False)
    end_sessions(user)


def end_sessions(user: User) -> int:
    """Sign the person out of every browser at once. Returns how many sessions there were."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


def forget_unconfirmed(*, before: datetime) -> int:
    """Remove accounts opened before that moment whose address was never confirmed and who never came in.

    Nothing hangs on them: nobody has been let in. Returns how many there were.
    """
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    stale = User.objects.filter(
        ~Exists(confirmed), date_joined__lt=before, last_login__isnull=True, phone_verified=False, is_staff=False
    ).filter(appointments__isnull=True, socialaccount__isnull=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    pks = list(stale.values_list("pk", flat=True))
    User.objects.filter(pk__in=pks).delete()
    return len(pks)


@transaction.atomic
def allow_push(user: User, *, endpoint: str, p256dh: str, auth: str, at: datetime) -> PushDevice:
    """Let this browser be called; one that was another person's is now this one's.

    Refused: ``push_unknown``, not the address of a push service that we talk to, or keys that are none;
    ``too_many``.
    """
    if len(endpoint) > _LONGEST_ENDPOINT or not push.is_service(endpoint) or not push.are_keys(p256dh, auth):
        raise Refused(_("This browser's notifications come from a service that we do not know."), code="push_unknown")
    others = PushDevice.objects.filter(user=user).exclude(endpoint=endpoint)
    if others.count() >= _MOST_BROWSERS:
        sentence = _("Notifications are on in many browsers already. Switch them off in all, then on again here.")
        raise Refused(sentence, code="too_many")
    given = {"user": user, "p256dh": p256dh, "auth": auth, "created_at": at}
    return PushDevice.objects.update_or_create(endpoint=endpoint, defaults=given)[0]


def stop_push(user: User, endpoint: str = "") -> None:
    """Call this browser of the person no longer; without an address, none of them."""
    mine = PushDevice.objects.filter(user=user)
    (mine.filter(endpoint=endpoint) if endpoint else mine).delete()
