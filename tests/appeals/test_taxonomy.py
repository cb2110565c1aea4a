"""The shipped tree of categories, the routing table and the terms: complete and loaded once."""

import csv
from datetime import date
from pathlib import Path

import pytest

from accounts.models import Organisation
from appeals import reference
from appeals.enums import Kind
from appeals.models import Category, RoutingRule, Term
from appeals.rules.routing import Case, choose
from appeals.selectors import routing, taxonomy
from geo.models import District

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)
TOPICS = """
    roads sidewalks traffic_control lighting waste cleaning_snow greenery yards public_transport parking water
    sewer_drainage heating electricity gas housing_mgmt animals ecology_air construction_land trade_ads education
    health social safety_noise culture_sport digital_services
"""


def test_a_second_load_changes_nothing(town):
    Category.objects.filter(code="roads").update(name_kk="Біздің жолдар")
    counts = [model.objects.count() for model in (Category, RoutingRule, Term)]
    assert set(reference.load().values()) == {0}
    assert [model.objects.count() for model in (Category, RoutingRule, Term)] == counts
    assert Category.objects.get(code="roads").name_kk == "Біздің жолдар"


def test_the_tree(town):
    tree = taxonomy.tree(TODAY)
    assert (len(tree), sum(len(branch.leaves) for branch in tree)) == (18, 92)
    assert {leaf.topic for branch in tree for leaf in branch.leaves} == set(TOPICS.split())
    nameless = [c.code for c in Category.objects.all() if not (c.name_kk and c.name_ru and c.name_en and c.icon)]
    assert nameless == []


def test_every_icon_is_drawn():
    sprite = {line.strip() for line in Path("frontend/icons.txt").read_text().splitlines()}
    with (reference.DATA / "categories.csv").open(encoding="utf-8") as file:
        assert {row["icon"] for row in csv.DictReader(file)} - sprite == set()


def test_every_cell_has_one_living_body(town):
    """Leaf x district (and none), on both sides of the reform of August 2025: the body exists on that day."""
    districts = [None, *District.objects.values_list("code", flat=True)]
    holes = []
    for on in (date(2025, 8, 7), date(2025, 8, 8), TODAY):
        alive = set(Organisation.objects.in_force(on).values_list("pk", flat=True))
        for leaf in Category.objects.filter(parent__isnull=False):
            rules = routing.rules_for(leaf)
            for district in districts:
                rule = choose(rules, Case(leaf.code, district, on)).rule
                if rule is None or rule.body.id not in alive:
                    holes.append((leaf.code, district, on))
    assert holes == []


def test_every_kind_has_its_term(town):
    assert {kind: (found := taxonomy.allowed(kind, on=TODAY)).unit + str(found.days) for kind in Kind.values} == {
        "quick_report": "working15",
        "application": "working15",
        "complaint": "working20",
        "notification": "working15",
        "proposal": "working15",
        "response": "working15",
        "request": "calendar15",
        "petition": "working20",
    }


def test_a_leaf_whose_top_ended_is_not_offered(town):
    Category.objects.filter(code="roads").update(valid_to=date(2026, 1, 1))
    assert taxonomy.leaf("roads-pothole", on=date(2025, 12, 31)).code == "roads-pothole"
    assert taxonomy.leaf("roads-pothole", on=TODAY) is None
    assert "roads" not in {branch.top.code for branch in taxonomy.tree(TODAY)}
