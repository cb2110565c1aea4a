"""One-time codes that confirm a vote: to the voter's own confirmed phone, ten minutes, five tries, one vote."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from accounts import notices
from accounts.identity import keyed_hash
from accounts.models import User
from budget.models import Edition, VoteCode
from workflow.refusals import Refused

LIVES = timedelta(minutes=10)
TRIES = 5
# The next code not before; and so many in an hour.
PAUSE = timedelta(seconds=60)
AN_HOUR = 5
_PURPOSE = "vote-code"


@dataclass(frozen=True)
class Confirmed:
    """A right code, not yet used: the key of its row and the phone that it went to."""

    pk: int
    phone: str


def send(edition: Edition, user: User, *, at: datetime) -> VoteCode:
    """Send a code to the person's confirmed phone.

    Refused: ``no_phone``; ``too_soon``: the last one is less than a minute old; ``too_many``: five in the last hour.
    """
    if not user.phone or not user.phone_verified:
        raise Refused(_("Confirm your phone in your profile first: the code is sent to it."), code="no_phone")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        sent = VoteCode.objects.filter(user=user, sent_at__gt=at - timedelta(hours=1))
        known = sent.aggregate(newest=Max("sent_at"), number=Count("pk"))
        if known["newest"] and known["newest"] > at - PAUSE:
            raise Refused(_("A code was sent less than a minute ago. Wait for it a little."), code="too_soon")
        if known["number"] >= AN_HOUR:
            raise Refused(_("Five codes were sent within an hour. Try again later."), code="too_many")
        code = f"{secrets.randbelow(10**6):06d}"
        row = VoteCode(edition=edition, user=user, phone=user.phone, sent_at=at, expires_at=at + LIVES)
        row.code_hash = _hash(row.public_id, code)
        row.save()
        notices.owe(
            code="vote_code",
            key=f"vote-code:{row.public_id}",
            at=at,
            context={"code": code, "minutes": str(LIVES.seconds // 60)},
            phone=user.phone,
            language=user.language,
            secret=True,
            expires_at=row.expires_at,
        )
    return row


def _hash(public_id: UUID, code: str) -> str:
    return keyed_hash(f"{public_id}:{code}", _PURPOSE)


_TRY = """
UPDATE budget_votecode SET tries = tries + 1
WHERE edition_id = %s AND user_id = %s AND used_at IS NULL AND expires_at > %s AND tries < %s
  AND id = (SELECT id FROM budget_votecode WHERE edition_id = %s AND user_id = %s ORDER BY sent_at DESC LIMIT 1)
RETURNING id, phone, code_hash, public_id
"""


def confirm(edition: Edition, user: User, code: str, *, at: datetime) -> Confirmed:
    """Whether this is the newest code of the person; a try is counted, right or wrong.

    Refused (field ``code``): ``code_over``: none in force (too old, used, or tried five times); ``code_wrong``.
    """
    found = attempt(edition, user, code, at=at)
    if isinstance(found, Refused):
        raise found
    return found


def attempt(edition: Edition, user: User, code: str, *, at: datetime) -> Confirmed | Refused:
    """The same, but a refusal is given back: in the caller's transaction the counted try must outlive it."""
    with connection.cursor() as cursor:
        cursor.execute(_TRY, [edition.pk, user.pk, at, TRIES, edition.pk, user.pk])
        row = cursor.fetchone()
    if row is None:
        return Refused(_("This code no longer works. Ask for a new one."), code="code_over", field="code")
    pk, phone, known, public_id = row
    if not hmac.compare_digest(known, _hash(public_id, "".join(code.split()))):
        return Refused(
            _("This code is not right. Check the digits of the newest message."), code="code_wrong", field="code"
        )
    return Confirmed(pk, phone)
