"""A stranger's file becomes a harmless picture: judged by its content, decoded within limits, drawn anew.

Nothing of the original file survives but its pixels: no EXIF, no position, no comments, no appended archive.
"""

import contextlib
import io
import warnings
from dataclasses import dataclass
from typing import BinaryIO

import pi_heif
from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from workflow.refusals import Refused

pi_heif.register_heif_opener(thumbnails=False)

FULL_PX = 1600
THUMB_PX = 400
QUALITY = 82
_HEAD_BYTES = 32
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_FORMATS = {"JPEG": ["JPEG"], "PNG": ["PNG"], "WEBP": ["WEBP"], "HEIF": ["HEIF"]}
_MAY_MOVE = {"PNG", "WEBP"}
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, RuntimeError, TypeError, OverflowError, MemoryError, KeyError)


@dataclass(frozen=True)
class Picture:
    """Two JPEG files of one photo, and the size of the larger one in pixels."""

    full: bytes
    thumb: bytes
    width: int
    height: int


def harmless(file: BinaryIO, *, position: int) -> Picture:
    """Make a picture of an uploaded file: at most 1600 px and a thumbnail of 400 px, upright, in sRGB.

    ``position``: its number among the photos, from 1, for the sentence. Refused (field ``photos``): ``photo_empty``;
    ``photo_too_heavy`` (bytes); ``photo_kind`` (not JPEG, PNG, WebP or HEIC by content); ``photo_animated``;
    ``photo_too_large`` (pixels, judged before decoding); ``photo_damaged``.
    """
    kind = _kind_of(file, position)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=_FORMATS[kind]) as image:
                _judge(image, kind, position)
                return _drawn_anew(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large(position) from None
    except _DAMAGE:
        sentence = _("Photo %(n)d cannot be opened: the file is damaged. Choose another one.")
        raise _refused("photo_damaged", sentence, position) from None


def _kind_of(file: BinaryIO, position: int) -> str:
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(0)
    if size == 0:
        raise _refused("photo_empty", _("Photo %(n)d is empty. Choose the file again."), position)
    if size > settings.PHOTO_MAX_BYTES:
        sentence = _("Photo %(n)d is larger than %(mb)d MB. Send a smaller one.")
        raise _refused("photo_too_heavy", sentence, position, mb=settings.PHOTO_MAX_BYTES // 2**20)
    head = file.read(_HEAD_BYTES)
    file.seek(0)
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return "HEIF"
    sentence = _("File %(n)d is not a photo that we can show. Send a JPEG, PNG, WebP or HEIC photo.")
    raise _refused("photo_kind", sentence, position)


def _judge(image: Image.Image, kind: str, position: int) -> None:
    """Refuse by what the header says, while no pixel has been decoded."""
    if image.width * image.height > settings.PHOTO_MAX_PIXELS:
        raise _too_large(position)
    # A camera's JPEG may carry a second picture for 3D, and a HEIC a burst: there the first one is the photo.
    if kind in _MAY_MOVE and getattr(image, "n_frames", 1) > 1:
        raise _refused("photo_animated", _("File %(n)d moves. Send a still photo."), position)


def _drawn_anew(image: Image.Image) -> Picture:
    # A JPEG is decoded at a half, a quarter or an eighth, so that a large photo does not cost its full memory.
    image.draft("RGB", (FULL_PX, FULL_PX))
    profile = image.info.get("icc_profile")
    small = _bounded(image)
    small = ImageOps.exif_transpose(small)
    small = _on_white(_in_srgb(small, profile))
    thumb = small.copy()
    thumb.thumbnail((THUMB_PX, THUMB_PX), Image.Resampling.LANCZOS)
    return Picture(jpeg(small), jpeg(thumb), small.width, small.height)


def _bounded(image: Image.Image) -> Image.Image:
    if image.mode == "P" or image.mode == "1":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    elif image.mode.startswith("I"):
        image = image.point(lambda value: value / 256).convert("L")
    elif image.mode not in {"RGB", "RGBA", "L", "LA", "CMYK"}:
        image = image.convert("RGB")
    # A new image and not ``thumbnail``, which works in place: a HEIC decodes itself again when it is touched later.
    scale = min(1, FULL_PX / image.width, FULL_PX / image.height)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0) if scale < 1 else image.copy()


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as they were meant; a profile that cannot be read is passed over."""
    if profile and image.mode in {"RGB", "CMYK", "L"}:
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return turned or image
    return image


def _on_white(image: Image.Image) -> Image.Image:
    """A fresh RGB picture without any ``info``; what was transparent is white."""
    if image.mode in {"RGBA", "LA"}:
        image = image.convert("RGBA")
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    fresh = image.convert("RGB")
    clean = Image.new("RGB", fresh.size)
    clean.paste(fresh)
    return clean


def jpeg(image: Image.Image) -> bytes:
    """The file that is stored: pixels and nothing else."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def _too_large(position: int) -> Refused:
    sentence = _("Photo %(n)d has more than %(mpx)d megapixels. Send a smaller one.")
    return _refused("photo_too_large", sentence, position, mpx=settings.PHOTO_MAX_PIXELS // 10**6)


def _refused(code: str, sentence: str, position: int, **words: int) -> Refused:
    return Refused(sentence % {"n": position, **words}, code=code, field="photos")
