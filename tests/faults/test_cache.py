"""Without Redis the cache forgets, and the doors of residents stay open."""

import pytest
from django.core.cache import caches
from django.test import Client

from appeals.views.limits import Limit
from tests.factories import city


@pytest.fixture
def no_redis(settings, tmp_path):
    """The house's cache at an address where nobody answers."""
    there = {**settings.CACHES["default"], "LOCATION": f"unix://{tmp_path}/none.sock?db=0"}
    settings.CACHES = {"default": there}
    yield
    caches.close_all()


def test_limits_keep_nobody_out(no_redis):
    limit = Limit("tries", times=1, seconds=60)
    assert [limit.allows("somebody") for _try in range(3)] == [True, True, True]


@pytest.mark.django_db
def test_a_resident_files_and_reads_without_redis(no_redis):
    city.load()
    visitor = Client()
    body = {"text": "Аялдаманың жанында терең шұңқыр бар.", "language": "kk", "consent": "2026-11"}
    filed = visitor.post("/api/v1/appeals/", body, content_type="application/json")
    codes = [visitor.get(path).status_code for path in ("/kk/", "/kk/appeals/", "/api/v1/appeals/")]
    assert (filed.status_code, codes) == (201, [200, 200, 200])
