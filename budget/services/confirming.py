"""One-time codes that confirm a vote: to the voter's own confirmed phone, ten minutes, five tries, one vote."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
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
        row.code_hash = hashed(row.public_id, code)
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


def hashed(public_id: UUID, code: str) -> str:
    """A code as it is kept, or as somebody typed it: blanks do not count. Keyed, so two of them may be compared."""
    return keyed_hash(f"{public_id}:{''.join(code.split())}", _PURPOSE)
