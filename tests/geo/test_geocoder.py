"""Suggestions: the gazetteer first, a server beside it that may fail in every way without stopping anybody."""

import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.utils import translation

from geo.geocoder import Suggestion, suggest

pytestmark = pytest.mark.usefixtures("clean_cache")

ANSWER = [
    {"display_name": "12, Қабанбай батыр көшесі, Алматы", "name": "", "lon": "76.9455", "lat": "43.2363"},
    {"display_name": "Kaskelen, Almaty Region", "name": "Kaskelen", "lon": "76.62", "lat": "43.20"},
    {"display_name": "Astana", "name": "Astana", "lon": "71.43", "lat": "51.13"},
]
HOUSE = Suggestion("12", "Қабанбай батыр көшесі, Алматы", 76.9455, 43.2363, "bostandyk", "address", "geocoder")
TYPED = "Zzyzx 12"  # a name that no place of the gazetteer resembles


@pytest.fixture
def server(outside, settings):
    settings.GEOCODER_URL = outside.url + "/"
    settings.GEOCODER_TIMEOUT_S = 5
    outside.answers(200, json.dumps(ANSWER))
    return outside


def test_without_a_server_the_gazetteer_answers_in_the_language_of_the_page(gazetteer, settings):
    settings.GEOCODER_URL = ""
    with translation.override("ru"):
        found = suggest("Shymbulak")
    assert [(each.name, each.detail, each.district, each.kind, each.source) for each in found] == [
        ("Горнолыжный курорт Шымбулак", "Медеуский район", "medeu", "landmark", "gazetteer")
    ]


def test_the_server_adds_what_lies_in_the_city(gazetteer, server):
    assert suggest(TYPED) == [HOUSE]


def test_the_server_is_asked_politely_and_for_the_city_alone(city, server):
    with translation.override("ru"):
        suggest(TYPED)

    asked = urlsplit(server.paths[0])
    assert asked.path == "/search"
    assert parse_qs(asked.query) == {
        "q": [TYPED], "format": ["jsonv2"], "limit": ["10"], "viewbox": ["76.4,43.6,77.5,42.8"], "bounded": ["1"],
        "countrycodes": ["kz"], "accept-language": ["ru,ru,en"],
    }  # fmt: skip
    assert server.headers[0]["Accept-Language"].startswith("ru")
    assert server.headers[0]["User-Agent"].startswith("Birge (http")


def test_the_gazetteer_comes_first_and_a_full_list_asks_nobody(gazetteer, server):
    assert [each.source for each in suggest("Шымбулак")] == ["gazetteer", "geocoder"]
    asked = len(server.paths)
    assert [each.source for each in suggest("самал", limit=3)] == ["gazetteer"] * 3
    assert len(server.paths) == asked


def test_one_district_and_no_server_on_demand(city, server):
    assert suggest(TYPED, district="medeu") == []
    assert suggest(TYPED, district="bostandyk") == [HOUSE]
    assert suggest(TYPED, ask_server=False) == []


def test_an_answer_is_remembered_for_each_language_and_spelling(city, server):
    for typed in (TYPED, TYPED.upper(), f" {TYPED} "):
        assert suggest(typed) == [HOUSE]
    assert len(server.paths) == 1
    with translation.override("en"):
        suggest(TYPED)
    assert len(server.paths) == 2


def test_two_letters_are_not_worth_a_request(city, server):
    assert suggest("zz") == []
    assert server.paths == []


@pytest.mark.parametrize("manner", ["hangs", "drips"])
def test_a_server_that_hangs_delays_once_and_no_longer_than_allowed(gazetteer, server, settings, manner):
    settings.GEOCODER_TIMEOUT_S = 1
    getattr(server, manner)()
    began = time.monotonic()
    assert [each.source for each in suggest("Шымбулак")] == ["gazetteer"]
    first = time.monotonic() - began
    assert suggest("Шымбулак 2")[0].source == "gazetteer"

    assert 0.9 < first < 10
    assert len(server.paths) == 1, "the second does not ask"


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, "[]"), (429, "[]"), (302, ""), (200, "<html>"), (200, "{}"), (200, '["a"]'), (200, '[{"lon": 1}]'),
     (200, '[{"lon": "x", "lat": "y"}]'), (200, "null"), (200, " " * 600_000)],
)  # fmt: skip
def test_nonsense_is_a_failure_and_the_server_rests(gazetteer, server, status, body):
    server.answers(status, body)
    assert suggest(TYPED) == []
    server.answers(200, json.dumps(ANSWER))
    assert suggest("Qwxyz 7") == []
    assert len(server.paths) == 1

    cache.delete("geocoder:resting")
    assert suggest(TYPED) == [HOUSE]


def test_a_server_that_is_down_stops_nobody(gazetteer, server):
    server.close()

    assert [each.source for each in suggest("Шымбулак")] == ["gazetteer"]


def test_without_redis_the_server_is_asked_each_time(city, server, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    assert [suggest(TYPED), suggest(TYPED)] == [[HOUSE], [HOUSE]]
    assert len(server.paths) == 2
