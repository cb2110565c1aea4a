"""The routing table's word on an appeal, written down with its inputs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.gis.geos import Point

from appeals.models import Appeal, Category
from appeals.rules.conditions import written
from appeals.rules.routing import Case, Rule, choose
from appeals.selectors import routing as table


@dataclass(frozen=True)
class Suggestion:
    """``rule`` and ``decision`` as they are kept on the appeal; see ``suggest``."""

    rule: Rule | None
    decision: dict

    @property
    def rule_id(self) -> int | None:
        return self.rule.id if self.rule else None

    @property
    def team_id(self) -> int | None:
        return self.rule.team.id if self.rule and self.rule.team else None


def suggest(
    *,
    category: Category | None,
    district: str | None,
    on: date,
    point: Point | None = None,
    details: Mapping[str, Any] | None = None,
) -> Suggestion:
    """Ask the table who is responsible on that day, and keep the whole answer as plain values.

    ``details``: answers to the extra questions by code. Two queries; one more each where a rule of this category has
    an area of its own or asks for answers. ``decision``: see ``decide``.
    """
    if category is None:
        return Suggestion(*decide((), Case(None, district, on, pin=point is not None)))
    rules = table.rules_for(category)
    areas, bad_areas = table.areas_at(point, rules)
    case = Case(category.code, district, on, asked(rules, details or {}), point is not None, areas, bad_areas)
    return Suggestion(*decide(rules, case))


def suggest_for(appeal: Appeal, *, on: date, category: Category | None = None) -> Suggestion:
    """The same for an appeal as it stands; ``category``: as if it had this one."""
    return suggest(
        category=category or appeal.category,
        district=appeal.district_id,
        on=on,
        point=appeal.point,
        details=appeal.details,
    )


def asked(rules: Iterable[Rule], details: Mapping[str, Any]) -> dict[str, Any]:
    """Of the answers, those that some rule asks for: keys, numbers and days, never free words."""
    wanted = {condition.question for rule in rules if not rule.fault for condition in rule.conditions}
    return {code: value for code, value in details.items() if code in wanted}


def decide(rules: Iterable[Rule], case: Case) -> tuple[Rule | None, dict]:
    """The rule that won, and the decision as plain values.

    ``inputs`` (category, district, on, pin, areas, answers); ``rule``, ``organisation`` and ``team`` (codes), or
    ``problem`` (``no_category``, ``no_rule``, ``broken_rule``); ``lost``: every other row of this category with the
    reason; ``broken``: rows that fit and cannot be followed; ``said``: the winner as it stood, should it be changed
    afterwards.
    """
    choice = choose(rules, case)
    rule = choice.rule
    decision = {
        "inputs": _inputs(case),
        "rule": rule.id if rule else None,
        "organisation": rule.body.code if rule else None,
        "team": rule.team.code if rule and rule.team else None,
        "problem": choice.problem,
        "lost": [
            {"rule": loss.rule_id, "why": loss.why} | ({"question": loss.question} if loss.question else {})
            for loss in choice.lost
        ],
        "broken": [{"rule": pk, "fault": wrong} for pk, wrong in choice.broken],
        "said": _said(rule) if rule else None,
    }
    return rule, decision


def _inputs(case: Case) -> dict:
    return {
        "category": case.category,
        "district": case.district,
        "on": case.on.isoformat(),
        "pin": case.pin,
        "areas": sorted(case.areas),
        "answers": dict(case.answers),
    }


def _said(rule: Rule) -> dict:
    return {
        "level": rule.level,
        "district": rule.district,
        "own_area": rule.own_area,
        "conditions": [written(condition) for condition in rule.conditions],
        "priority": rule.priority,
        "since": rule.valid_from.isoformat(),
        "until": rule.valid_to.isoformat() if rule.valid_to else None,
    }
