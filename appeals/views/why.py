"""Why an appeal goes where it goes: the routing table's decision in words, whole for staff and short for residents."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals.models import Appeal, CategoryQuestion, RoutingRule
from appeals.rules import conditions, routing
from appeals.rules.conditions import Condition
from appeals.selectors import desk
from appeals.selectors import routing as table
from appeals.selectors.details import AnswerWords, worded

LOST: dict[str, str | Promise] = {
    routing.NOT_YET: gettext_lazy("not yet in force"),
    routing.NO_LONGER: gettext_lazy("no longer in force"),
    routing.OTHER_DISTRICT: gettext_lazy("for another district"),
    routing.NO_POINT: gettext_lazy("for an area of its own, and the appeal has no point on the map"),
    routing.OUTSIDE_AREA: gettext_lazy("the place lies outside its area"),
    routing.NOT_ANSWERED: gettext_lazy("it asks for an answer that was not given"),
    routing.OTHER_ANSWER: gettext_lazy("the answer was another one"),
    routing.LOWER_PRIORITY: gettext_lazy("of lower priority"),
    routing.BROADER_CATEGORY: gettext_lazy("its category is broader"),
    routing.BROADER_AREA: gettext_lazy("its area is broader"),
    routing.FEWER_CONDITIONS: gettext_lazy("it asks for less"),
    routing.EARLIER: gettext_lazy("a later rule stands beside it"),
    routing.OLDER_ROW: gettext_lazy("a rule written later stands beside it"),
    # Kept on appeals routed before rules had areas and conditions.
    "less_telling": gettext_lazy("less precise"),
}
FAULTS: dict[str, str | Promise] = {
    conditions.UNKNOWN_QUESTION: gettext_lazy("it asks for the answer to a question that does not exist"),
    conditions.UNKNOWN_ANSWER: gettext_lazy("it asks for an answer that cannot be given"),
    conditions.WRONG_OPERATOR: gettext_lazy("it compares an answer in a way that this kind of question does not allow"),
    routing.INVALID_AREA: gettext_lazy("the outline of its area is broken"),
    routing.BODY_NOT_IN_FORCE: gettext_lazy("its body does not exist on that day"),
    routing.TEAM_NOT_IN_FORCE: gettext_lazy("its team does not exist on that day"),
    routing.TEAM_OF_ANOTHER: gettext_lazy("its team belongs to another body"),
}
SIGNS: dict[str, str | Promise] = {
    conditions.DIFFERS: gettext_lazy("not %(value)s"),
    conditions.GREATER: gettext_lazy("more than %(value)s"),
    conditions.AT_LEAST: gettext_lazy("at least %(value)s"),
    conditions.LESS: gettext_lazy("less than %(value)s"),
    conditions.AT_MOST: gettext_lazy("at most %(value)s"),
}


@dataclass(frozen=True)
class RuleWords:
    """A row of the table: which category, where, which body, since when; ``why`` it lost, ``fault`` if it is broken."""

    pk: int
    category: str
    district: str
    body: str
    team: str
    asks: tuple[str, ...]
    since: date
    until: date | None
    priority: int
    why: str = ""


@dataclass(frozen=True)
class Why:
    """A decision of the table. ``code``: of the body; ``rule``: the row that won; ``problem``: why none did.

    ``broken``: rules that fit and cannot be followed, with what is wrong; ``changed``: the winner has been changed
    since; ``answers``: what the author answered to the questions that rules ask for.
    """

    code: str
    on: date | None
    rule: RuleWords | None
    problem: str
    lost: tuple[RuleWords, ...]
    broken: tuple[RuleWords, ...] = ()
    changed: bool = False
    answers: tuple[AnswerWords, ...] = ()


def explain(decision: Mapping[str, Any]) -> Why:
    """A decision as it is kept on an appeal (``appeals.services.routing.decide``).

    One query, and a second one where rules ask for answers.
    """
    lost, broken = decision.get("lost", []), decision.get("broken", [])
    inputs = decision.get("inputs") or {}
    rows = desk.rules([pk for pk in [decision.get("rule"), *(each["rule"] for each in [*lost, *broken])] if pk])
    won = rows.get(decision.get("rule") or 0)
    questions = questions_by_code(rows.values(), inputs.get("answers") or {})
    on = inputs.get("on")
    return Why(
        code=decision.get("organisation") or "",
        on=date.fromisoformat(on) if on else None,
        rule=words_of(won, questions) if won else None,
        problem=_problem(decision),
        lost=tuple(
            words_of(rows[each["rule"]], questions, str(LOST.get(each["why"], each["why"])))
            for each in lost
            if each["rule"] in rows
        ),
        broken=tuple(
            words_of(rows[each["rule"]], questions, str(FAULTS.get(each["fault"], each["fault"])))
            for each in broken
            if each["rule"] in rows
        ),
        changed=bool(won and decision.get("said") and _said(won) != decision["said"]),
        answers=worded(inputs.get("answers") or {}, questions.values()),
    )


def short(appeal: Appeal) -> str:
    """Why this body, in one sentence for everybody; empty while nobody answers for it. No query of its own."""
    body, decision = appeal.organisation, appeal.routing or {}
    if body is None:
        return ""
    said = decision.get("said")
    if decision.get("organisation") != body.code or not said:
        return "" if not decision or decision.get("organisation") == body.code else _("A moderator chose this body.")
    since = date_format(date.fromisoformat(said["since"]), "DATE_FORMAT")
    place = _("this part of the city") if said["own_area"] else _("the whole city")
    if said["district"] and appeal.district:
        place = appeal.district.name
    about = _about(appeal, said["level"])
    told = {"about": about, "place": place, "since": since}
    if said["conditions"]:
        return _("By the rule for “%(about)s”, %(place)s, and by your answers. In force since %(since)s.") % told
    return _("By the rule for “%(about)s”, %(place)s. In force since %(since)s.") % told


def questions_by_code(rules: Iterable[RoutingRule], more: Iterable[str] = ()) -> dict[str, CategoryQuestion]:
    """The questions that the conditions of these rows name, and those of ``more`` codes. One query at most."""
    codes = {str(each.get("question")) for rule in rules for each in _rows(rule)} | set(more)
    return {question.code: question for question in table.questions_of(codes, None)}


def words_of(rule: RoutingRule, questions: Mapping[str, CategoryQuestion], why: str = "") -> RuleWords:
    """A row in words; ``questions``: those that its conditions name, by code."""
    return RuleWords(
        pk=rule.pk,
        category=rule.category.name if rule.category else _("any category"),
        district=place_of(rule),
        body=rule.organisation.name,
        team=rule.team.name if rule.team else "",
        asks=tuple(condition_words(Condition.from_plain(each), questions) for each in _rows(rule)),
        since=rule.valid_from,
        until=rule.valid_to,
        priority=rule.priority,
        why=why,
    )


def place_of(rule: RoutingRule) -> str:
    """Where the rule holds."""
    if rule.district:
        return rule.district.name
    if getattr(rule, "has_area", False):
        return rule.area_name or _("an area of its own")
    return _("all districts")


def condition_words(condition: Condition, questions: Mapping[str, CategoryQuestion]) -> str:
    """A condition as people say it: the question, then what must be answered."""
    question = questions.get(condition.question)
    names = dict(question.choices) if question else {}
    values = [names.get(str(value)) or _plain(value) for value in condition.values]
    sign = str(SIGNS.get(condition.operator, "%(value)s"))
    asked = question.text if question else condition.question
    return " ".join(part for part in (asked, sign % {"value": _(" or ").join(values)}) if part)


def _plain(value: str | float) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _about(appeal: Appeal, level: int) -> str:
    leaf = appeal.category
    if leaf is None or level == routing.ANY:
        return _("any category")
    return leaf.parent.name if level == routing.BRANCH and leaf.parent else leaf.name


def _problem(decision: Mapping[str, Any]) -> str:
    match decision.get("problem"):
        case routing.NO_CATEGORY:
            return _("Choose the category first: the table needs it.")
        case routing.NO_RULE:
            return _("The table has no rule for this category and place. Choose the body by hand.")
        case routing.BROKEN_RULE:
            return _("The rule for this case is broken, so the table gives no answer. Choose the body by hand.")
    if decision.get("rule") and not decision.get("organisation"):
        return _("The rule has been removed since.")
    return ""


def _rows(rule: RoutingRule) -> list[dict]:
    return [each for each in rule.conditions if isinstance(each, dict)] if isinstance(rule.conditions, list) else []


def _said(rule: RoutingRule) -> dict[str, Any]:
    """The row in the shape in which a decision keeps its winner."""
    level = routing.ANY if rule.category is None else routing.LEAF if rule.category.parent_id else routing.BRANCH
    return {
        "level": level,
        "district": rule.district_id,
        "own_area": getattr(rule, "has_area"),  # noqa: B009  annotated by the query
        "conditions": [conditions.written(Condition.from_plain(each)) for each in _rows(rule)],
        "priority": rule.priority,
        "since": rule.valid_from.isoformat(),
        "until": rule.valid_to.isoformat() if rule.valid_to else None,
    }
