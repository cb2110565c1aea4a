"""A line of the protocol as it is read in public: from the sheet, or from the frozen content."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from accounts.marks import spoken
from meetings.models import Line
from meetings.rules.disclosure import doubtful
from meetings.views import words


@dataclass(frozen=True)
class Row:
    """``speaker`` is empty where the person did not want to be named."""

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
    question: int | None
    written: bool


def public(line: Line) -> Row:
    """A line of the sheet, without what is for officials. Asks the database nothing."""
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
        appeal_url=appeal_url(line.appeal_number),
        question=line.question.number if line.question else None,
        written=line.is_written,
    )


def at_desk(line: Line) -> dict[str, Any]:
    """The same for those who keep the sheet: the line as it was said, and the words that strangers do not read."""
    said = doubtful(line.text, line.explanation, line.address)
    return {"line": line, "row": public(line), "covered": [words for words in said if words not in line.shown]}


def frozen(content: dict) -> Row:
    """A line of a signed protocol, whose content was made fit for the public."""
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
        appeal_url=appeal_url(content["appeal_number"]),
        question=content["question"],
        written=content["written"],
    )


def appeal_url(number: str) -> str:
    """Where the appeal of this number is read; this room knows its address by name alone."""
    if not number:
        return ""
    try:
        return reverse("appeals:detail", args=[number])
    except NoReverseMatch:
        return ""
