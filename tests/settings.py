"""Settings of the tests: the environment is `test`, and Redis names carry the database and the xdist worker.

Two test processes never hear each other's messages, though they share one Redis. Processes that a test starts inherit
both.
"""

import os

os.environ.setdefault("BIRGE_ENV", "test")
_corner = f"{os.environ.get('BIRGE_DB', 'birge')}-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
_prefix = os.environ.get("REDIS_PREFIX", "birge-test")
if not _prefix.endswith(_corner):
    os.environ["REDIS_PREFIX"] = f"{_prefix}-{_corner}"

from config.settings import *  # noqa: E402, F403
