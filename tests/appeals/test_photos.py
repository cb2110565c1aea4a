"""Photos: hostile files are refused in words, honest ones come out as bare pictures, no file is left without a row."""

import io
import resource
import subprocess
import sys
from datetime import timedelta

import pytest
from PIL import Image, ImageCms

from accounts import pictures
from accounts.pictures import harmless
from appeals.models import Photo
from appeals.services import photos
from tests.appeals import hostile
from tests.factories.appeals import AT, photo, register
from workflow.refusals import Refused

ABOVE, BELOW = (120, 170, 230), (90, 70, 50)


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_a_hostile_file_is_refused_in_words(name):
    make, code = hostile.REFUSED[name]
    with pytest.raises(Refused) as refusal:
        harmless(io.BytesIO(make()), position=3)
    assert (refusal.value.code, refusal.value.field, "3" in str(refusal.value)) == (code, "photos", True)


@pytest.mark.parametrize("name", hostile.DISARMED)
def test_nothing_but_the_picture_comes_out(name):
    made = harmless(io.BytesIO(hostile.DISARMED[name]()), position=1)
    for content, longest in ((made.full, 1600), (made.thumb, 400)):
        assert hostile.CANARY not in content
        assert b"<script" not in content
        assert b"Exif" not in content
        with Image.open(io.BytesIO(content)) as image:
            assert (image.format, image.mode, dict(image.getexif())) == ("JPEG", "RGB", {})
            assert set(image.info) <= {
                "jfif",
                "jfif_version",
                "jfif_unit",
                "jfif_density",
                "progressive",
                "progression",
            }
            assert max(image.size) <= longest


# How a camera held so would store an upright scene.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("orientation", STORED)
def test_the_picture_stands_upright(orientation):
    scene = Image.open(io.BytesIO(hostile.jpeg((800, 600))))
    turn = STORED[orientation]
    out = io.BytesIO()
    (scene.transpose(turn) if turn is not None else scene).save(out, "JPEG", exif=hostile.exif(orientation))
    made = harmless(out, position=1)
    image = Image.open(io.BytesIO(made.full))
    assert (made.width, made.height) == image.size == (800, 600)
    assert near(image.getpixel((400, 50)), ABOVE)
    assert near(image.getpixel((400, 550)), BELOW)


def near(colour, wanted, by=12) -> bool:
    return all(abs(one - other) <= by for one, other in zip(colour, wanted, strict=True))


def test_what_is_transparent_is_white():
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    assert near(Image.open(io.BytesIO(harmless(out, position=1).full)).getpixel((25, 25)), (255, 255, 255))


def test_sixteen_bits_keep_their_light():
    out = io.BytesIO()
    Image.new("I;16", (50, 50), 32768).save(out, "PNG")
    assert near(Image.open(io.BytesIO(harmless(out, position=1).full)).getpixel((25, 25)), (128, 128, 128))


def test_colours_of_another_profile_are_translated():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = harmless(io.BytesIO(hostile.jpeg(icc_profile=srgb)), position=1)
    assert near(Image.open(io.BytesIO(made.full)).getpixel((400, 50)), ABOVE)
    # A profile of another kind of colours does not fit, and the picture is taken as it is.
    made = harmless(io.BytesIO(hostile.jpeg(icc_profile=profile.tobytes())), position=1)
    assert near(Image.open(io.BytesIO(made.full)).getpixel((400, 50)), ABOVE)


def test_forty_megapixels_fit_into_300_mb():
    """In a process of its own: decoding the largest PNG and JPEG allowed stays within the memory of a small server."""
    code = """
import io, resource, django
django.setup()
from PIL import Image
from accounts.pictures import harmless
from tests.appeals.hostile import png_of
base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
out = io.BytesIO()
Image.new("L", (7300, 5400), 90).save(out, "JPEG")
made = harmless(out, position=1), harmless(io.BytesIO(png_of(7300, 5400)), position=2)
out = io.BytesIO()
Image.new("RGB", (7300, 5400), "teal").save(out, "WEBP", quality=1, method=0)
made = harmless(out, position=3)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base) // 1024)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert int(done.stdout) < 300


@pytest.mark.django_db
def test_files_go_when_the_transaction_fails(town, files, monkeypatch):
    def broken(*args, **words):
        raise RuntimeError("the disk of the database is full")

    monkeypatch.setattr(Photo.objects, "bulk_create", broken)
    with pytest.raises(RuntimeError):
        register(photos=[photo(), photo()])
    assert files() == set()


@pytest.mark.django_db
def test_the_sweep_takes_what_nobody_owns(town, files):
    register(photos=[photo()])
    owned = files()
    with photos.shelf(AT) as shelf:
        shelf.keep(harmless(photo(), position=1))
    assert len(files() - owned) == 2
    assert photos.sweep(AT.date() - timedelta(days=1)) == 0
    assert (photos.sweep(AT.date()), files()) == (2, owned)


def test_the_limits_are_those_of_the_settings(settings):
    assert (settings.PHOTO_MAX_BYTES, settings.PHOTO_MAX_PIXELS, settings.PHOTOS_PER_APPEAL) == (10485760, 40000000, 5)
    assert (pictures.FULL_PX, pictures.THUMB_PX) == (1600, 400)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0
