"""What a routing rule asks of the answers to the extra questions."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

EQUALS, DIFFERS, IN, INCLUDES = "equals", "differs", "in", "includes"
GREATER, AT_LEAST, LESS, AT_MOST = "greater", "at_least", "less", "at_most"
ORDER = frozenset({GREATER, AT_LEAST, LESS, AT_MOST})
# What may be asked of which kind of answer (``appeals.enums.Datatype``). Free words are not asked: nobody can foresee
# how a person writes them.
OPERATORS: Mapping[str, frozenset[str]] = {
    "singlevaluelist": frozenset({EQUALS, DIFFERS, IN}),
    "multivaluelist": frozenset({INCLUDES, IN}),
    "number": frozenset({EQUALS, DIFFERS, *ORDER}),
    "datetime": ORDER,
}
SIGNS = {
    "=": EQUALS,
    "!=": DIFFERS,
    ">=": AT_LEAST,
    "<=": AT_MOST,
    ">": GREATER,
    "<": LESS,
    "in": IN,
    "includes": INCLUDES,
}
WORDS = {operator: sign for sign, operator in SIGNS.items()}

UNKNOWN_QUESTION = "unknown_question"
UNKNOWN_ANSWER = "unknown_answer"
WRONG_OPERATOR = "wrong_operator"

_LINE = re.compile(r"^\s*([-\w]+)\s*(>=|<=|!=|=|>|<|\bin\b|\bincludes\b)\s*(.+?)\s*$")
_NUMBER = re.compile(r"^-?\d+(\.\d+)?$")


@dataclass(frozen=True)
class Condition:
    """The answer to ``question`` stands to ``value`` as ``operator`` says. ``in`` takes several values."""

    question: str
    operator: str
    value: str | float | tuple[str, ...]

    @classmethod
    def from_plain(cls, row: Mapping[str, Any]) -> "Condition":
        """From a row as it is kept. A row of another shape becomes a condition that ``fault`` finds wrong."""
        value = row.get("value", "")
        return cls(
            str(row.get("question", "")),
            str(row.get("operator", "")),
            tuple(map(str, value)) if isinstance(value, list) else value,
        )

    def plain(self) -> dict[str, Any]:
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {"question": self.question, "operator": self.operator, "value": value}

    @property
    def values(self) -> tuple[str | float, ...]:
        return self.value if isinstance(self.value, tuple) else (self.value,)


@dataclass(frozen=True)
class Asked:
    """A question as the table knows it: its kind, and the keys that may be chosen, of a list."""

    datatype: str
    keys: frozenset[str] = frozenset()


def holds(condition: Condition, answer: Any) -> bool:
    """Whether a given answer meets the condition; an answer of another kind never does."""
    value = condition.value
    match condition.operator:
        case "equals":
            return answer == value
        case "differs":
            return answer != value
        case "in":
            given = answer if isinstance(answer, list | tuple) else (answer,)
            return any(each in condition.values for each in given)
        case "includes":
            return isinstance(answer, list | tuple) and value in answer
    return _alike(answer, value) and _in_order(condition.operator, answer, value)


def _alike(answer: Any, value: Any) -> bool:
    numbers = isinstance(answer, int | float) and isinstance(value, int | float)
    return numbers or (isinstance(answer, str) and isinstance(value, str))


def _in_order(operator: str, answer: Any, value: Any) -> bool:
    match operator:
        case "greater":
            return answer > value
        case "at_least":
            return answer >= value
        case "less":
            return answer < value
        case "at_most":
            return answer <= value
    return False


def fault(condition: Condition, asked: Collection[Asked]) -> str:
    """Why the condition can never be judged, or an empty string. ``asked``: the questions of its code, by leaf."""
    if not asked:
        return UNKNOWN_QUESTION
    if any(condition.operator not in OPERATORS.get(each.datatype, ()) for each in asked):
        return WRONG_OPERATOR
    lists = [each for each in asked if each.datatype.endswith("list")]
    if lists:
        keys = frozenset().union(*(each.keys for each in lists))
        return UNKNOWN_ANSWER if set(condition.values) - keys else ""
    numeric = all(each.datatype == "number" for each in asked)
    return "" if numeric == isinstance(condition.value, int | float) else UNKNOWN_ANSWER


def parse(text: str) -> list[Condition]:
    """Conditions as a clerk writes them, one a line: ``extent = street``, ``extent in row, street``, ``floor > 5``.

    Raises ``ValueError`` with the line that cannot be read.
    """
    conditions = []
    for line in text.splitlines():
        if not line.strip():
            continue
        read = _LINE.match(line)
        if read is None:
            raise ValueError(line.strip())
        question, sign, written = read.groups()
        conditions.append(Condition(question, SIGNS[sign], _value(SIGNS[sign], written)))
    return conditions


def _value(operator: str, written: str) -> str | float | tuple[str, ...]:
    if operator == IN:
        return tuple(each.strip() for each in written.split(",") if each.strip())
    return float(written) if _NUMBER.match(written) else written


def written(condition: Condition) -> str:
    """The condition as ``parse`` reads it."""
    values = ", ".join(f"{each:g}" if isinstance(each, float) else str(each) for each in condition.values)
    return f"{condition.question} {WORDS.get(condition.operator, condition.operator)} {values}"
