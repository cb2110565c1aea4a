"""When outlines change, what lies on the map follows; what somebody chose by hand does not."""

import pytest
from django.apps import apps

from appeals.models import Appeal
from appeals.rules.report import Place as Spot
from geo.models import District, Located, Place
from geo.services import recompute, replace_outlines
from tests.factories import appeals
from tests.factories import city as factory


@pytest.fixture
def town(db) -> None:
    factory.load()


def test_every_table_that_borrows_its_place_is_visited_once():
    visited = recompute.located_models()

    assert set(visited) - {Place} == {model for model in apps.get_models() if issubclass(model, Located)}
    assert len(visited) == len(set(visited))
    assert Appeal in visited


@pytest.fixture
def three_appeals(town) -> dict[str, Appeal]:
    """By the airport in Turksib, by the city hall in Bostandyk, and one whose author chose Turksib without a pin."""
    return {
        "airport": appeals.register(place=appeals.AIRPORT).appeal,
        "city hall": appeals.register(place=appeals.CITY_HALL).appeal,
        "no pin": appeals.register(place=Spot(district="turksib")).appeal,
    }


def districts_of(filed: dict[str, Appeal]) -> dict[str, str | None]:
    return {name: Appeal.objects.get(pk=appeal.pk).district_id for name, appeal in filed.items()}


def test_appeals_with_a_pin_follow_the_outline_and_chosen_districts_stay(three_appeals):
    before = districts_of(three_appeals)
    assert before == {"airport": "turksib", "city hall": "bostandyk", "no pin": "turksib"}
    outlines = {each.code: each.outline for each in District.objects.all()}
    outcome = replace_outlines(
        {**outlines, "turksib": outlines["medeu"], "medeu": outlines["turksib"]}, provenance="a test"
    )

    assert districts_of(three_appeals) == {**before, "airport": "medeu"}
    assert outcome.moves == [recompute.Move("appeals.Appeal", three_appeals["airport"].pk, "turksib", "medeu")]


@pytest.mark.parametrize("batch", [1, 2, 3])
def test_batches_of_any_size_visit_every_record_once(three_appeals, monkeypatch, batch):
    monkeypatch.setattr(recompute, "BATCH", batch)
    Appeal.objects.filter(point__isnull=False).update(district="almaly")

    assert [(move.old, move.new) for move in recompute.recompute_districts()] == [
        ("almaly", "turksib"), ("almaly", "bostandyk")
    ]  # fmt: skip
    assert recompute.recompute_districts() == []


def test_a_record_that_had_no_district_gets_one(three_appeals):
    Appeal.objects.update(district=None)

    assert [(move.old, move.new) for move in recompute.recompute_districts()] == [("", "turksib"), ("", "bostandyk")]
    assert districts_of(three_appeals) == {"airport": "turksib", "city hall": "bostandyk", "no pin": None}
