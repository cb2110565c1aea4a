"""Where pictures are put down during one use case: kept under random names, removed again if the transaction fails."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from workflow.pictures import Picture


@dataclass(frozen=True)
class Kept:
    """A photo in storage: the names of its two files, and the size of the larger one in pixels."""

    file: str
    thumb: str
    width: int
    height: int


@dataclass
class Shelf:
    """Where photos are put down during one use case, below ``folder``; see ``shelf``."""

    at: datetime
    folder: str
    names: list[str] = field(default_factory=list)

    def keep(self, picture: Picture) -> Kept:
        """Write both files under a name that nobody can guess, in the folder of the day."""
        stem = f"{self.folder}/{timezone.localdate(self.at):%Y-%m-%d}/{secrets.token_hex(16)}"
        file = self._write(f"{stem}.jpg", picture.full)
        thumb = self._write(f"{stem}-400.jpg", picture.thumb)
        return Kept(file, thumb, picture.width, picture.height)

    def keep_all(self, pictures: Iterable[Picture]) -> list[Kept]:
        return [self.keep(picture) for picture in pictures]

    def _write(self, name: str, content: bytes) -> str:
        self.names.append(default_storage.save(name, ContentFile(content)))
        return self.names[-1]


@contextmanager
def shelf(at: datetime, *, folder: str) -> Iterator[Shelf]:
    """Keep photos inside a transaction: if it fails, the files go too.

    A process killed in between leaves files without an owner, in the folder of that day.
    """
    kept = Shelf(at, folder)
    try:
        yield kept
    except BaseException:
        remove_files(kept.names)
        raise


def remove_files(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def remove_files_on_commit(names: Iterable[str]) -> None:
    """Remove files once it is sure that no row names them any more."""
    gone = list(names)
    transaction.on_commit(lambda: remove_files(gone))
