"""Documents on paper: Kazakh letters, one language a document, nothing fetched."""

import http.server
import threading
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from django.template import engines
from django.utils import translation
from PIL import ImageFile
from weasyprint.urls import FatalURLFetchingError

from accounts.documents import pdf_response, press, qr, render_pdf

KAZAKH = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_kazakh_letters_can_be_read_and_copied():
    words = f"Өтініш қабылданды: Әуезов ауданы, Жұлдыз шағын ауданы № 2026-000123. {KAZAKH}"
    read = text_of(press.print_page(f"<html lang=kk><body><p>{words}</p><p><b>{words}</b></p></body></html>"))
    assert " ".join(read.split()) == f"{words} {words} 1 / 1"


def test_fonts_are_unpacked_once_an_hour():
    first = press._press()
    assert press._press() is first
    press._kept.press = replace(first, until_s=0.0)
    renewed = press._press()
    assert renewed is not first and renewed.fonts is not first.fonts
    assert KAZAKH in text_of(press.print_page(f"<html lang=kk><body><p>{KAZAKH}</p></body></html>"))


def test_the_document_speaks_its_language_whatever_the_page_did():
    with translation.override("en"):
        kazakh, russian = (text_of(render_pdf("documents/base.html", {}, language)) for language in ("kk", "ru"))
    assert "Алматы" in kazakh
    assert kazakh != russian


@pytest.mark.parametrize("address", ["file:///etc/passwd", "https://example.kz/a.png", "data:text/css,p{color:red}"])
def test_nothing_is_fetched(address):
    with pytest.raises(FatalURLFetchingError):
        press.print_page(f'<body><img src="{address}"></body>')


def test_a_server_of_the_neighbourhood_is_not_asked():
    asked = []

    class Ear(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

    server = http.server.HTTPServer(("127.0.0.1", 0), Ear)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with pytest.raises(FatalURLFetchingError):
            press.print_page(f'<body><img src="http://127.0.0.1:{server.server_port}/secret"></body>')
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []


def test_words_of_a_resident_stay_words():
    template = engines["django"].from_string("<p>{{ words }}</p>")
    hostile = '<img src="file:///etc/passwd"><script>alert(1)</script>'
    assert hostile in text_of(press.print_page(template.render({"words": hostile})))


def test_a_code_is_a_picture_that_the_document_carries():
    assert press.print_page(f'<body><img src="{qr("https://example.kz/kk/")}"></body>').startswith(b"%PDF-")


def test_the_file_is_for_one_person():
    response = pdf_response(b"%PDF-", name="2026-000123")
    assert response["Content-Disposition"] == 'attachment; filename="2026-000123.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"


def test_printing_does_not_make_uploads_lenient():
    """WeasyPrint tells Pillow to accept pictures that break off; the judge of uploads is the same Pillow."""
    press.print_page("<html lang=kk><body><p>Хат</p></body></html>")
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False
