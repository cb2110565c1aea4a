"""The author's answers to the extra questions, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime

from appeals.models import Appeal, CategoryQuestion
from appeals.selectors import routing as table


@dataclass(frozen=True)
class AnswerWords:
    """A question and its answer as people read them; ``free``: typed in the author's own words."""

    code: str
    question: str
    answer: str
    free: bool


def of_appeal(appeal: Appeal) -> tuple[AnswerWords, ...]:
    """The answers of an appeal, those to questions of its present category first. One query where there are any."""
    return worded(appeal.details, table.questions_of(appeal.details, appeal.category))


def shown(appeal: Appeal, *, inside: bool) -> tuple[AnswerWords, ...]:
    """The answers that this viewer reads: strangers those chosen from lists, numbers and days, never free words."""
    return tuple(each for each in of_appeal(appeal) if inside or not each.free)


def worded(details: Mapping[str, Any], questions: Iterable[CategoryQuestion]) -> tuple[AnswerWords, ...]:
    """The answers in the order of the questions."""
    return tuple(
        AnswerWords(each.code, each.text, _words(each, details[each.code]), each.datatype in {"string", "text"})
        for each in questions
        if each.code in details
    )


def _words(question: CategoryQuestion, value: Any) -> str:
    names = dict(question.choices)
    if isinstance(value, list):
        return ", ".join(names.get(key, str(key)) for key in value)
    if question.datatype == "number":
        return number_format(value)
    if question.datatype == "datetime":
        return date_format(localtime(datetime.fromisoformat(value)), "DATETIME_FORMAT")
    return names.get(value, str(value))
