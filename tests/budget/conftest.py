from pathlib import Path

import pytest

from tests.factories import city
from tests.factories.budget import Season


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings) -> Path:
    """A folder of its own for the files of each test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def season(db) -> Season:
    """The city with its reference data, and the people of an edition on demand."""
    city.load()
    return Season()
