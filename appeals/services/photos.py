"""Photos on their way into storage: kept under random names, removed again when the transaction fails."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.pictures import Picture, harmless
from appeals.models import Appeal, DraftPhoto, Photo
from workflow.refusals import Refused

FOLDER = "photos"


_COLUMNS = {Photo: ("file", "thumb", "covered_file", "covered_thumb"), DraftPhoto: ("file", "thumb")}


@dataclass(frozen=True)
class Kept:
    """A photo in storage: the names of its two files, and the size of the larger one in pixels."""

    file: str
    thumb: str
    width: int
    height: int


@dataclass
class Shelf:
    """Where photos are put down during one use case; see ``shelf``."""

    at: datetime
    names: list[str] = field(default_factory=list)

    def keep(self, picture: Picture) -> Kept:
        """Write both files under a name that nobody can guess, in the folder of the day."""
        stem = f"{FOLDER}/{timezone.localdate(self.at):%Y-%m-%d}/{secrets.token_hex(16)}"
        file = self._write(f"{stem}.jpg", picture.full)
        thumb = self._write(f"{stem}-400.jpg", picture.thumb)
        return Kept(file, thumb, picture.width, picture.height)

    def keep_all(self, pictures: Iterable[Picture]) -> list[Kept]:
        return [self.keep(picture) for picture in pictures]

    def _write(self, name: str, content: bytes) -> str:
        self.names.append(default_storage.save(name, ContentFile(content)))
        return self.names[-1]


def drawn(files: Sequence[BinaryIO], *, already: int = 0) -> list[Picture]:
    """Make harmless pictures of uploaded files. Refused: too many with those ``already`` there, or any of them unfit.

    It costs up to half a second a photo: done before a transaction, not in it.
    """
    check_count(already + len(files))
    return [harmless(file, position=number) for number, file in enumerate(files, already + 1)]


@contextmanager
def shelf(at: datetime) -> Iterator[Shelf]:
    """Keep photos inside a transaction: if it fails, the files go too.

    A process killed in between leaves files without an owner; ``sweep`` finds them.
    """
    kept = Shelf(at)
    try:
        yield kept
    except BaseException:
        remove_files(kept.names)
        raise


def check_count(number: int) -> None:
    """Refused: ``photos_too_many``."""
    if number > settings.PHOTOS_PER_APPEAL:
        sentence = _("You can add %(n)d photos at most. Remove some of them.") % {"n": settings.PHOTOS_PER_APPEAL}
        raise Refused(sentence, code="photos_too_many", field="photos")


def attach(appeal: Appeal, kept: Iterable[Kept], *, moment: str, seq: int, at: datetime) -> list[Photo]:
    """Give photos to an appeal: not public until a moderator says so."""
    return Photo.objects.bulk_create(
        Photo(
            appeal=appeal,
            moment=moment,
            file=one.file,
            thumb=one.thumb,
            width=one.width,
            height=one.height,
            position=position,
            act_seq=seq,
            added_at=at,
        )
        for position, one in enumerate(kept, 1)
    )


def remove_files(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def remove_files_on_commit(names: Iterable[str]) -> None:
    """Remove files once it is sure that no row names them any more."""
    gone = list(names)
    transaction.on_commit(lambda: remove_files(gone))


def sweep(day: date) -> int:
    """Remove the files of that day's folder that no photo owns. Returns how many.

    Only for a day long past: a file of today may belong to a transaction that has yet to commit.
    """
    folder = f"{FOLDER}/{day:%Y-%m-%d}"
    if not default_storage.exists(folder):
        return 0
    names = {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]}
    owned = {
        name
        for model in (Photo, DraftPhoto)
        for column in _COLUMNS[model]
        for name in model.objects.filter(**{f"{column}__startswith": f"{folder}/"}).values_list(column, flat=True)
    }
    remove_files(names - owned)
    return len(names - owned)
