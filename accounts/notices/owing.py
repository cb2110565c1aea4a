"""Writing a letter down: who gets it, by which channels, in which language."""

import re
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import connection, transaction

from accounts.enums import Channel, NoticeState
from accounts.models import Notice, NoticePreference, PushDevice, User
from accounts.notices import push
from accounts.notices.letters import Words, letter, plain_context, written
from workflow.outbox import wake

_LANGUAGE_PREFIX = re.compile(r"^/(?:kk|ru|en)/")


def _verified_email(user: User) -> str:
    if not user.email:
        return ""
    known = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True)
    return user.email if known.exists() else ""


def _addresses_of(user: User) -> dict[str, str]:
    """Channel -> address. The inbox always; e-mail if confirmed; SMS if asked for, or if there is no e-mail.

    A notification where a browser is allowed to show it: which ones is known when it is sent.
    """
    wanted = dict(NoticePreference.objects.filter(user=user).values_list("channel", "wanted"))
    addresses = {Channel.INBOX.value: ""}
    email = _verified_email(user)
    if email and wanted.get(Channel.EMAIL, True):
        addresses[Channel.EMAIL.value] = email
    if user.phone and user.phone_verified and wanted.get(Channel.SMS, not email):
        addresses[Channel.SMS.value] = user.phone
    if settings.PUSH_PRIVATE_KEY and PushDevice.objects.filter(user=user).exists():
        addresses[Channel.PUSH.value] = ""
    return addresses


def _addresses_of_stranger(email: str, phone: str) -> dict[str, str]:
    if email:
        return {Channel.EMAIL.value: email}
    return {Channel.SMS.value: phone} if phone else {}


def _wake() -> None:
    wake("accounts.deliver_notices")


def _wake_on_commit() -> None:
    """Once a transaction, however many letters it owes."""
    if not any(hook[1] is _wake for hook in connection.run_on_commit):
        transaction.on_commit(_wake)


def owe(
    *,
    code: str,
    key: str,
    at: datetime,
    context: dict,
    user: User | None = None,
    email: str = "",
    phone: str = "",
    language: str = "kk",
    link: str = "",
    secret: bool = False,
    expires_at: datetime | None = None,
) -> list[Notice]:
    """Write the letter ``code`` down, once per ``key`` and channel, in the caller's transaction.

    To ``user``: by the channels and in the language that the person chose. To a stranger: by ``email``, else by
    ``phone``, in ``language``. ``context``: plain values; dates and lazy texts are put into the letter's language.
    ``link``: path on this site; its language prefix follows the letter's. ``secret``: holds a one-time code.
    Returns the rows written now: none when the same letter is owed already. Raises ``LetterUnknown``.
    """
    addresses = _addresses_of(user) if user else _addresses_of_stranger(email, phone)
    if user:
        language = user.language
    link = _LANGUAGE_PREFIX.sub(f"/{language}/", link)
    channels = letter(code).channels
    values = plain_context(context, language) | {"link": f"{settings.SITE_URL}{link}" if link else ""}
    notices = []
    for channel, address in addresses.items():
        calls = channel == Channel.PUSH  # to what lies in the inbox
        if (Channel.INBOX if calls else channel) not in channels:
            continue
        words = Words("", push.words(language)) if calls else written(code, language, channel, values)
        there = channel == Channel.INBOX
        notices.append(
            Notice(
                key=f"{key}:{channel}",
                user=user,
                address=address,
                channel=channel,
                code=code,
                language=language,
                subject=words.subject[:300],
                body=words.body,
                link=link[:300],
                secret=secret,
                state=NoticeState.SENT if there else NoticeState.OWED,
                created_at=at,
                due_at=at,
                sent_at=at if there else None,
                expires_at=expires_at,
            )
        )
    return _write(notices)


def _write(notices: list[Notice]) -> list[Notice]:
    """Insert the rows whose key is new; the database decides, so two workers cannot both write one."""
    keys = [notice.key for notice in notices]
    with transaction.atomic():
        known = set(Notice.objects.filter(key__in=keys).values_list("key", flat=True))
        Notice.objects.bulk_create([n for n in notices if n.key not in known], ignore_conflicts=True)
        fresh = list(Notice.objects.filter(key__in=set(keys) - known).order_by("pk"))
        if any(notice.state == NoticeState.OWED for notice in fresh):
            _wake_on_commit()
    return fresh
