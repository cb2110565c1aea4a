"""Rows of the routing table and extra questions as a clerk writes them: plain lines instead of JSON."""

import re
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget

from appeals.models import CategoryQuestion, RoutingRule
from appeals.rules import conditions
from appeals.rules.conditions import Condition
from appeals.services import rules
from workflow.refusals import Refused

KEY = re.compile(r"^[-\w]{1,40}$")


class LinesField(forms.CharField):
    """A text that is kept as something else; ``kept`` reads it."""

    def kept(self, text: str) -> Any:
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        try:
            return self.kept(super().to_python(value) or "")
        except Refused as refusal:
            raise ValidationError(str(refusal.sentence), code=refusal.code) from refusal


class ConditionsField(LinesField):
    """Conditions one a line, as ``appeals.rules.conditions`` reads them."""

    widget = UnfoldAdminTextareaWidget(attrs={"rows": 3, "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        rows = [each for each in value if isinstance(each, dict)]
        return "\n".join(conditions.written(Condition.from_plain(each)) for each in rows)

    def kept(self, text: str) -> list[dict]:
        return rules.read_conditions(text)


class AreaField(LinesField):
    """An outline as GeoJSON."""

    widget = UnfoldAdminTextareaWidget(attrs={"rows": 5, "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else value.geojson

    def kept(self, text: str) -> Any:
        return rules.read_area(text)


class RuleForm(forms.ModelForm):
    """A row, judged by ``appeals.services.rules`` once every field can be read."""

    conditions = ConditionsField(
        label=gettext_lazy("Answers that it asks for"),
        required=False,
        help_text=gettext_lazy(
            "One a line, all must hold: extent = street, extent in row, street, number > 3. The codes stand in the "
            "category's extra questions."
        ),
    )
    area = AreaField(
        label=gettext_lazy("Own area"),
        required=False,
        help_text=gettext_lazy("GeoJSON instead of a district: a Polygon or a MultiPolygon, longitude first."),
    )

    class Meta:
        model = RoutingRule
        fields = [
            "category",
            "district",
            "area_name",
            "area",
            "conditions",
            "organisation",
            "team",
            "priority",
            "valid_from",
            "valid_to",
        ]

    def _post_clean(self) -> None:
        """Judge the row once it is put together; what the database would refuse is told in words of its own."""
        super()._post_clean()
        if self.errors.keys() <= {NON_FIELD_ERRORS}:
            doubled = self.errors.pop(NON_FIELD_ERRORS, None)
            self._judge(self.instance, doubled=bool(doubled))

    def _judge(self, rule: RoutingRule, *, doubled: bool) -> None:
        if rule.valid_to and rule.valid_to <= rule.valid_from:
            self.add_error("valid_to", _("The rule must end after it begins."))
            return
        try:
            rules.check(rule)
        except Refused as refusal:
            self.add_error(refusal.field or None, str(refusal.sentence))
            return
        if doubled:
            sentence = _("There is already a rule for this category and place with this priority and first day.")
            self.add_error("valid_from", sentence)


class ValuesField(LinesField):
    """What may be chosen, one a line: ``key | Kazakh | Russian | English``."""

    widget = UnfoldAdminTextareaWidget(attrs={"rows": 4, "spellcheck": "false"})
    NAMES = ("key", "name_kk", "name_ru", "name_en")
    EXAMPLE = "one | Бір шам | Один фонарь | One lamp"

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(" | ".join(str(row.get(name, "")) for name in self.NAMES) for row in value)

    def kept(self, text: str) -> list[dict]:
        found = []
        for line in text.splitlines():
            if not line.strip():
                continue
            parts = [part.strip() for part in line.split("|")]
            if len(parts) not in {3, 4} or not all(parts[:3]) or not KEY.match(parts[0]):
                sentence = _("“%(line)s”: write a key and the names, divided by |. For example: %(example)s.")
                words = {"line": line.strip()[:80], "example": self.EXAMPLE}
                raise Refused(sentence % words, code="value_unreadable", field="values")
            found.append(dict(zip(self.NAMES, [*parts, ""][:4], strict=True)))
        return found


class QuestionForm(forms.ModelForm):
    """An extra question. A list needs what may be chosen; the others have nothing to choose from."""

    values = ValuesField(label=gettext_lazy("Answers to choose from"), required=False)

    class Meta:
        model = CategoryQuestion
        fields = [
            "position",
            "code",
            "text_kk",
            "text_ru",
            "text_en",
            "datatype",
            "values",
            "required",
            "valid_from",
            "valid_to",
        ]

    def clean(self) -> dict:
        given = super().clean() or self.cleaned_data
        is_list, values = str(given.get("datatype", "")).endswith("list"), given.get("values") or []
        if is_list and len({row["key"] for row in values}) < 2:
            self.add_error("values", _("A list needs at least two answers with keys of their own."))
        if not is_list and values:
            self.add_error("values", _("Only lists have answers to choose from: clear them or choose a list."))
        return given
