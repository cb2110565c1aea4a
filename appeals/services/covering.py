"""Faces, plates and papers on a photo, covered before it is shown to everybody."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image

from accounts.pictures import THUMB_PX, Picture, jpeg
from appeals import policy
from appeals.models import Appeal, Photo
from appeals.services import photos
from appeals.workflow import APPEAL
from workflow import acts
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused

WHOLE = 1000
MOST_REGIONS = 20
LEAST = 5
# So few cells across the longer side of a region leave nothing of a face or of a plate's letters.
CELLS = 5


@dataclass(frozen=True)
class Region:
    """A rectangle on a photo in thousandths of its width and height, from its left upper corner."""

    left: int
    top: int
    width: int
    height: int

    @property
    def fits(self) -> bool:
        """Whether it lies on the photo and is large enough to cover anything."""
        inside = min(self.left, self.top) >= 0 and self.left + self.width <= WHOLE
        return inside and self.top + self.height <= WHOLE and min(self.width, self.height) >= LEAST


def cover(
    appeal_id: int, *, photo: int, regions: Sequence[Region], seq: int | None = None, actor: Actor, at: datetime
) -> Act:
    """Make the copy of a photo that strangers get, with these regions averaged away; none: the photo as it is.

    The photo as sent stays, for posts only. The copy is made from it anew each time, so a region that is taken back is
    whole again and one that was covered twice is covered once. The journal keeps how many regions there are.
    Refused (field ``regions``): ``photo_unknown``; ``regions_many``; ``region_outside``; role, state, stale.
    """
    _check(regions)
    found = Photo.objects.filter(pk=photo, appeal_id=appeal_id).first()
    if found is None:
        raise _unknown()
    with photos.shelf(at) as shelf:
        kept = shelf.keep(covered(found, regions)) if regions else None

        def change(appeal: Appeal) -> dict[str, Any]:
            row = appeal.photos.select_for_update().filter(pk=photo).first()
            if row is None:
                raise _unknown()
            photos.remove_files_on_commit(name for name in (row.covered_file.name, row.covered_thumb.name) if name)
            row.covered = [asdict(region) for region in regions]
            row.covered_file, row.covered_thumb = (kept.file, kept.thumb) if kept else ("", "")
            row.save(update_fields=["covered", "covered_file", "covered_thumb"])
            return {"photo": photo, "regions": len(regions)}

        return acts.perform(
            APPEAL,
            Appeal,
            appeal_id,
            "cover",
            actor=actor,
            roles=lambda appeal: policy.roles_on(actor, appeal),
            change=change,
            seq=seq,
            at=at,
        )


def covered(photo: Photo, regions: Sequence[Region]) -> Picture:
    """The photo drawn anew with these regions as a few cells of one colour each: nothing finer is left to restore."""
    with _opened(photo) as image:
        picture = image.convert("RGB")
    for region in regions:
        _average(picture, region)
    thumb = picture.copy()
    thumb.thumbnail((THUMB_PX, THUMB_PX), Image.Resampling.LANCZOS)
    return Picture(jpeg(picture), jpeg(thumb), picture.width, picture.height)


def _average(picture: Image.Image, region: Region) -> None:
    left, right = (round(share * picture.width / WHOLE) for share in (region.left, region.left + region.width))
    top, bottom = (round(share * picture.height / WHOLE) for share in (region.top, region.top + region.height))
    box = (left, top, max(right, left + 1), max(bottom, top + 1))
    width, height = box[2] - box[0], box[3] - box[1]
    cell = max(width, height) / CELLS
    cells = (max(1, round(width / cell)), max(1, round(height / cell)))
    small = picture.crop(box).resize(cells, Image.Resampling.BOX)
    picture.paste(small.resize((width, height), Image.Resampling.NEAREST), box)


@contextmanager
def _opened(photo: Photo) -> Iterator[Image.Image]:
    try:
        with default_storage.open(str(photo.file)) as file, Image.open(io.BytesIO(file.read())) as image:
            yield image
    except FileNotFoundError:
        raise _unknown() from None


def _check(regions: Sequence[Region]) -> None:
    if len(regions) > MOST_REGIONS:
        sentence = _("Cover %(n)d places at most; take a larger rectangle.") % {"n": MOST_REGIONS}
        raise Refused(sentence, code="regions_many", field="regions")
    for number, region in enumerate(regions, 1):
        if not region.fits:
            sentence = _("Rectangle %(n)d does not lie on the photo. Draw it again.") % {"n": number}
            raise Refused(sentence, code="region_outside", field="regions")


def _unknown() -> Refused:
    return Refused(_("Choose among the photos of this appeal."), code="photo_unknown", field="regions")
