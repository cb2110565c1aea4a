from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.utils import timezone
from django.utils.translation import override

from tests.factories import city
from tests.factories.meetings import AT, Hall


@pytest.fixture
def hall(db) -> Hall:
    """The city with its reference data, and the people of a meeting on demand."""
    city.load()
    return Hall()


@pytest.fixture
def busy_hall(transactional_db) -> Hall:
    """The same, seen by several connections."""
    city.load()
    return Hall()


@pytest.fixture
def clock(monkeypatch, settings) -> Iterator[Callable[[datetime], None]]:
    """The clock at the doors; addresses are made in Kazakh, and officials need no second factor."""
    settings.STAFF_SECOND_FACTOR = "off"

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_to(AT)
    with override("kk"):
        yield set_to
