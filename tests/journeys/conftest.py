"""A real browser at a real address: Debian's Chromium, driven by Playwright, against the running house."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connections
from playwright.sync_api import Browser, Page

from tests.conftest import House
from tests.factories import city
from tests.factories.appeals import Town
from workflow import outbox


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def street(house: House) -> Town:
    """The town behind the running house."""
    cache.clear()
    city.load()
    return Town()


@pytest.fixture
def worker(house: House) -> Iterator[None]:
    """What the worker does after each act, in a thread of its own: letters, appeals, news for open pages."""
    done = threading.Event()

    def drain() -> None:
        while not done.wait(0.1):
            outbox.drain(100)
        connections.close_all()

    thread = threading.Thread(target=drain, name="worker")
    thread.start()
    yield
    done.set()
    thread.join(30)
    assert not thread.is_alive()


@pytest.fixture
def phone(chromium: Browser, house: House) -> Iterator[Page]:
    """A phone with JavaScript, in Kazakh; what the page complains of in its console fails the test.

    It asks for less motion: the map jumps instead of gliding.
    """
    context = chromium.new_context(
        base_url=house.url,
        viewport={"width": 360, "height": 740},
        locale="kk-KZ",
        color_scheme="light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    # A refused form answers 422, which the browser's console calls an error.
    assert [words for words in complaints if "422" not in words] == []


@pytest.fixture
def plain_phone(chromium: Browser, house: House) -> Iterator[Page]:
    """The same without JavaScript."""
    context = chromium.new_context(
        base_url=house.url, viewport={"width": 360, "height": 740}, locale="kk-KZ", java_script_enabled=False
    )
    yield context.new_page()
    context.close()
