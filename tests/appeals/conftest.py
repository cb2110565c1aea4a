import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

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


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Run ``work(0..count-1)`` in threads that leave one barrier together; results or exceptions in order."""
    barrier = threading.Barrier(count)
    results: list[Any] = [None] * count

    def run(number: int) -> None:
        try:
            barrier.wait(10)
            results[number] = work(number)
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    return results
