"""The tables that decide: editable, in order, and never against the life of a body."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation
from appeals.models import Category, RoutingRule, Term
from tests.factories.appeals import Town


@pytest.fixture
def keeper(signed_in, administrator) -> Client:
    return signed_in(administrator)


def add_rule(client: Client, **values):
    row = {
        "category": Category.objects.get(code="roads-pothole").pk,
        "district": "medeu",
        "organisation": Organisation.objects.get(code="dept-roads").pk,
        "area_name": "",
        "area": "",
        "conditions": "",
        "team": "",
        "priority": 0,
        "valid_from": "2026-12-01",
        "valid_to": "",
    }
    return client.post(reverse("admin:appeals_routingrule_add"), row | values)


def test_a_rule_is_added(town: Town, keeper: Client):
    assert add_rule(keeper).status_code == 302
    rule = RoutingRule.objects.get(category__code="roads-pothole", district="medeu", valid_from=date(2026, 12, 1))
    assert rule.organisation.code == "dept-roads"


def test_a_rule_names_no_body_that_has_ended(town: Town, keeper: Client):
    ended = Organisation.objects.get(code="dept-urban-mobility")
    before = RoutingRule.objects.count()
    answer = add_rule(keeper, organisation=ended.pk)
    assert (answer.status_code, set(answer.context["adminform"].form.errors)) == (200, {"organisation"})
    assert RoutingRule.objects.count() == before


def test_one_cell_has_one_rule_a_day(town: Town, keeper: Client):
    first, second = add_rule(keeper), add_rule(keeper)
    assert (first.status_code, second.status_code) == (302, 200)
    assert set(second.context["adminform"].form.errors) == {"valid_from"}
    assert add_rule(keeper, priority=1).status_code == 302


def test_the_tree_stands_in_its_own_order(town: Town, keeper: Client):
    page = keeper.get(reverse("admin:appeals_category_changelist")).content.decode()
    tops = [top.name_kk for top in Category.objects.filter(parent__isnull=True).order_by("position", "code")]
    places = [page.index(f"<strong>{name}</strong>") for name in tops]
    roads = Category.objects.get(code="roads")
    leaf = page.index(Category.objects.get(code="roads-pothole").name_kk)
    assert places == sorted(places)
    top = page.index(f"<strong>{roads.name_kk}</strong>")
    assert top < leaf < min((place for place in places if place > top), default=len(page))


def test_a_row_is_ended_and_never_removed(town: Town, keeper: Client):
    rows = {model._meta.model_name: model.objects.first() for model in (Category, RoutingRule, Term)}
    answers = {
        name: keeper.post(reverse(f"admin:appeals_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code
        for name, row in rows.items()
    }
    assert set(answers.values()) == {403}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize(
    "address", ["index", *(f"appeals_{each}_changelist" for each in ("appeal", "category", "term"))]
)
def test_pages_open_in_each_language(town: Town, keeper: Client, administrator, language, address):
    administrator.language = language
    administrator.save(update_fields=["language"])
    answer = keeper.get(reverse(f"admin:{address}"))
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()
