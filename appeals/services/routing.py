"""The routing table's word on an appeal, written down with its inputs."""

from dataclasses import dataclass
from datetime import date

from accounts.models import Organisation
from appeals.models import Category
from appeals.rules.routing import NO_CATEGORY, Choice, choose
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
    inputs = {"category": category.code if category else None, "district": district, "on": on.isoformat()}
    if category is None:
        choice = Choice(None, NO_CATEGORY)
    else:
        choice = choose(taxonomy.rules_for(category), district=district, on=on)
    rule = choice.rule
    body = Organisation.objects.filter(pk=rule.organisation_id).values_list("code", flat=True).first() if rule else None
    decision = {
        "inputs": inputs,
        "rule": rule.id if rule else None,
        "organisation": body,
        "problem": choice.problem,
        "lost": [{"rule": pk, "why": why} for pk, why in choice.lost],
    }
    return Suggestion(rule.id if rule else None, decision)
