"""What the sources ask to be translated, read anew from templates and Python as ``makemessages`` reads them."""

import subprocess
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("accounts", "appeals", "budget", "config", "frontend/templates", "geo", "meetings", "workflow")
SUFFIXES = {".py", ".html", ".txt"}
KEYWORDS = (
    "gettext_noop",
    "gettext_lazy",
    "ngettext_lazy:1,2",
    "pgettext:1c,2",
    "npgettext:1c,2,3",
    "pgettext_lazy:1c,2",
    "npgettext_lazy:1c,2,3",
)

# Context, sentence, plural.
Key = tuple[str | None, str, str]


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def used(workshop: Path) -> dict[Key, list[str]]:
    """Every sentence that the sources ask for, with the places. ``workshop``: an empty folder to work in."""
    names = [_laid_out(path, workshop) for path in _sources()]
    (workshop / "names").write_text("\n".join(names))
    command = ["xgettext", "--language=Python", "--from-code=UTF-8", "--no-wrap", "-f", "names", "-o", "used.po"]
    try:
        subprocess.run(
            command + [f"--keyword={word}" for word in KEYWORDS], cwd=workshop, check=True, capture_output=True
        )
    except FileNotFoundError:
        pytest.fail("xgettext is needed: install gettext")
    return {key(entry): [name for name, _line in entry.occurrences] for entry in polib.pofile(workshop / "used.po")}


def _sources() -> list[Path]:
    found = (path for top in SOURCES for path in (ROOT / top).rglob("*"))
    return sorted(path for path in found if path.suffix in SUFFIXES and path.is_file())


def _laid_out(path: Path, workshop: Path) -> str:
    """Copy a source, a template as the Python that its translations amount to. Returns the name in the workshop."""
    name = str(path.relative_to(ROOT))
    text = path.read_text()
    if path.suffix != ".py":
        text, name = templatize(text, origin=name), f"{name}.py"
    copy = workshop / name
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text(text)
    return name
