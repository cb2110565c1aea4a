"""Settings of the tests: the environment is `test`, and Redis names carry the database and the xdist worker.

Two test processes never hear each other's messages, though they share one Redis. Processes that a test starts inherit
both.
"""

import os
from urllib.parse import urlsplit

os.environ.setdefault("BIRGE_ENV", "test")
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw13").removeprefix("gw"))
_corner = f"{os.environ.get('BIRGE_DB', 'birge')}-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
_prefix = os.environ.get("REDIS_PREFIX", "birge-test")
if not _prefix.endswith(_corner):
    os.environ["REDIS_PREFIX"] = f"{_prefix}-{_corner}"

from config.settings import *  # noqa: E402, F403
from config.settings import CACHES, INSTALLED_APPS, REDIS_URL  # noqa: E402


def _numbered(url: str, number: int) -> str:
    """The same server, another of its sixteen databases."""
    address, _, _query = url.partition("?")
    if address.startswith("unix://"):
        return f"{address}?db={number}"
    return urlsplit(address)._replace(path=f"/{number}").geturl()


# `cache.clear()` empties a whole database of Redis, whatever the prefix: the cache has one apart from the queues.
CACHES["default"]["LOCATION"] = _numbered(REDIS_URL, 2 + _worker % 14)

# Hashing well takes a fifth of a second on purpose; tests sign in hundreds of people.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Every test has browsers of its own, and each would go through all static files as a starting server does.
WHITENOISE_AUTOREFRESH = True

# Its `flush` empties what tests have filled.
INSTALLED_APPS += ["tests"]
