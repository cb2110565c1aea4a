from collections.abc import Callable
from pathlib import Path

import pytest

from tests.factories import city
from tests.factories.appeals import Town


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings) -> Path:
    """A folder of its own for the files of each test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def files(media: Path) -> Callable[[], set[str]]:
    """The names of all files in storage now."""
    return lambda: {str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()}


@pytest.fixture
def town(db) -> Town:
    """The city with its reference data, and people on demand."""
    city.load()
    return Town()


@pytest.fixture
def busy_town(transactional_db) -> Town:
    """The same, seen by several connections."""
    city.load()
    return Town()
