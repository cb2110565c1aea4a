"""The extra questions of a category as fields of a form: the resident's, the operator's, the moderator's."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from appeals.models import CategoryQuestion
from appeals.rules.details import STRING_MAX, TEXT_MAX
from appeals.services import details
from workflow.refusals import Refused

PREFIX = "details."
_OFFSET = re.compile(r"(?<=\d\dT\d\d:\d\d)[+-]\d\d:\d\d$")


class MomentInput(forms.DateTimeInput):
    """A day with a time, as browsers offer it; the city's own time."""

    input_type = "datetime-local"


class DetailsForm(forms.Form):
    """A field for every question, named ``details.<code>``. What an answer must be is for the service to say.

    ``initial``: answers as they are kept, by code. ``needed``: what must be answered is.
    """

    def __init__(
        self,
        questions: Iterable[CategoryQuestion],
        data: QueryDict | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        needed: bool = True,
        auto_id: str = "id_%s",
    ) -> None:
        kept = {PREFIX + code: _shown(value) for code, value in (initial or {}).items()}
        super().__init__(data, initial=kept, auto_id=auto_id)
        self.questions, self.needed = list(questions), needed
        for question in self.questions:
            self.fields[PREFIX + question.code] = _field(question)

    def typed(self) -> dict[str, Any]:
        """What was typed, by the question's code: a list for several of a list, else a line of text."""
        return {
            question.code: self.data.getlist(PREFIX + question.code)
            if question.datatype == "multivaluelist"
            else self.data.get(PREFIX + question.code, "")
            for question in self.questions
        }

    def judge(self) -> bool:
        """Put the refusal of each answer beside its field; whether there was none."""
        self.is_valid()
        for question in self.questions:
            name = PREFIX + question.code
            try:
                details.answer(question, self.typed()[question.code], needed=question.required and self.needed)
            except Refused as refusal:
                self.errors.pop(name, None)
                self.add_error(name, str(refusal.sentence))
        return not self.errors

    @property
    def rows(self) -> list[tuple[forms.BoundField, bool]]:
        """The fields, and of each whether it may be left open."""
        return [(self[PREFIX + each.code], not each.required) for each in self.questions]


def _field(question: CategoryQuestion) -> forms.Field:
    given: dict[str, Any] = {"label": question.text, "required": False}
    match question.datatype:
        case "singlevaluelist":
            return forms.ChoiceField(choices=question.choices, widget=forms.RadioSelect, **given)
        case "multivaluelist":
            return forms.MultipleChoiceField(choices=question.choices, widget=forms.CheckboxSelectMultiple, **given)
        case "number":
            return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 12}), **given)
        case "datetime":
            return forms.CharField(widget=MomentInput, **given)
        case "text":
            return forms.CharField(widget=forms.Textarea(attrs={"maxlength": TEXT_MAX, "rows": 4}), **given)
    return forms.CharField(widget=forms.TextInput(attrs={"maxlength": STRING_MAX}), **given)


def _shown(value: Any) -> Any:
    """A kept moment as browsers want it: without the city's offset, which is understood."""
    return _OFFSET.sub("", value) if isinstance(value, str) else value
