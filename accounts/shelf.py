"""Files on their way into storage: kept under random names, removed again when the transaction fails."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from accounts.pictures import Picture

FOLDER = "photos"


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
    folder: str = FOLDER
    names: list[str] = field(default_factory=list)

    def keep(self, picture: Picture) -> Kept:
        """Write both files under a name that nobody can guess, in the folder of the day."""
        stem = self._stem()
        file = self._write(f"{stem}.jpg", picture.full)
        thumb = self._write(f"{stem}-400.jpg", picture.thumb)
        return Kept(file, thumb, picture.width, picture.height)

    def keep_all(self, pictures: Iterable[Picture]) -> list[Kept]:
        return [self.keep(picture) for picture in pictures]

    def keep_document(self, content: bytes, *, ending: str) -> str:
        """Write a file of another kind in the same way; ``ending`` with its point. Returns its name."""
        return self._write(f"{self._stem()}{ending}", content)

    def _stem(self) -> str:
        return f"{self.folder}/{timezone.localdate(self.at):%Y-%m-%d}/{secrets.token_hex(16)}"

    def _write(self, name: str, content: bytes) -> str:
        self.names.append(default_storage.save(name, ContentFile(content)))
        return self.names[-1]


@contextmanager
def shelf(at: datetime, *, folder: str = FOLDER) -> Iterator[Shelf]:
    """Keep files inside a transaction: if it fails, the files go too.

    A process killed in between leaves files without an owner; ``sweep`` finds them.
    """
    kept = Shelf(at, folder)
    try:
        yield kept
    except BaseException:
        remove_files(kept.names)
        raise


def sweep(day: date, *, columns: Mapping[type[Model], Iterable[str]], folder: str = FOLDER) -> int:
    """Remove the files of that day in a folder that no row owns; ``columns``: where owners name them. Returns how many.

    Only for a day long past: a file of today may belong to a transaction that has yet to commit.
    """
    place = f"{folder}/{day:%Y-%m-%d}"
    if not default_storage.exists(place):
        return 0
    names = {f"{place}/{name}" for name in default_storage.listdir(place)[1]}
    owned = {
        name
        for model, of_model in columns.items()
        for column in of_model
        for name in model._base_manager.filter(**{f"{column}__startswith": f"{place}/"}).values_list(column, flat=True)
    }
    remove_files(names - owned)
    return len(names - owned)


def remove_files(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def remove_files_on_commit(names: Iterable[str]) -> None:
    """Remove files once it is sure that no row names them any more."""
    gone = list(names)
    transaction.on_commit(lambda: remove_files(gone))
