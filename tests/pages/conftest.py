from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser

from tests.conftest import House
from tests.factories import city
from tests.factories.appeals import Town
from tests.pages.settings import Setting, settle
from tests.pages.window import Window


@pytest.fixture
def scene(house: House, tmp_path: Path, settings) -> Setting:
    """A town in which every page has something to show, behind the running house."""
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    city.load()
    return settle(Town())


@pytest.fixture
def window(chromium: Browser, house: House, scene: Setting) -> Iterator[Window]:
    opened = Window(chromium, house.url, scene)
    yield opened
    opened.context.close()
