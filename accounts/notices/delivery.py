"""Delivering what is owed: one letter, one transaction; the row lock is the claim."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from accounts.enums import Channel, NoticeState
from accounts.models import Notice, NoticeAttempt
from accounts.notices import mail, push
from accounts.notices.sms import NotSent, gateway

logger = logging.getLogger(__name__)

_FIRST_PAUSE_S = 15
_LONGEST_PAUSE_S = 3 * 3600
_BATCH = 200


def pause_after(tries: int) -> timedelta:
    """How long to wait after the given number of failed tries: 15 s, doubling, three hours at most."""
    return timedelta(seconds=min(_FIRST_PAUSE_S * 2 ** (tries - 1), _LONGEST_PAUSE_S))


def _send(notice: Notice) -> str:
    try:
        if notice.channel == Channel.EMAIL:
            return mail.send(notice)
        if notice.channel == Channel.PUSH:
            return push.send(notice)
        return gateway().send(phone=notice.address, text=notice.body, key=f"{notice.key}:{notice.round}")
    except NotSent:
        raise
    except Exception as error:  # one letter that cannot be written must not hold up those behind it
        logger.exception("Letter %s could not be handed over", notice.pk)
        raise NotSent(f"{type(error).__name__}: {error}") from error


def _record(notice: Notice, at: datetime, *, succeeded: bool, answer: str) -> None:
    NoticeAttempt.objects.create(notice=notice, at=at, succeeded=succeeded, answer=answer[:1000])
    if notice.secret and notice.state != NoticeState.OWED:
        notice.subject = notice.body = ""
    notice.save(update_fields=["state", "sent_at", "due_at", "tries", "subject", "body"])


def _try(notice: Notice, at: datetime) -> bool:
    """Try once and write down what came of it. Returns False where the way out itself seems to be down."""
    if notice.expires_at and notice.expires_at <= at:
        notice.state = NoticeState.FAILED
        _record(notice, at, succeeded=False, answer="too old to be of use")
        return True
    notice.tries += 1
    try:
        answer = _send(notice)
    except NotSent as refusal:
        gives_up = refusal.for_good or notice.tries >= settings.NOTICE_TRIES
        notice.state = NoticeState.FAILED if gives_up else NoticeState.OWED
        notice.due_at = at + pause_after(notice.tries)
        _record(notice, at, succeeded=False, answer=str(refusal))
        return not refusal.closed
    notice.state = NoticeState.SENT
    notice.sent_at = at
    _record(notice, at, succeeded=True, answer=answer)
    return True


def _next(at: datetime, closed: set[str]) -> Notice | None:
    owed = Notice.objects.filter(state=NoticeState.OWED, due_at__lte=at).exclude(channel__in=closed)
    return owed.select_for_update(skip_locked=True).order_by("due_at", "pk").first()


def deliver(at: datetime, *, limit: int = _BATCH) -> int:
    """Send the letters due by ``at``, at most ``limit``; several workers may do so at once. Returns how many.

    At least once: a worker killed between the send and the commit sends again, with the same key. A channel that does
    not answer is left alone for the rest of this run, so that one dead server holds nobody else up.
    """
    closed: set[str] = set()
    tried = 0
    while tried < limit:
        with transaction.atomic():
            notice = _next(at, closed)
            if notice is None:
                break
            if not _try(notice, at):
                closed.add(notice.channel)
        tried += 1
    return tried


def resend(notices: list[int], at: datetime) -> int:
    """Owe these letters once more, from the first try. Secret ones stay as they are: their text is gone."""
    again = Notice.objects.filter(pk__in=notices, secret=False).exclude(channel=Channel.INBOX)
    return again.filter(~Q(state=NoticeState.OWED) | Q(due_at__gt=at)).update(
        state=NoticeState.OWED, due_at=at, tries=0, sent_at=None, round=F("round") + 1
    )
