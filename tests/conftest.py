"""What every test may stand on: a real database, a corner of the real Redis, a real server for sockets and pages."""

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import redis
import uvicorn
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import translation
from hypothesis import settings as hypothesis
from playwright.sync_api import Browser, expect, sync_playwright

from tests import template

CHROMIUM = "/usr/bin/chromium"

# A busy machine is no fault of the code: what must be quick is measured by script/bench.
hypothesis.register_profile("house", deadline=None)
hypothesis.load_profile("house")
expect.set_options(timeout=30_000)
# Table -> its trigger against TRUNCATE.
TRUNCATE_TRIGGERS = {
    "workflow_act": "the_journal_is_never_emptied",
    "accounts_accesslog": "the_log_of_readings_is_never_emptied",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser: those tests run in processes of their own.

    The browser's driver keeps an event loop running in its thread, which leaves no room for those of asynchronous
    tests. Where both are run by hand in one process, the browser's come last. A test says in its signature that it
    needs the browser: what it asks for while it runs is not seen here.
    """
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(autouse=True)
def _language_of_the_site() -> Iterator[None]:
    """A request leaves its language to the thread; the next test begins in that of the site."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker) -> None:
    """Copy the migrated database instead of migrating another one."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template.ready()


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_setup, django_db_blocker) -> None:
    """The test database, with the logs' triggers against TRUNCATE off: the runner empties tables between tests.

    That the migrations leave them on is asserted here, what they do in tests/workflow/test_journal.py. The triggers
    against UPDATE and DELETE stay on.
    """
    states = ["O", "D"] if request.config.getvalue("reuse_db") else ["O"]
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table, trigger in TRUNCATE_TRIGGERS.items():
            cursor.execute("SELECT tgenabled FROM pg_trigger WHERE tgname = %s", [trigger])
            assert [state for (state,) in cursor.fetchall()] in [[state] for state in states], "the trigger is not on"
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")


@pytest.fixture(scope="session", autouse=True)
def corner_of_redis() -> Iterator[str]:
    """The prefix of all that this process keeps in Redis; swept when it ends."""
    prefix = os.environ["REDIS_PREFIX"]
    yield prefix
    try:
        server = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1)
        for key in server.scan_iter(f"*{prefix}*"):
            server.delete(key)
    except redis.ConnectionError:
        pass  # a test without Redis leaves nothing there


@dataclass(frozen=True)
class House:
    """The whole house behind a real port: pages, API and sockets, in a thread of this process."""

    host: str

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    @property
    def socket_url(self) -> str:
        return f"ws://{self.host}/ws/live/"

    def headers(self, client: Client | None = None, *, origin: str | None = None) -> dict[str, str]:
        """What a browser sends when it opens a socket: the page's origin and the cookies of ``client``."""
        headers = {"Origin": origin or self.url}
        if client is not None and client.cookies:
            headers["Cookie"] = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        return headers


@pytest.fixture
def house(transactional_db) -> Iterator[House]:
    """A running uvicorn with ``config.asgi``, on the test database. Other threads see only what was committed."""
    from config.asgi import application

    config = uvicorn.Config(
        application, host="127.0.0.1", port=0, log_level="warning", lifespan="off", timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="house", daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started:
        assert thread.is_alive() and time.monotonic() < deadline, "the server does not start"
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield House(f"127.0.0.1:{port}")
    server.should_exit = True
    thread.join(60)
    assert not thread.is_alive(), "the server does not stop"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests that look at pages.

    Its driver runs a loop in this thread, which Django must be told is no danger.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--enable-unsafe-swiftshader"]
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
