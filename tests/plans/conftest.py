"""A town with as many appeals as make PostgreSQL choose its ways by size, made once for all tests of this folder."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection

from config.portal.seed import town
from tests.factories import city

SCALE = 0.03
UNTIL = datetime(2026, 11, 16, 12, 0, tzinfo=ZoneInfo("Asia/Almaty"))
MONTH_AGO = UNTIL - timedelta(days=30)


@pytest.fixture(scope="module")
def year(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Five thousand appeals of a seeded year, known to the planner; swept away at the end of the module."""
    with django_db_blocker.unblock():
        city.load()
        town.build(scale=SCALE, seed=1, until=UNTIL, progress=lambda _number: None)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    yield
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)
