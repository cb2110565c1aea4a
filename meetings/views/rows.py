"""A line of the protocol as it is read in public: from the sheet, or from the frozen content."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from accounts.marks import spoken
from meetings.enums import LinkKind
from meetings.models import Line
from meetings.policy import Viewer
from meetings.rules.disclosure import doubtful
from meetings.views import words
from workflow import references


@dataclass(frozen=True)
class Row:
    """``speaker`` is empty where the person did not want to be named.

    ``appeal_url``, ``raises_url``: empty where this reader may not open that appeal.
    """

    number: int
    speaker: str
    district: str
    address: str
    category: str
    text: str
    language: str
    result: str
    pill: words.Pill
    explanation: str
    appeal_number: str
    appeal_url: str
    raises: str
    raises_url: str
    question: int | None
    written: bool


def public(line: Line, urls: Mapping[str, str]) -> Row:
    """A line of the sheet, without what is for officials; ``urls``: see ``addresses``. Asks the database nothing."""
    return Row(
        number=line.number,
        speaker=line.public_speaker,
        district=line.district_id or "",
        address=spoken(line.public_address),
        category=line.category.name if line.category else "",
        text=spoken(line.public_text),
        language=line.language,
        result=line.result,
        pill=words.result_pill(line.result),
        explanation=spoken(line.public_explanation),
        appeal_number=line.appeal_number,
        appeal_url=urls.get(line.appeal_number, ""),
        raises=line.raises,
        raises_url=urls.get(line.raises, ""),
        question=line.question.number if line.question else None,
        written=line.is_written,
    )


def at_desk(line: Line, urls: Mapping[str, str]) -> dict[str, Any]:
    """The same for those who keep the sheet: the line as it was said, and the words that strangers do not read."""
    said = doubtful(line.text, line.explanation, line.address)
    return {"line": line, "row": public(line, urls), "covered": [words for words in said if words not in line.shown]}


def frozen(content: dict, urls: Mapping[str, str]) -> Row:
    """A line of a signed protocol, whose content was made fit for the public; ``urls``: see ``addresses_frozen``."""
    language = "ru" if (get_language() or "kk").startswith("ru") else "kk"
    return Row(
        number=content["number"],
        speaker=content["speaker"],
        district=content["district"] or "",
        address=spoken(content["address"]),
        category=content[f"category_{language}"],
        text=spoken(content["text"]),
        language=content["language"],
        result=content["result"],
        pill=words.result_pill(content["result"]),
        explanation=spoken(content["explanation"]),
        appeal_number=content["appeal_number"],
        appeal_url=urls.get(content["appeal_number"], ""),
        raises=content.get("raises", ""),
        raises_url=urls.get(content.get("raises", ""), ""),
        question=content["question"],
        written=content["written"],
    )


def addresses(lines: Iterable[Line], viewer: Viewer) -> dict[str, str]:
    """Number -> address of the appeals that these lines name and that this reader may open. At most one query."""
    return _addresses([(line.appeal_number, line.raises) for line in lines], viewer)


def addresses_frozen(contents: Iterable[dict], viewer: Viewer) -> dict[str, str]:
    """The same for lines of a signed protocol."""
    return _addresses([(line["appeal_number"], line.get("raises", "")) for line in contents], viewer)


def _addresses(pairs: Iterable[tuple[str, str]], viewer: Viewer) -> dict[str, str]:
    numbers = {number for pair in pairs for number in pair}
    return references.addresses(LinkKind.APPEAL, numbers, actor=viewer.actor, session=viewer.session)
