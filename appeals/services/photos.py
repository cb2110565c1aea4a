"""Photos of appeals: made harmless, given to an appeal, swept when nobody owns them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from accounts import shelf as shelves
from accounts.pictures import Picture, harmless
from accounts.shelf import Kept, Shelf, remove_files_on_commit, shelf
from appeals.models import Appeal, DraftPhoto, Photo
from workflow.refusals import Refused

__all__ = ["Kept", "Shelf", "attach", "check_count", "drawn", "remove_files_on_commit", "shelf", "sweep"]

_COLUMNS = {Photo: ("file", "thumb", "covered_file", "covered_thumb"), DraftPhoto: ("file", "thumb")}


def drawn(files: Sequence[BinaryIO], *, already: int = 0) -> list[Picture]:
    """Make harmless pictures of uploaded files. Refused: too many with those ``already`` there, or any of them unfit.

    It costs up to half a second a photo: done before a transaction, not in it.
    """
    check_count(already + len(files))
    return [harmless(file, position=number) for number, file in enumerate(files, already + 1)]


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


def sweep(day: date) -> int:
    """Remove the files of that day's folder that no photo owns. Returns how many. Only for a day long past."""
    return shelves.sweep(day, columns=_COLUMNS)
