"""Redis is away: what must go on goes on."""

import json

import pytest
from django.core.cache import caches
from django.test import Client

from appeals.models import Appeal
from tests.factories import city


@pytest.fixture
def no_redis(settings, tmp_path, db) -> None:
    """The cache and the broker point at a socket that nobody listens on."""
    city.load()
    gone = f"unix://{tmp_path}/nobody.sock?db=0"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": gone}}
    if hasattr(caches._connections, "default"):
        delattr(caches._connections, "default")


def test_reading_and_filing_go_on(no_redis):
    client = Client()
    filing = {
        "text": "Аялдаманың жанында терең шұңқыр бар, көліктер айналып өтеді.",
        "language": "kk",
        "place": {"lon": 77.0405, "lat": 43.3521},
        "consent": "2026-01",
    }
    answers = {
        "home": client.get("/kk/").status_code,
        "list": client.get("/kk/appeals/").status_code,
        "api": client.get("/api/v1/appeals/").status_code,
        "tile": client.get("/tiles/appeals/10/730/374.mvt").status_code,
        "filing": client.post("/api/v1/appeals/", json.dumps(filing), content_type="application/json").status_code,
    }
    assert answers == {"home": 200, "list": 200, "api": 200, "tile": 204, "filing": 201}
    assert Appeal.objects.count() == 1


def test_the_readiness_door_tells_it(no_redis):
    assert Client().get("/health/ready/").json() == {"status": "ok", "database": "ok", "redis": "down"}
