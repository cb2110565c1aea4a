"""The check of the routing table, and the dry run: what they say is what happens."""

import io
import json
from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Organisation
from appeals.models import Appeal, Category, RoutingRule
from appeals.rules.conditions import Asked, Condition
from appeals.rules.coverage import Leaf, survey
from appeals.rules.report import Place
from appeals.rules.routing import LEAF, Body, Case, Rule, choose
from appeals.selectors import coverage
from appeals.selectors.trial import Outcome, trial
from appeals.services.routing import suggest_for
from tests.appeals.test_routing import AROUND_AIRPORT, BOW_TIE, box, row
from tests.factories.appeals import AT, CITY_HALL, register

TODAY = date(2026, 11, 20)
REFORM = date(2025, 8, 8)


@pytest.mark.django_db
@pytest.mark.parametrize("on", [REFORM - timedelta(days=1), REFORM, TODAY])
def test_the_shipped_table_answers_for_every_leaf_and_district(town, on):
    table = coverage.read()
    found = table.survey(on)
    leaves = Category.objects.filter(parent__isnull=False).count()
    assert (len(found.cells), leaves >= 92) == (leaves * 9, True)
    assert (found.holes, found.broken, found.shadowed, found.overlapping) == ((), (), (), ())
    assert list(table.holes_ahead(TODAY)) == []


@pytest.mark.django_db
def test_a_hole_is_named_with_its_day(town):
    RoutingRule.objects.filter(category__code="roads-manhole", conditions=[]).update(valid_to=date(2027, 1, 1))
    RoutingRule.objects.filter(category__code="roads", valid_to__isnull=True).update(valid_to=date(2027, 1, 1))
    table = coverage.read()
    assert table.survey(TODAY).is_whole
    ahead = [(day, hole.leaf) for day, hole in table.holes_ahead(TODAY) if hole.district == "medeu"]
    assert {day for day, _leaf in ahead} == {date(2027, 1, 1)}
    assert {leaf for _day, leaf in ahead} == {"roads-manhole", "roads-repair", "roads-ramp"}
    holes = table.survey(date(2027, 1, 1)).holes
    assert ("roads-manhole", "medeu", {"network": "heat"}) not in [(h.leaf, h.district, h.answers) for h in holes]


@pytest.mark.django_db
def test_what_is_wrong_with_rules_is_told(town):
    shadow = row("roads-pothole", "police", valid_from=date(2019, 1, 1), priority=-1)
    inner = row("roads-pothole", "police", area=box(77.035, 43.345, 77.04, 43.35), priority=1)
    outer = row("roads-pothole", "rescue", area=AROUND_AIRPORT, priority=2)
    outside = row("roads-pothole", "rescue", area=box(70, 40, 70.1, 40.1))
    twin = row("roads-manhole", "police", valid_from=date(2019, 1, 2))
    bad = row("lighting-off", "rescue", area=BOW_TIE)
    found = coverage.read().survey(TODAY)
    old = RoutingRule.objects.get(category__code="roads-manhole", conditions=[], valid_from=date(2019, 1, 1))
    assert dict(found.shadowed).keys() == {shadow.pk, inner.pk, outside.pk, old.pk}
    assert (dict(found.shadowed)[inner.pk], dict(found.shadowed)[outside.pk]) == (outer.pk, None)
    assert {first for first, _second in found.overlapping} == {twin.pk}
    assert dict(found.broken) == {bad.pk: "invalid_area"}


