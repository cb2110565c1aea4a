"""Districts and places for other programs."""

import pytest
from drf_spectacular.generators import SchemaGenerator

from geo.geocoder import suggest

pytestmark = pytest.mark.usefixtures("clean_cache")

RUSSIAN = {"Accept-Language": "ru"}


def test_the_districts_in_order_with_their_facts(client, city, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = client.get("/api/v1/districts/", headers=RUSSIAN).json()

    assert [each["code"] for each in found] == sorted(city)
    assert found[1] == {
        "code": "almaly", "name": "Алмалинский район", "name_kk": "Алмалы ауданы", "name_ru": "Алмалинский район",
        "name_en": "Almaly district", "area_km2": "18.4", "population": 269000, "outline": None,
    }  # fmt: skip


def test_outlines_come_on_request_and_simplified(client, city, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/api/v1/districts/?outline=true")

    kinds = {each["code"]: each["outline"]["type"] for each in response.json()}
    assert set(kinds) == set(city)
    assert set(kinds.values()) <= {"Polygon", "MultiPolygon"}
    assert kinds["medeu"] == "MultiPolygon"
    assert len(response.content) < 60_000


def test_a_point_gets_its_district(client, city, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/api/v1/districts/at/?lon=77.0405&lat=43.3521", headers=RUSSIAN)

    assert response.json() == {
        "code": "turksib", "name": "Турксибский район", "name_kk": "Түрксіб ауданы", "name_ru": "Турксибский район",
        "name_en": "Turksib district", "area_km2": "75.5", "population": 266000,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "code"),
    [("lon=43.2&lat=76.9", "swapped"), ("lon=0&lat=0", "zero"), ("lon=71.43&lat=51.13", "outside"),
     ("lon=500&lat=43.2", "invalid")],
)  # fmt: skip
def test_a_useless_point_is_a_problem_that_names_itself(client, city, query, code):
    response = client.get(f"/api/v1/districts/at/?{query}")

    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    body = response.json()
    assert (body["code"], [(row["field"], row["code"]) for row in body["errors"]]) == (code, [("point", code)])


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("districts/at/", ["lon", "lat"]),
        ("districts/at/?lon=east&lat=43.2", ["lon"]),
        ("districts/at/?lon=nan&lat=inf", ["lon", "lat"]),
        ("places/", ["q"]),
        ("places/?q=", ["q"]),
        ("places/?q=a&limit=1000", ["limit"]),
        ("districts/?outline=perhaps", ["outline"]),
    ],
)
def test_a_question_that_cannot_be_read_is_400_with_its_fields(client, city, address, fields):
    response = client.get(f"/api/v1/{address}")

    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert [row["field"] for row in response.json()["errors"]] == fields


def test_places_are_what_the_suggestions_are(client, gazetteer, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = client.get("/api/v1/places/", {"q": "Shymbulak"}, headers=RUSSIAN).json()

    assert found == [
        {
            "name": "Горнолыжный курорт Шымбулак", "detail": "Медеуский район", "lon": found[0]["lon"],
            "lat": found[0]["lat"], "district": "medeu", "kind": "landmark", "source": "gazetteer",
        }
    ]  # fmt: skip
    names = [each["name"] for each in client.get("/api/v1/places/", {"q": "самал", "limit": 4}).json()]
    assert names == [each.name for each in suggest("самал", limit=4)]


def test_a_district_narrows_the_places(client, gazetteer):
    found = client.get("/api/v1/places/", {"q": "жетісу", "district": "auezov"}).json()

    assert {each["district"] for each in found} <= {"auezov", ""}
    assert found[0]["district"] == "auezov"


def test_who_asks_too_often_loses_the_server_but_not_the_gazetteer(client, gazetteer, outside, settings, monkeypatch):
    settings.GEOCODER_URL = outside.url
    outside.answers(200, "[]")
    monkeypatch.setattr("rest_framework.throttling.ScopedRateThrottle.THROTTLE_RATES", {"geocoder": "2/min"})
    answers = [client.get("/api/v1/places/", {"q": f"Шымбулак {number}"}) for number in range(4)]

    assert [answer.status_code for answer in answers] == [200] * 4
    assert all(answer.json()[0]["district"] == "medeu" for answer in answers)
    assert len(outside.paths) == 2


def test_the_schema_tells_the_three_addresses(client, city):

    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    told = {path: sorted(each["name"] for each in paths[path]["get"]["parameters"] if each["in"] == "query")
            for path in ("/api/v1/districts/", "/api/v1/districts/at/", "/api/v1/places/")}  # fmt: skip

    assert told == {
        "/api/v1/districts/": ["outline"],
        "/api/v1/districts/at/": ["lat", "lon"],
        "/api/v1/places/": ["district", "limit", "q"],
    }
