import pytest

from tests.factories import city
from tests.factories.meetings import Hall


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
