"""A few drawn pictures that stand in for residents' photos. They are made once and shared by many appeals."""

import io
from dataclasses import dataclass
from random import Random

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw

from accounts.pictures import harmless

FOLDER = "photos/town"
SIZE = (960, 720)
GROUNDS = {
    "roads": "#6f7378",
    "cleaning": "#7b8a5c",
    "greening": "#5d8a4f",
    "lighting": "#2b3350",
    "water": "#6b8791",
    "housing": "#a08f7c",
    "yards": "#8fa06a",
    "other": "#8c8c94",
}


@dataclass(frozen=True)
class Drawing:
    """Names in storage and size, as a photo's row has them."""

    file: str
    thumb: str
    width: int
    height: int


def drawn() -> dict[tuple[str, str], list[Drawing]]:
    """For each kind of place and moment (before, after): the drawings to choose from."""
    return {
        (kind, moment): [_kept(kind, moment, number) for number in range(2)]
        for kind in GROUNDS
        for moment in ("before", "after")
    }


def _kept(kind: str, moment: str, number: int) -> Drawing:
    chance = Random(f"{kind} {moment} {number}")  # noqa: S311
    picture = harmless(_scene(chance, GROUNDS[kind], broken=moment == "before"), position=1)
    names = f"{FOLDER}/{kind}-{moment}-{number}.jpg", f"{FOLDER}/{kind}-{moment}-{number}-400.jpg"
    for name, content in zip(names, (picture.full, picture.thumb), strict=True):
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(content))
    return Drawing(*names, picture.width, picture.height)


def _scene(chance: Random, ground: str, *, broken: bool) -> io.BytesIO:
    """Sky, mountains, houses, ground; and dark blots on the ground where something is wrong."""
    image = Image.new("RGB", SIZE, "#a9c8e8")
    draw = ImageDraw.Draw(image)
    width, height = SIZE
    peaks = [(x, height * 0.42 - chance.randint(0, 130)) for x in range(0, width + 120, 120)]
    draw.polygon([(0, height * 0.6), *peaks, (width, height * 0.6)], fill="#7f93ad")
    for left in range(0, width, 160):
        top = height * 0.55 - chance.randint(20, 170)
        draw.rectangle(
            (left, top, left + chance.randint(90, 150), height * 0.6),
            fill=chance.choice(("#d8c7ae", "#c4b5a0", "#e0d6c6")),
        )
    draw.rectangle((0, height * 0.6, width, height), fill=ground)
    for _blot in range(chance.randint(3, 6) if broken else 0):
        x, y, size = chance.randint(80, width - 160), chance.randint(480, height - 80), chance.randint(30, 110)
        draw.ellipse((x, y, x + size, y + size * 0.45), fill="#2e2b28")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out
