"""The extra questions of a category, judged one by one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals.models import Category, CategoryQuestion
from appeals.rules import details as rules
from appeals.selectors import routing
from workflow.refusals import Refused

SENTENCES: dict[str, str | Promise] = {
    rules.UNKNOWN_KEY: gettext_lazy("“%(question)s”: choose one of the answers offered."),
    rules.NOT_A_NUMBER: gettext_lazy("“%(question)s”: write a number, for example 3."),
    rules.NOT_A_MOMENT: gettext_lazy("“%(question)s”: write a day and a time, for example 2026-02-02T10:30."),
    rules.TOO_LONG: gettext_lazy("“%(question)s”: shorten the answer."),
}


def judge(category: Category | None, given: Mapping[str, Any], *, on: date, all_needed: bool = True) -> dict[str, Any]:
    """The answers as they are kept, by the question's code; what was left open is left out.

    ``all_needed``: a question that must be answered is; not so where an officer writes down what a resident said, or
    a file is read in. One query where there is a category. Refused, with ``details.<code>`` as the field:
    ``detail_unknown``: the category asks no such question; ``detail_needed``; ``detail_wrong``.
    """
    questions = routing.questions(category, on=on) if category else []
    strangers = rules.unknown(given, {question.code for question in questions})
    if strangers:
        sentence = _("This category asks no question “%(code)s”. See the list of categories.")
        raise Refused(sentence % {"code": strangers[0][:40]}, code="detail_unknown", field="details")
    kept = {one.code: answer(one, given.get(one.code), needed=one.required and all_needed) for one in questions}
    return {code: value for code, value in kept.items() if value is not None}


def answer(question: CategoryQuestion, typed: Any, *, needed: bool) -> Any:
    """One answer as it is kept, ``None`` for none. Refused: ``detail_needed``, ``detail_wrong``."""
    field = f"details.{question.code}"
    keys = [each["key"] for each in question.values]
    try:
        kept = rules.read(typed, datatype=question.datatype, keys=keys, zone=get_default_timezone())
    except ValueError as wrong:
        sentence = str(SENTENCES[str(wrong)]) % {"question": question.text}
        raise Refused(sentence, code="detail_wrong", field=field) from None
    if kept is None and needed:
        raise Refused(
            _("Answer the question “%(question)s”.") % {"question": question.text}, code="detail_needed", field=field
        )
    return kept


def asked_here(category: Category | None, given: Mapping[str, Any], *, on: date) -> dict[str, Any]:
    """Of what was typed, the answers to questions of this category: another one may have been chosen meanwhile."""
    codes = {each.code for each in routing.questions(category, on=on)} if category and given else set()
    return {code: value for code, value in given.items() if code in codes}
