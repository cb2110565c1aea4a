"""A copy of everything that the platform holds of a person: asked for on a page, made by the worker, gone in a week."""

import json
import secrets
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts import access, consents, notices
from accounts.enums import CopyState
from accounts.identity import masked
from accounts.models import DataCopy, Identity, Notice, Residence, User
from accounts.own_data.sections import sections
from workflow.outbox import wake
from workflow.refusals import Refused

FOLDER = "copies"
KEPT = timedelta(days=7)
AGAIN_AFTER = timedelta(hours=1)


def ask(user: User, *, at: datetime) -> DataCopy:
    """Have a copy made. Refused: ``copy_in_the_making``; ``copy_recent``, one was asked for within the hour."""
    recent = DataCopy.objects.filter(user=user, asked_at__gt=at - AGAIN_AFTER)
    if recent.exclude(state=CopyState.ASKED).exists():
        raise Refused(_("A copy was made within the last hour. Take that one, or ask later."), code="copy_recent")
    try:
        with transaction.atomic():
            copy = DataCopy.objects.create(user=user, asked_at=at)
            transaction.on_commit(lambda: wake("accounts.make_copies"))
            return copy
    except IntegrityError:
        raise Refused(_("A copy is being made. It takes a minute or two."), code="copy_in_the_making") from None


def make(*, at: datetime, most: int = 20) -> int:
    """Make the copies that were asked for, each in a transaction of its own. Returns how many."""
    made = 0
    for _turn in range(most):
        with transaction.atomic():
            asked = DataCopy.objects.select_for_update(skip_locked=True, of=("self",)).select_related("user")
            copy = asked.filter(state=CopyState.ASKED).order_by("asked_at").first()
            if copy is None:
                return made
            _make(copy, at=at)
        made += 1
    return made


def held(user: User) -> QuerySet[DataCopy]:
    """The person's copies, newest first."""
    return DataCopy.objects.filter(user=user)


def opened(user: User, pk: int, *, at: datetime) -> IO[bytes]:
    """The file of the own copy; the first time is written down. Refused: ``not_found``, also where it has expired."""
    copy = held(user).filter(pk=pk, state=CopyState.READY, expires_at__gt=at).first()
    if copy is None or not default_storage.exists(copy.file):
        raise Refused(_("There is no such copy any more. Ask for a new one."), code="not_found")
    DataCopy.objects.filter(pk=pk, fetched_at__isnull=True).update(fetched_at=at)
    return default_storage.open(copy.file)


def remove_expired(*, at: datetime) -> int:
    """Remove the files whose week is over; the row stays and tells that there was one. Returns how many."""
    old = list(DataCopy.objects.filter(state=CopyState.READY, expires_at__lte=at))
    for copy in old:
        remove(copy)
    return len(old)


def remove(copy: DataCopy) -> None:
    """Remove the file of one copy once it is sure that no row names it."""
    name = copy.file
    copy.state, copy.file = CopyState.EXPIRED, ""
    copy.save(update_fields=["state", "file"])
    if name:
        transaction.on_commit(lambda: default_storage.delete(name))


def everything(user: User) -> dict[str, Any]:
    """All that is held of a person, by section; the IIN is masked, because a file may be lost."""
    return _own(user) | {section.name: section.collect(user).data for section in sections()}


def _make(copy: DataCopy, *, at: datetime) -> None:
    with tempfile.TemporaryFile() as file:
        _write(file, copy.user, at=at)
        copy.bytes = file.tell()
        file.seek(0)
        copy.file = default_storage.save(f"{FOLDER}/{secrets.token_hex(24)}.zip", File(file))
    copy.state, copy.ready_at, copy.expires_at = CopyState.READY, at, at + KEPT
    copy.save()
    with translation.override(copy.user.language):
        link = reverse("me:own_data")
    notices.owe(
        code="data_copy_ready",
        key=f"data_copy:{copy.pk}",
        at=at,
        context={"until": copy.expires_at},
        user=copy.user,
        language=copy.user.language,
        link=link,
    )


def _write(file: IO[bytes], user: User, *, at: datetime) -> None:
    parts = {section.name: section.collect(user) for section in sections()}
    data = _own(user) | {name: part.data for name, part in parts.items()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as whole, translation.override(user.language):
        whole.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder))
        context = {"person": user, "at": at, "tables": list(_tables(data))}
        whole.writestr("data.html", render_to_string("accounts/copy.html", context))
        for part in parts.values():
            for name, stored in part.files.items():
                if default_storage.exists(stored):
                    with default_storage.open(stored) as source:
                        whole.writestr(name, source.read())


def _own(user: User) -> dict[str, Any]:
    residence = Residence.objects.filter(user=user).values("district_id", "registered_on", "proof", "proven_at").first()
    return {
        "person": {
            "full_name": user.full_name,
            "email": user.email,
            "phone": user.phone,
            "language": user.language,
            "joined": user.date_joined,
            "iin": masked(user),
            "iin_proof": Identity.objects.filter(user=user).values_list("proof", flat=True).first(),
        },
        "residence": residence,
        "consents": [
            {
                "title": consents.text_of(consent).title,
                "version": consent.version,
                "given_at": consent.given_at,
                "withdrawn_at": consent.withdrawn_at,
            }
            for consent in user.consents.all()
        ],
        "posts": list(user.appointments.values("role", "organisation__code", "district_id", "valid_from", "valid_to")),
        "letters": list(
            Notice.objects.filter(user=user, secret=False).values(
                "created_at", "channel", "address", "subject", "body", "state", "sent_at", "read_at"
            )
        ),
        "browsers": list(user.push_devices.values("created_at", "endpoint")),
        "readings": [
            {
                "at": row.at,
                "role": row.post,
                "organisation": row.organisation,
                "data": row.what,
                "opened": access.refs_of(row, user.pk),
                "place": row.place,
            }
            for row in access.about(user)
        ],
    }


def _tables(data: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Sections as lists of records for the page: ``(name, records)``."""
    for name, held_there in data.items():
        records = held_there if isinstance(held_there, list) else [held_there]
        yield name, [record for record in records if record]
