"""One rule out of the table: total, the same in any order, and with a reason for each that lost."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appeals.rules import conditions, routing
from appeals.rules.conditions import Asked, Condition
from appeals.rules.routing import ANY, BRANCH, LEAF, Body, Case, Choice, Loss, Rule, choose

OLD, NEW, OF_TURKSIB, ON_LEAF = 1, 2, 3, 4
START, REFORM = date(2019, 1, 1), date(2025, 8, 8)
BODY = Body(10, "dept", START)


def rule(pk: int, level: int = BRANCH, district: str | None = None, since: date = START, **more) -> Rule:
    return Rule(pk, more.pop("body", BODY), level, district, since, **more)


def case(district: str | None = "turksib", on: date = REFORM, **more) -> Case:
    return Case("roads-pothole", district, on, **more)


def lost(choice: Choice) -> dict[int, str]:
    return {loss.rule_id: loss.why for loss in choice.lost}


def test_a_rule_ends_on_the_day_its_successor_begins():
    rules = [rule(OLD, valid_to=REFORM), rule(NEW, since=REFORM)]
    before, after = choose(rules, case(on=REFORM - timedelta(days=1))), choose(rules, case())
    assert (before.rule.id, lost(before)) == (OLD, {NEW: routing.NOT_YET})
    assert (after.rule.id, lost(after)) == (NEW, {OLD: routing.NO_LONGER})


def test_the_most_telling_rule_wins():
    rules = [rule(OLD), rule(OF_TURKSIB, district="turksib"), rule(ON_LEAF, LEAF)]
    choice = choose(rules, case())
    assert (choice.rule.id, lost(choice)) == (
        ON_LEAF,
        {OLD: routing.BROADER_CATEGORY, OF_TURKSIB: routing.BROADER_CATEGORY},
    )
    elsewhere = choose(rules[:2], case("medeu"))
    assert (elsewhere.rule.id, lost(elsewhere)) == (OLD, {OF_TURKSIB: routing.OTHER_DISTRICT})


ASKS = (Condition("extent", "equals", "street"),)


@pytest.mark.parametrize(
    ("weaker", "stronger", "why"),
    [
        ({"level": LEAF}, {"level": ANY, "priority": 1}, routing.LOWER_PRIORITY),
        ({"level": BRANCH, "conditions": ASKS}, {"level": LEAF}, routing.BROADER_CATEGORY),
        ({"district": "turksib", "conditions": ASKS}, {"own_area": True}, routing.BROADER_AREA),
        ({"conditions": ASKS}, {"district": "turksib"}, routing.BROADER_AREA),
        ({"since": REFORM}, {"conditions": ASKS}, routing.FEWER_CONDITIONS),
        ({}, {"since": date(2024, 1, 1)}, routing.EARLIER),
        ({}, {}, routing.OLDER_ROW),
    ],
)
def test_the_total_order(weaker, stronger, why):
    there = case(answers={"extent": "street"}, pin=True, areas=frozenset({NEW}))
    choice = choose([rule(NEW, **stronger), rule(OLD, **weaker)], there)
    assert (choice.rule.id, choice.lost) == (NEW, (Loss(OLD, why),))


@pytest.mark.parametrize(
    ("given_case", "why"),
    [
        (case(answers={"extent": "street"}), Loss(NEW, routing.NO_POINT)),
        (case(answers={"extent": "street"}, pin=True), Loss(NEW, routing.OUTSIDE_AREA)),
        (case(pin=True, areas=frozenset({NEW})), Loss(NEW, routing.NOT_ANSWERED, "extent")),
        (case(pin=True, areas=frozenset({NEW}), answers={"extent": "one"}), Loss(NEW, routing.OTHER_ANSWER, "extent")),
    ],
)
def test_area_and_answers_are_reasons_to_lose(given_case, why):
    choice = choose([rule(OLD), rule(NEW, own_area=True, conditions=ASKS)], given_case)
    assert (choice.rule.id, choice.lost) == (OLD, (why,))


def test_no_rule_and_no_category_are_problems_and_not_errors():
    assert choose([], case()) == Choice(None, routing.NO_RULE)
    assert choose([rule(OLD)], Case(None, "turksib", REFORM)) == Choice(None, routing.NO_CATEGORY)


GONE = Body(11, "gone", START, REFORM)


@pytest.mark.parametrize(
    ("broken", "there", "fault"),
    [
        ({"body": GONE}, {}, routing.BODY_NOT_IN_FORCE),
        ({"team": GONE}, {}, routing.TEAM_NOT_IN_FORCE),
        ({"own_area": True}, {"pin": True, "bad_areas": frozenset({NEW})}, routing.INVALID_AREA),
        ({"fault": routing.TEAM_OF_ANOTHER}, {}, routing.TEAM_OF_ANOTHER),
        ({"fault": conditions.UNKNOWN_QUESTION, "conditions": ASKS}, {}, conditions.UNKNOWN_QUESTION),
    ],
)
def test_a_broken_rule_that_would_win_stops_the_table(broken, there, fault):
    choice = choose([rule(OLD), rule(NEW, LEAF, **broken)], case(**there))
    assert (choice.rule, choice.problem, choice.broken) == (None, routing.BROKEN_RULE, ((NEW, fault),))


def test_a_broken_rule_behind_a_sound_one_is_told_and_does_no_harm():
    choice = choose([rule(OLD, body=GONE), rule(NEW, LEAF)], case())
    assert (choice.rule.id, choice.problem, choice.broken) == (NEW, "", ((OLD, routing.BODY_NOT_IN_FORCE),))
    assert lost(choice) == {OLD: routing.BROADER_CATEGORY}


days = st.dates(date(2025, 8, 1), date(2025, 8, 20))
bodies = st.builds(Body, st.integers(1, 3), st.just("body"), days, st.none() | days)
asked_for = st.builds(Condition, st.sampled_from(["a", "b"]), st.just("equals"), st.sampled_from(["x", "y"]))
tables = st.lists(
    st.builds(
        Rule,
        st.integers(1, 40),
        bodies,
        st.sampled_from([ANY, BRANCH, LEAF]),
        st.sampled_from([None, "medeu", "turksib"]),
        days,
        st.none() | days,
        st.booleans(),
        st.lists(asked_for, max_size=2).map(tuple),
        st.integers(-1, 1),
        st.none() | bodies,
        st.sampled_from(["", "", conditions.UNKNOWN_QUESTION]),
    ),
    max_size=12,
    unique_by=lambda rule: rule.id,
)
cases = st.builds(
    Case,
    st.sampled_from([None, "leaf"]),
    st.sampled_from([None, "medeu", "turksib"]),
    days,
    st.dictionaries(st.sampled_from(["a", "b"]), st.sampled_from(["x", "y"])),
    st.booleans(),
    st.frozensets(st.integers(1, 40), max_size=20),
    st.frozensets(st.integers(1, 40), max_size=3),
)


@given(tables, cases, st.randoms())
def test_the_choice_does_not_depend_on_the_order_of_rows(rules, there, chance):
    shuffled = chance.sample(rules, len(rules))
    assert choose(shuffled, there) == choose(rules, there)


@given(tables, cases)
def test_every_rule_wins_or_has_a_reason_or_is_broken(rules, there):
    """Total: an answer for any table and any case, and not one row without a word about it."""
    choice = choose(rules, there)
    assert (choice.rule is None) == bool(choice.problem)
    if there.category is None:
        return
    told = [loss.rule_id for loss in choice.lost]
    first = choice.rule.id if choice.rule else choice.broken[0][0] if choice.problem == routing.BROKEN_RULE else None
    assert sorted(told + ([first] if first else [])) == sorted(rule.id for rule in rules)
    assert choice.rule is None or routing.fault(choice.rule, there) == ""


@given(tables, cases)
def test_nobody_weighs_more_than_the_winner(rules, there):
    choice = choose(rules, there)
    unfit = {routing.NOT_YET, routing.NO_LONGER, routing.OTHER_DISTRICT, routing.NO_POINT}
    unfit |= {routing.OUTSIDE_AREA, routing.NOT_ANSWERED, routing.OTHER_ANSWER}
    if choice.rule:
        behind = [each for each in rules if lost(choice).get(each.id) and lost(choice)[each.id] not in unfit]
        assert all(routing.weight(each) < routing.weight(choice.rule) for each in behind)


LAMPS = Asked("singlevaluelist", frozenset({"one", "row", "street"}))
WHERE = Asked("multivaluelist", frozenset({"road", "yard"}))


@pytest.mark.parametrize(
    ("written", "answer", "met"),
    [
        ("extent = street", "street", True),
        ("extent = street", "row", False),
        ("extent != street", "row", True),
        ("extent in row, street", "row", True),
        ("extent in row, street", "one", False),
        ("where includes yard", ["road", "yard"], True),
        ("where includes yard", ["road"], False),
        ("where in yard", ["road", "yard"], True),
        ("dogs > 5", 6, True),
        ("dogs > 5", 5, False),
        ("dogs >= 5", 5, True),
        ("dogs < 5.5", 5, True),
        ("dogs <= 5", 5.5, False),
        ("dogs > 5", "many", False),
        ("since >= 2026-02-02", "2026-02-02T10:30+05:00", True),
        ("since < 2026-02-02", "2026-02-02T10:30+05:00", False),
    ],
)
def test_what_conditions_say(written, answer, met):
    (condition,) = conditions.parse(written)
    assert conditions.holds(condition, answer) is met
    assert conditions.parse(conditions.written(condition)) == [condition]
    assert Condition.from_plain(condition.plain()) == condition


@pytest.mark.parametrize(
    ("written", "asked", "fault"),
    [
        ("extent = street", [LAMPS], ""),
        ("extent = street", [], conditions.UNKNOWN_QUESTION),
        ("extent = moon", [LAMPS], conditions.UNKNOWN_ANSWER),
        ("extent in one, moon", [LAMPS], conditions.UNKNOWN_ANSWER),
        ("extent > 3", [LAMPS], conditions.WRONG_OPERATOR),
        ("where = yard", [WHERE], conditions.WRONG_OPERATOR),
        ("post = 12", [Asked("string")], conditions.WRONG_OPERATOR),
        ("dogs > many", [Asked("number")], conditions.UNKNOWN_ANSWER),
        ("dogs > 3", [Asked("number")], ""),
        ("since > 2026-02-02", [Asked("datetime")], ""),
    ],
)
def test_a_condition_that_can_never_be_judged_is_found(written, asked, fault):
    assert conditions.fault(conditions.parse(written)[0], asked) == fault


@pytest.mark.parametrize("line", ["extent", "extent street", "= street", "extent =", "extent like street"])
def test_what_is_no_condition_is_named(line):
    with pytest.raises(ValueError, match=line):
        conditions.parse(f"dogs > 3\n{line}")
