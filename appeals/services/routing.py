"""The routing table's word on an appeal, written down with its inputs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from accounts.models import Organisation
from appeals.models import Category
from appeals.rules.routing import NO_CATEGORY, Choice, Rule, choose
from appeals.selectors import taxonomy


@dataclass(frozen=True)
class Suggestion:
    """``rule_id`` and ``decision`` as they are kept on the appeal; see ``suggest``."""

    rule_id: int | None
    decision: dict


def suggest(*, category: Category | None, district: str | None, on: date) -> Suggestion:
    """Ask the table who is responsible on that day, and keep the whole answer as plain values.

    ``decision``: ``inputs`` (category, district, on), ``rule`` and ``organisation`` (code) or ``problem``
    (``no_category``, ``no_rule``), and ``lost``: every other row of this category with the reason why it lost.
    """
    rule, decision = decide(
        category.code if category else None,
        taxonomy.rules_for(category) if category else (),
        district=district,
        on=on,
        body_code=lambda pk: Organisation.objects.values_list("code", flat=True).get(pk=pk),
    )
    return Suggestion(rule.id if rule else None, decision)


def decide(
    code: str | None, rules: Iterable[Rule], *, district: str | None, on: date, body_code: Callable[[int], str]
) -> tuple[Rule | None, dict]:
    """The same from rows already at hand: the rule that won, and the decision as plain values."""
    choice = choose(rules, district=district, on=on) if code else Choice(None, NO_CATEGORY)
    rule = choice.rule
    decision = {
        "inputs": {"category": code, "district": district, "on": on.isoformat()},
        "rule": rule.id if rule else None,
        "organisation": body_code(rule.organisation_id) if rule else None,
        "problem": choice.problem,
        "lost": [{"rule": pk, "why": why} for pk, why in choice.lost],
    }
    return rule, decision
