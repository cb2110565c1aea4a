"""The map shows what the list shows, and no home."""

import math

import mapbox_vector_tile
import pytest
from django.core.cache import cache

from appeals.enums import Status
from tests.factories.appeals import AIRPORT, CITY_HALL


def tile_of(place, zoom: int) -> str:
    """The address of the tile that a place lies in."""
    x = int((place.lon + 180) / 360 * 2**zoom)
    y = int((1 - math.asinh(math.tan(math.radians(place.lat))) / math.pi) / 2 * 2**zoom)
    return f"/tiles/appeals/{zoom}/{x}/{y}.mvt"


FAR, HOUSE, NEAR = (tile_of(AIRPORT, zoom) for zoom in (9, 13, 15))


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


def layers(response) -> dict:
    return mapbox_vector_tile.decode(response.content) if response.content else {}


def told(response, layer: str) -> list[dict]:
    return [feature["properties"] for feature in layers(response).get(layer, {"features": []})["features"]]


def test_close_by_every_published_appeal_is_a_point(town, visitor, publish):
    shown = publish(town.appeal(place=AIRPORT))
    town.appeal(place=AIRPORT)
    assert told(visitor.get(NEAR), "appeals") == [
        {"id": shown.number, "state": "late", "icon": shown.category.parent.icon, "title": shown.public_title}
    ]


def test_from_afar_they_are_counted(town, visitor, publish):
    for _ in range(3):
        publish(town.appeal(place=AIRPORT))
    publish(town.appeal(place=CITY_HALL))
    town.appeal(place=AIRPORT)
    assert sorted(each["count"] for each in told(visitor.get(FAR), "clusters")) == [1, 3]


def test_the_sum_of_groups_is_the_number_of_the_list(town, visitor, publish):
    for place in (AIRPORT, CITY_HALL, AIRPORT):
        publish(town.appeal(place=place))
    publish(town.appeal(Status.ANSWERED, place=AIRPORT))
    counted = sum(each["count"] for each in told(visitor.get(f"{FAR}?state=work"), "clusters"))
    assert counted == len(visitor.get("/kk/appeals/?state=work").context["cards"]) == 3


def test_an_officer_gets_the_same_tile_as_everybody(town, visitor, author, publish):
    publish(town.appeal(place=AIRPORT))
    town.appeal(place=AIRPORT)
    assert author.get(NEAR).content == visitor.get(NEAR).content


def test_a_lonely_appeal_at_a_home_is_rounded_from_afar_too(town, visitor, publish):
    home = publish(town.appeal(category="lift-stopped", place=AIRPORT))
    road = publish(town.appeal(category="roads-pothole", place=AIRPORT))
    drawn = {}
    for appeal in (home, road):
        response = visitor.get(f"{HOUSE}?category={appeal.category.code}")
        (group,) = layers(response)["clusters"]["features"]
        assert group["properties"]["id"] == appeal.number
        drawn[appeal.number] = group["geometry"]["coordinates"]
    assert drawn[home.number] != drawn[road.number]


def test_an_empty_tile_an_unchanged_one_and_one_that_cannot_be(town, visitor, publish):
    publish(town.appeal(place=AIRPORT))
    etag = visitor.get(NEAR)["ETag"]
    answers = [
        visitor.get("/tiles/appeals/15/0/0.mvt").status_code,
        visitor.get(NEAR, headers={"if-none-match": etag}).status_code,
        visitor.get("/tiles/appeals/3/9/0.mvt").status_code,
        visitor.get("/tiles/appeals/30/0/0.mvt").status_code,
    ]
    assert answers == [204, 304, 404, 404]
