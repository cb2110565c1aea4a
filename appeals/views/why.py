"""Why an appeal goes where it goes: the routing table's decision in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals.models import RoutingRule
from appeals.rules import routing
from appeals.selectors import desk

LOST: dict[str, str | Promise] = {
    routing.NOT_YET: gettext_lazy("not yet in force"),
    routing.NO_LONGER: gettext_lazy("no longer in force"),
    routing.OTHER_DISTRICT: gettext_lazy("for another district"),
    routing.LESS_TELLING: gettext_lazy("less precise"),
    routing.EARLIER: gettext_lazy("a later rule stands beside it"),
}


@dataclass(frozen=True)
class RuleWords:
    """A row of the table: which category, which district, which body, since when; ``why`` it lost, if it did."""

    pk: int
    category: str
    district: str
    body: str
    since: date
    until: date | None
    why: str = ""


@dataclass(frozen=True)
class Why:
    """A decision of the table. ``body``: code of the body; ``rule``: the row that won; ``problem``: why none did."""

    code: str
    on: date | None
    rule: RuleWords | None
    problem: str
    lost: tuple[RuleWords, ...]


def explain(decision: Mapping[str, Any]) -> Why:
    """A decision as it is kept on an appeal (``appeals.services.routing.suggest``). One query."""
    lost = decision.get("lost", [])
    rows = desk.rules([pk for pk in [decision.get("rule"), *(each["rule"] for each in lost)] if pk])
    on = (decision.get("inputs") or {}).get("on")
    won = rows.get(decision.get("rule") or 0)
    return Why(
        code=decision.get("organisation") or "",
        on=date.fromisoformat(on) if on else None,
        rule=_words(won) if won else None,
        problem=_problem(decision),
        lost=tuple(_words(rows[each["rule"]], each["why"]) for each in lost if each["rule"] in rows),
    )


def _problem(decision: Mapping[str, Any]) -> str:
    if decision.get("problem") == routing.NO_CATEGORY:
        return _("Choose the category first: the table needs it.")
    if decision.get("problem") == routing.NO_RULE:
        return _("The table has no rule for this category and place. Choose the body by hand.")
    if decision.get("rule") and not decision.get("organisation"):
        return _("The rule has been removed since.")
    return ""


def _words(rule: RoutingRule, why: str = "") -> RuleWords:
    return RuleWords(
        pk=rule.pk,
        category=rule.category.name,
        district=rule.district.name if rule.district else _("all districts"),
        body=rule.organisation.name,
        since=rule.valid_from,
        until=rule.valid_to,
        why=str(LOST.get(why, why)),
    )
