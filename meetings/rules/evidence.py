"""What proves a report: kinds of files, told by their content, and how far from the place a photo may be taken."""

MOST_PHOTOS = 8
MOST_DOCUMENTS = 5
MOST_BYTES = 15 * 1024 * 1024
PHOTO_DISTANCE_M = 300

_ZIP = b"PK\x03\x04"


def ending_of(content: bytes) -> str | None:
    """``.pdf``, ``.docx``, ``.xlsx`` by what the file holds; ``None``: it is none of them, whatever its name says."""
    if content.startswith(b"%PDF-"):
        return ".pdf"
    if content.startswith(_ZIP):
        if b"word/document.xml" in content:
            return ".docx"
        if b"xl/workbook.xml" in content:
            return ".xlsx"
    return None


MIMES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
