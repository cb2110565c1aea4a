"""Being forgotten: who the person is goes; what was decided stays without him (Law No 94-V, art. 18 and 24).

An open case needs its author's address until it has ended: the law obliges the body to answer. Until then the account
is closed and nobody can sign in to it; when the last case has ended, the rest goes by itself.
"""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import consents, people
from accounts.models import (
    Appointment,
    DataCopy,
    Erasure,
    Identity,
    Notice,
    NoticePreference,
    PushDevice,
    Residence,
    User,
)
from accounts.own_data import copies
from accounts.own_data.sections import sections
from workflow import scrubbing
from workflow.refusals import Refused


def open_cases(user: User) -> list[str]:
    """Numbers of what the law keeps going: for these the person's address is needed."""
    return [number for section in sections() for number in section.open_cases(user)]


@transaction.atomic
def ask(user: User, *, at: datetime) -> Erasure:
    """Close the account, and forget the person now or once the last open case has ended.

    Refused: ``in_post``, whoever holds a post leaves it first: acts in office are signed with a name.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if Appointment.objects.filter(user=user).exclude(valid_to__lte=timezone.localdate(at)).exists():
        raise Refused(_("You hold a post. Have it ended first: acts in office bear a name."), code="in_post")
    wish, _new = Erasure.objects.get_or_create(user=user, defaults={"asked_at": at})
    for purpose in consents.PURPOSES:
        if consents.in_force(user, purpose):
            consents.withdraw(user, purpose, at=at)
    User.objects.filter(pk=user.pk).update(is_active=False)
    people.end_sessions(user)
    if not open_cases(user):
        _forget(wish, at=at)
    return wish


def finish(*, at: datetime) -> int:
    """Forget those whose last open case has ended. Returns how many."""
    done = 0
    for pk in list(Erasure.objects.filter(done_at__isnull=True).values_list("pk", flat=True)):
        with transaction.atomic():
            waiting = Erasure.objects.select_for_update(skip_locked=True, of=("self",)).select_related("user")
            wish = waiting.filter(pk=pk, done_at__isnull=True).first()
            if wish is not None and not open_cases(wish.user):
                _forget(wish, at=at)
                done += 1
    return done


def _forget(wish: Erasure, *, at: datetime) -> None:
    user = wish.user
    for section in sections():
        section.forget(user, at)
    for copy in DataCopy.objects.filter(user=user):
        copies.remove(copy)
    signs = (EmailAddress, Authenticator, SocialAccount, UserSession)
    for model in (Identity, Residence, NoticePreference, PushDevice, *signs):
        model._default_manager.filter(user=user).delete()
    Notice.objects.filter(user=user).delete()
    # Django's own log of the admin repeats the name of what was changed.
    of_people = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=of_people, object_id=str(user.pk)).update(object_repr="", change_message="")
    scrubbing.forget_actor(user.pk)
    user.email = user.phone = None
    user.full_name, user.phone_verified, user.is_active, user.last_login = "", False, False, None
    user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
    wish.done_at = at
    wish.save(update_fields=["done_at"])
