"""Files that somebody might send instead of a photo, made when a test asks for them."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image, PngImagePlugin

# Somebody's garden: degrees, minutes, seconds of 43.2567 N, 76.9286 E.
GPS = {1: "N", 2: (43.0, 15.0, 24.12), 3: "E", 4: (76.0, 55.0, 42.96)}
CANARY = b"CANARY-41f2"


def jpeg(size: tuple[int, int] = (800, 600), **save) -> bytes:
    out = io.BytesIO()
    _scene(size).save(out, "JPEG", **save)
    return out.getvalue()


def png(mode: str = "RGB", size: tuple[int, int] = (300, 200), **save) -> bytes:
    out = io.BytesIO()
    _scene(size).convert(mode).save(out, "PNG", **save)
    return out.getvalue()


def webp(**save) -> bytes:
    out = io.BytesIO()
    _scene((300, 200)).save(out, "WEBP", **save)
    return out.getvalue()


def _scene(size: tuple[int, int]) -> Image.Image:
    """Sky above, earth below: what is up can be told."""
    image = Image.new("RGB", size, (120, 170, 230))
    image.paste((90, 70, 50), (0, size[1] // 2, size[0], size[1]))
    return image


def exif(orientation: int = 1) -> Image.Exif:
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010E] = CANARY.decode()
    tags[0x013B] = "<script>alert(1)</script>"
    tags.get_ifd(0x8825).update(GPS)
    return tags


def png_of(width: int, height: int) -> bytes:
    """A flat grey picture of any size in a few kilobytes, written by hand."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    packer = zlib.compressobj(9)
    row = b"\0" * ((width + 7) // 8 + 1)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A PNG whose compressed comment unpacks to 200 MB."""
    info = PngImagePlugin.PngInfo()
    info.add_text("comment", "A" * 200_000_000, zip=True)
    return png(pnginfo=info)


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (60, 60), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../etc/cron.d/x", "* * * * * root true")
    return out.getvalue()


def lying_jpeg(width: int, height: int) -> bytes:
    """A small JPEG whose header claims to be large."""
    body = bytearray(jpeg((64, 64)))
    start = body.find(b"\xff\xc0") + 5
    body[start : start + 4] = struct.pack(">HH", height, width)
    return bytes(body)


def noise(seed: int, length: int = 4000) -> bytes:
    return random.Random(seed).randbytes(length)


def other(kind: str) -> bytes:
    out = io.BytesIO()
    _scene((60, 60)).save(out, kind)
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>fetch('/kk/me/')</script>"

# name -> (the file, the code of the refusal)
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "photo_empty"),
    "svg": (lambda: SVG, "photo_kind"),
    "svg after a declaration": (lambda: b'<?xml version="1.0"?>' + SVG, "photo_kind"),
    "html": (lambda: HTML, "photo_kind"),
    "html called png": (lambda: b"PNG" + HTML, "photo_kind"),
    "zip": (zipped, "photo_kind"),
    "pdf": (lambda: b"%PDF-1.7\n" + noise(1), "photo_kind"),
    "postscript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n" + noise(2), "photo_kind"),
    "program": (lambda: b"MZ" + noise(3), "photo_kind"),
    "elf": (lambda: b"\x7fELF" + noise(4), "photo_kind"),
    "gif": (lambda: other("GIF"), "photo_kind"),
    "moving gif": (lambda: animated("GIF"), "photo_kind"),
    "bmp": (lambda: other("BMP"), "photo_kind"),
    "tiff": (lambda: other("TIFF"), "photo_kind"),
    "ico": (lambda: other("ICO"), "photo_kind"),
    "tga": (lambda: other("TGA"), "photo_kind"),
    "icns": (lambda: b"icns" + noise(5), "photo_kind"),
    "psd": (lambda: b"8BPS\x00\x01" + noise(6), "photo_kind"),
    "fits": (lambda: b"SIMPLE  =                    T" + noise(7), "photo_kind"),
    "avif": (lambda: b"\x00\x00\x00\x20ftypavif" + noise(8), "photo_kind"),
    "mp4": (lambda: b"\x00\x00\x00\x20ftypisom" + noise(9), "photo_kind"),
    "wav": (lambda: b"RIFF\x24\x00\x00\x00WAVEfmt " + noise(10), "photo_kind"),
    "text": (lambda: "Шұңқыр бар".encode(), "photo_kind"),
    "noise": (lambda: noise(11), "photo_kind"),
    "a byte order mark and a jpeg": (lambda: b"\xef\xbb\xbf" + jpeg(), "photo_kind"),
    "html before a jpeg": (lambda: HTML + jpeg(), "photo_kind"),
    "moving png": (lambda: animated("PNG"), "photo_animated"),
    "moving webp": (lambda: animated("WEBP"), "photo_animated"),
    "png of 42 megapixels": (lambda: png_of(7000, 6001), "photo_too_large"),
    "png of 169 megapixels": (lambda: png_of(13000, 13000), "photo_too_large"),
    "png of 400 megapixels": (lambda: png_of(20000, 20000), "photo_too_large"),
    "one very long line": (lambda: png_of(50_000_001, 1), "photo_too_large"),
    "jpeg that claims 4 gigapixels": (lambda: lying_jpeg(65500, 65500), "photo_too_large"),
    "more than 10 MB": (lambda: jpeg() + b"\0" * (10 * 2**20), "photo_too_heavy"),
    "truncated jpeg": (lambda: jpeg((1200, 900))[:3000], "photo_damaged"),
    "truncated png": (lambda: png(size=(900, 900))[:500], "photo_damaged"),
    "truncated webp": (lambda: webp()[:60], "photo_damaged"),
    "truncated heic": (lambda: b"\x00\x00\x00\x18ftypheic" + noise(12), "photo_damaged"),
    "only the head of a jpeg": (lambda: b"\xff\xd8\xff\xe0" + noise(13), "photo_damaged"),
    "only the head of a png": (lambda: b"\x89PNG\r\n\x1a\n" + noise(14), "photo_damaged"),
    "only the head of a webp": (lambda: b"RIFF\x00\x10\x00\x00WEBP" + noise(15), "photo_damaged"),
    "png with a broken checksum": (lambda: png().replace(b"IDAT", b"IDAX", 1), "photo_damaged"),
    "comment of 200 MB": (text_bomb, "photo_damaged"),
}

# name -> the file: they are taken, and nothing but the picture comes out
DISARMED: dict[str, Callable[[], bytes]] = {
    "gps and a script in the exif": lambda: jpeg(exif=exif()),
    "comment": lambda: jpeg(comment=CANARY + HTML),
    "zip after the jpeg": lambda: jpeg() + zipped() + CANARY,
    "html after the png": lambda: png() + HTML + CANARY,
    "exif in a png": lambda: png(exif=exif()),
    "exif in a webp": lambda: webp(exif=exif().tobytes()),
    "xmp in a jpeg": lambda: jpeg(xmp=b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>"),
    "a profile that is none": lambda: jpeg(icc_profile=CANARY * 20),
    "palette": lambda: png("P"),
    "transparent": lambda: png("RGBA"),
    "grey": lambda: png("L"),
    "two levels": lambda: png("1"),
    "sixteen bits": lambda: png("I;16"),
    "large": lambda: jpeg((6000, 4000), quality=60),
}