def command(name: str, *args: str) -> str:
    out = io.StringIO()
    call_command(name, *args, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_ends_with_one_where_there_are_holes(town):
    assert "without a body: 0" in command("check_routing")
    whole = json.loads(command("check_routing", "--json", "--on", "2025-08-07"))
    assert (whole["whole"], whole["matrix"]["traffic-lights"]["medeu"]["organisation"]) == (True, "dept-urban-mobility")
    RoutingRule.objects.filter(category__code="noise").update(valid_to=REFORM)
    RoutingRule.objects.filter(category__code="ecology").update(valid_to=REFORM)
    out = io.StringIO()
    with pytest.raises(CommandError) as ended:
        call_command("check_routing", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (ended.value.returncode, told["whole"], {hole["leaf"] for hole in told["holes"]}) == (
        1,
        False,
        {"noise", "air", "smell", "rivers"},
    )


def fill_the_town() -> None:
    """Appeals of several categories, places and answers."""
    airport, elsewhere = Place(lon=77.0405, lat=43.3521), Place(lon=77.02, lat=43.33)
    for place in (airport, elsewhere, CITY_HALL, Place(district="turksib", address="Сүйінбай, 2"), Place()):
        for category, details in (
            ("roads-pothole", {}),
            ("lighting-off", {"extent": "street"}),
            ("lighting-off", {"extent": "one"}),
            ("lighting-none", {}),
            ("roads-manhole", {"network": "heat"}),
        ):
            register(category=category, place=place, details=details)
    register(category="")


def extent(operator: str, value: str) -> dict:
    return {"conditions": [{"question": "extent", "operator": operator, "value": value}]}


CHANGES = {
    "own area": ("roads-pothole", {"area": AROUND_AIRPORT}),
    "answers": ("lighting-off", extent("equals", "street")),
    "branch with answers": (
        "lighting",
        {"conditions": [{"question": "extent", "operator": "differs", "value": "one"}]},
    ),
    "any category": (None, {"area": AROUND_AIRPORT, "priority": 1}),
    "one district": ("roads-manhole", {"district_id": "bostandyk"}),
    "nothing at all": ("roads-pothole", {"priority": -1}),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("category", "columns"), CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside areas"])
def test_the_dry_run_of_a_new_rule_is_what_happens_afterwards(town, category, columns, beside):
    fill_the_town()
    if beside:
        row("roads-pothole", "rescue", area=box(77.0, 43.3, 77.1, 43.4), valid_from=date(2021, 1, 1))
        row("lighting-off", "police", area=BOW_TIE)
    leaf = Category.objects.get(code=category) if category else None
    rule = RoutingRule(
        category=leaf, organisation=Organisation.objects.get(code="dept-roads"), valid_from=TODAY, **columns
    )
    said = trial(rule, on=TODAY, since=AT - timedelta(days=1))
    assert _counted(said) == _really(rule)


@pytest.mark.django_db
def test_the_dry_run_of_a_changed_rule_is_what_happens_afterwards(town):
    fill_the_town()
    rule = RoutingRule.objects.select_related("category", "organisation").get(
        category__code="roads-manhole", conditions=[]
    )
    rule.category = Category.objects.get(code="lighting-none")
    rule.organisation = Organisation.objects.get(code="police")
    said = trial(rule, on=TODAY, since=AT - timedelta(days=1))
    assert said.examined == 10
    assert _counted(said) == _really(rule)


def _counted(said) -> Counter:
    return Counter({(move.old, move.new): move.number for move in said.moves})


def _really(rule: RoutingRule) -> Counter:
    """Ask about every appeal, save the rule, ask again."""
    before = _asked()
    rule.save()
    after = _asked()
    return Counter((before[pk], after[pk]) for pk in before if before[pk] != after[pk])


def _asked() -> dict[int, Outcome]:
    found = {}
    for appeal in Appeal.objects.select_related("category__parent"):
        decision = suggest_for(appeal, on=TODAY).decision
        found[appeal.pk] = Outcome(decision["organisation"], decision["team"], decision["problem"])
    return found


@pytest.mark.django_db
def test_the_command_tries_without_writing(town):
    fill_the_town()
    rows = RoutingRule.objects.count()
    args = ["--category", "lighting-off", "--organisation", "police", "--when", "extent = street", "--days", "9999"]
    told = json.loads(command("try_routing", *args, "--json"))
    assert (told["examined"], told["moved"], len(told["moves"]), RoutingRule.objects.count()) == (10, 5, 1, rows)
    assert (told["moves"][0]["old"]["organisation"], told["moves"][0]["new"]["organisation"]) == (
        "almaty-qala-zharyk",
        "police",
    )
    with pytest.raises(CommandError, match="Ондай жауап жоқ"):
        command("try_routing", "--category", "lighting-off", "--organisation", "police", "--when", "extent = moon")


BODY = Body(1, "body", date(2020, 1, 1))
KEYS = ("x", "y")
asked_for = st.builds(
    Condition, st.sampled_from(["a", "b"]), st.sampled_from(["equals", "differs"]), st.sampled_from(KEYS)
)
small_tables = st.lists(
    st.builds(
        Rule,
        st.integers(1, 20),
        st.just(BODY),
        st.just(LEAF),
        st.sampled_from([None, "medeu"]),
        st.just(date(2020, 1, 1)),
        conditions=st.lists(asked_for, max_size=2).map(tuple),
        priority=st.integers(0, 1),
    ),
    max_size=6,
    unique_by=lambda rule: rule.id,
)


@given(
    small_tables,
    st.dictionaries(st.sampled_from(["a", "b"]), st.sampled_from(KEYS)),
    st.sampled_from(["medeu", "turksib"]),
)
def test_whatever_happens_the_survey_has_foreseen(rules, answers, district):
    """A case without a body is a hole of the survey; a rule that wins somewhere is not called shadowed."""
    asked = {code: Asked("singlevaluelist", frozenset(KEYS)) for code in ("a", "b")}
    found = survey([Leaf("leaf", tuple(rules), asked)], ["medeu", "turksib"], on=TODAY, rules=rules, reach={})
    choice = choose(rules, Case("leaf", district, TODAY, answers))
    mentioned = {condition.question for rule in rules for condition in rule.conditions}
    relevant = {code: value for code, value in answers.items() if code in mentioned}
    if choice.rule is None:
        assert (district, relevant) in [(hole.district, hole.answers) for hole in found.holes]
    else:
        assert choice.rule.id not in dict(found.shadowed)
