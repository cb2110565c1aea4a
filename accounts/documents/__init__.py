"""Documents on paper: one way from a template to a PDF, for every room.

A document is an ordinary template that extends ``documents/base.html``; its look is ``frontend/styles/document.css``.
It is printed from what it is given and from the fonts of the built front end: nothing is fetched, from the network or
from the disk, whatever a text that a resident wrote may hold.
"""

from collections.abc import Mapping
from typing import Any

import segno
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

MIME = "application/pdf"


def render_pdf(template: str, context: Mapping[str, Any], language: str) -> bytes:
    """The document as a tagged PDF in this language (``kk``, ``ru``, ``en``).

    ``template`` extends ``documents/base.html``. Raises if it wants anything that is not its own.
    """
    # The printing library takes a second to load and wants Pango of the system: only who prints pays for it.
    from accounts.documents import press

    with translation.override(language):
        page = render_to_string(template, {**context, "language": language})
    return press.print_page(page)


def pdf_response(content: bytes, *, name: str) -> HttpResponse:
    """The PDF for one person: never cached on the way. ``name``: of the file, without its ending, in Latin letters."""
    response = HttpResponse(content, content_type=MIME)
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def qr(link: str) -> str:
    """A QR code as the ``src`` of a picture in a document."""
    return segno.make(link, error="m", micro=False).svg_data_uri(border=0, dark="#1b2522")
