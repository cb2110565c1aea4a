"""From HTML to PDF, with WeasyPrint. Why this library: docs/decisions/2026-11-documents-on-paper.md."""

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import local

from django.conf import settings
from PIL import ImageFile
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

# WeasyPrint tells Pillow, for the whole process, to accept pictures that break off. What residents upload is judged by
# the same Pillow, and a photo that breaks off is not accepted: it would be kept as half a photo.
ImageFile.LOAD_TRUNCATED_IMAGES = False

STYLES = settings.BASE_DIR / "frontend" / "styles" / "document.css"
# Kazakh letters stand in a subset of their own. As one family the subsets would share a name inside the PDF, and the
# text copied out of it would be garbled: each is a family, and document.css names them in this order.
FACES = {"Golos Cyrillic": "cyrillic", "Golos Kazakh": "cyrillic-ext", "Golos Latin": "latin"}

# The fonts lie unpacked in a passing folder, which the system may sweep after some days.
KEPT_FOR_S = 3600.0
_kept = local()


class OwnFilesOnly(URLFetcher):
    """Serves the fonts that this module names and the pictures that a document carries in itself."""

    def __init__(self, allowed: frozenset[str]) -> None:
        super().__init__(allowed_protocols=("file", "data"), allow_redirects=False)
        self._allowed = allowed

    def fetch(self, url, headers=None):
        if not url.startswith("data:image/") and url not in self._allowed:
            raise FatalURLFetchingError("A document fetches nothing.")
        return super().fetch(url, headers)


def print_page(page: str) -> bytes:
    """A page of HTML as a tagged PDF."""
    press = _press()
    document = HTML(string=page, url_fetcher=press.fetcher)
    return document.write_pdf(stylesheets=press.sheets, font_config=press.fonts, pdf_tags=True)


@dataclass(frozen=True)
class Press:
    """What every document is printed with. Unpacking the fonts takes longer than a page."""

    until_s: float
    fetcher: OwnFilesOnly
    fonts: FontConfiguration
    sheets: list[CSS]


def _press() -> Press:
    """The press of this thread: Pango's fonts are not made for several threads at once."""
    kept: Press | None = getattr(_kept, "press", None)
    if kept is None or time.monotonic() > kept.until_s:
        fonts = FontConfiguration()
        fetcher = OwnFilesOnly(frozenset(_font_files().values()))
        own = {"font_config": fonts, "url_fetcher": fetcher}
        sheets = [CSS(string=_faces(), **own), CSS(filename=str(STYLES), **own)]
        kept = _kept.press = Press(time.monotonic() + KEPT_FOR_S, fetcher, fonts, sheets)
    return kept


@cache
def _font_files() -> dict[str, str]:
    """Family -> address of its file. Without a built front end there are none, and DejaVu of the system is used."""
    built = Path(settings.STATICFILES_DIRS[0]) / "assets"
    found = {family: sorted(built.glob(f"golos-text-{subset}-wght-*.woff2")) for family, subset in FACES.items()}
    return {family: files[0].as_uri() for family, files in found.items() if files}


def _faces() -> str:
    return "".join(
        f'@font-face {{ font-family: "{family}"; src: url("{address}") format("woff2"); }}'
        for family, address in _font_files().items()
    )
