"""Who is responsible: one rule out of the table, and why each of the others lost."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

NO_CATEGORY = "no_category"
NO_RULE = "no_rule"

NOT_YET = "not_yet_in_force"
NO_LONGER = "no_longer_in_force"
OTHER_DISTRICT = "other_district"
LESS_TELLING = "less_telling"
EARLIER = "began_earlier"


@dataclass(frozen=True)
class Rule:
    """A row of the table. ``on_leaf``: it stands on the leaf itself, not on its top category."""

    id: int
    organisation_id: int
    on_leaf: bool
    district: str | None
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class Choice:
    """The rule that won, or ``None`` with the ``problem``; ``lost``: pairs of a rule's id and why it lost."""

    rule: Rule | None
    problem: str = ""
    lost: tuple[tuple[int, str], ...] = ()


def choose(rules: Iterable[Rule], *, district: str | None, on: date) -> Choice:
    """Choose among the rules of one leaf and of its top category.

    A rule counts from ``valid_from``, up to but without ``valid_to``, in its own district or in all of them. The most
    telling wins: leaf before top, one district before all; then the later beginning.
    """
    fit, lost = [], []
    for rule in rules:
        fault = _unfit(rule, district=district, on=on)
        if fault:
            lost.append((rule.id, fault))
        else:
            fit.append(rule)
    if not fit:
        return Choice(None, NO_RULE, tuple(lost))
    fit.sort(key=lambda rule: (_weight(rule), rule.valid_from, rule.id), reverse=True)
    best, *others = fit
    lost += [(rule.id, EARLIER if _weight(rule) == _weight(best) else LESS_TELLING) for rule in others]
    return Choice(best, lost=tuple(lost))


def _unfit(rule: Rule, *, district: str | None, on: date) -> str:
    if on < rule.valid_from:
        return NOT_YET
    if rule.valid_to is not None and on >= rule.valid_to:
        return NO_LONGER
    if rule.district is not None and rule.district != district:
        return OTHER_DISTRICT
    return ""


def _weight(rule: Rule) -> tuple[bool, bool]:
    return rule.on_leaf, rule.district is not None
