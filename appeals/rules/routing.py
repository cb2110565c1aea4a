"""Who is responsible: one rule out of the table, and why each of the others lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from appeals.rules.conditions import Condition, holds

NO_CATEGORY = "no_category"
NO_RULE = "no_rule"
BROKEN_RULE = "broken_rule"

# Why a rule does not fit the case.
NOT_YET = "not_yet_in_force"
NO_LONGER = "no_longer_in_force"
OTHER_DISTRICT = "other_district"
NO_POINT = "no_point"
OUTSIDE_AREA = "outside_area"
NOT_ANSWERED = "not_answered"
OTHER_ANSWER = "other_answer"
# Why a rule that fits stands behind the first, in the order in which they are compared.
LOWER_PRIORITY = "lower_priority"
BROADER_CATEGORY = "broader_category"
BROADER_AREA = "broader_area"
FEWER_CONDITIONS = "fewer_conditions"
EARLIER = "began_earlier"
OLDER_ROW = "older_row"
BEHIND = (LOWER_PRIORITY, BROADER_CATEGORY, BROADER_AREA, FEWER_CONDITIONS, EARLIER, OLDER_ROW)
# Why a rule that fits cannot be followed; the faults of conditions are named in ``rules.conditions``.
INVALID_AREA = "invalid_area"
BODY_NOT_IN_FORCE = "body_not_in_force"
TEAM_NOT_IN_FORCE = "team_not_in_force"
TEAM_OF_ANOTHER = "team_of_another_body"

ANY, BRANCH, LEAF = 0, 1, 2


@dataclass(frozen=True)
class Body:
    """An organisation or a team with the days on which it exists, half-open."""

    id: int
    code: str
    valid_from: date
    valid_to: date | None = None

    def exists(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True)
class Rule:
    """A row of the table. ``level``: it stands on the leaf itself, on its branch, or on any category.

    ``own_area``: it has a polygon instead of a district. ``fault``: what makes it impossible to judge or to follow,
    whatever the day.
    """

    id: int
    body: Body
    level: int
    district: str | None
    valid_from: date
    valid_to: date | None = None
    own_area: bool = False
    conditions: tuple[Condition, ...] = ()
    priority: int = 0
    team: Body | None = None
    fault: str = ""


@dataclass(frozen=True)
class Case:
    """What the table is asked about. ``answers``: to the extra questions of the leaf, by code.

    ``pin``: there is a point on the map; ``areas``: the rules whose polygon covers it, its edge included;
    ``bad_areas``: the rules whose polygon is no valid one and lies about it.
    """

    category: str | None
    district: str | None
    on: date
    answers: Mapping[str, Any] = field(default_factory=dict)
    pin: bool = False
    areas: frozenset[int] = frozenset()
    bad_areas: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Loss:
    """Why a rule lost; ``question``: the extra question whose answer decided that."""

    rule_id: int
    why: str
    question: str = ""


@dataclass(frozen=True)
class Choice:
    """The rule that won, or ``None`` with the ``problem``.

    ``broken``: rules that fit and cannot be followed, with the fault. If one of them stands first, nobody wins:
    ``problem`` is ``broken_rule`` and a person decides. Behind a sound rule a broken one does no harm and is told.
    """

    rule: Rule | None
    problem: str = ""
    lost: tuple[Loss, ...] = ()
    broken: tuple[tuple[int, str], ...] = ()


def choose(rules: Iterable[Rule], case: Case) -> Choice:
    """Choose among the rules of one leaf, of its branch and of any category.

    A rule fits in its days (up to but without ``valid_to``), in its own district or area, if all its conditions hold.
    Of those that fit the greatest ``weight`` wins, so the order of ``rules`` is of no account.
    """
    if case.category is None:
        return Choice(None, NO_CATEGORY)
    fit, lost = [], []
    for rule in sorted(rules, key=lambda rule: rule.id):
        loss = _unfit(rule, case)
        if loss:
            lost.append(loss)
        else:
            fit.append(rule)
    if not fit:
        return Choice(None, NO_RULE, tuple(lost))
    best, *others = sorted(fit, key=weight, reverse=True)
    lost += [Loss(rule.id, _behind(rule, best)) for rule in others]
    broken = tuple((rule.id, wrong) for rule in (best, *others) if (wrong := fault(rule, case)))
    if fault(best, case):
        return Choice(None, BROKEN_RULE, tuple(lost), broken)
    return Choice(best, "", tuple(lost), broken)


def weight(rule: Rule) -> tuple[int, int, int, int, date, int]:
    """The total order of rules that fit the same case; no two rules weigh the same.

    1. the higher priority, which a clerk sets by hand; 2. the leaf before its branch before any category; 3. an own
    area before a district before the whole city; 4. more conditions before fewer; 5. the later beginning; 6. the row
    written later.
    """
    area = 2 if rule.own_area else 1 if rule.district else 0
    return rule.priority, rule.level, area, len(rule.conditions), rule.valid_from, rule.id


def rank(rule: Rule) -> tuple[int, ...]:
    """The part of ``weight`` that says how telling a rule is. Two alike are told apart by their age only."""
    return weight(rule)[:4]


def fault(rule: Rule, case: Case) -> str:
    """Why this rule cannot be followed in this case, or an empty string."""
    if rule.fault:
        return rule.fault
    if rule.id in case.bad_areas:
        return INVALID_AREA
    if not rule.body.exists(case.on):
        return BODY_NOT_IN_FORCE
    if rule.team and not rule.team.exists(case.on):
        return TEAM_NOT_IN_FORCE
    return ""


def _unfit(rule: Rule, case: Case) -> Loss | None:
    if case.on < rule.valid_from:
        return Loss(rule.id, NOT_YET)
    if rule.valid_to is not None and case.on >= rule.valid_to:
        return Loss(rule.id, NO_LONGER)
    if rule.district is not None and rule.district != case.district:
        return Loss(rule.id, OTHER_DISTRICT)
    if rule.own_area and rule.id not in case.areas | case.bad_areas:
        return Loss(rule.id, OUTSIDE_AREA if case.pin else NO_POINT)
    # What cannot be judged is not quietly taken for unmet.
    return None if rule.fault else _unmet(rule, case)


def _unmet(rule: Rule, case: Case) -> Loss | None:
    for condition in rule.conditions:
        if condition.question not in case.answers:
            return Loss(rule.id, NOT_ANSWERED, condition.question)
        if not holds(condition, case.answers[condition.question]):
            return Loss(rule.id, OTHER_ANSWER, condition.question)
    return None


def _behind(rule: Rule, best: Rule) -> str:
    pairs = zip(BEHIND, weight(rule), weight(best), strict=True)
    return next(why for why, own, other in pairs if own != other)
