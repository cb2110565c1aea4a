"""A server for a benchmark: granian as in production, one worker, on a free port of this machine only."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
THREADS = 4
STARTS_WITHIN_S = 30.0
# One address files thousands of appeals here; everywhere else the limits stay.
UNLIMITED = "1000000/min"


@contextmanager
def server() -> Iterator[int]:
    """Its port, as long as the block lasts. Limits are lifted in this one process; uploads go into a passing folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with TemporaryDirectory(prefix="birge-bench-") as media:
        process = subprocess.Popen(_command(port), env=_environment(media), cwd=ROOT)
        try:
            _wait(process, port)
            yield port
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _command(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", str(THREADS), "--log-level", "error", "_counted:application"),
    ]


def _environment(media: str) -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": os.pathsep.join([str(HERE), str(ROOT)]),
        "BIRGE_ENV": "dev",
        "DEBUG": "false",
        "LOG_LEVEL": "ERROR",
        "STAFF_SECOND_FACTOR": "off",
        "MEDIA_ROOT": media,
        # A corner of its own in the cache, so that every run begins with nothing kept.
        "REDIS_PREFIX": f"birge-bench-{os.getpid()}",
        "API_RATE": UNLIMITED,
        "INTAKE_RATE": UNLIMITED,
    }


def _wait(process: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while True:
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("bench: the server does not start; try: script/manage check")
        try:
            probe = HTTPConnection("127.0.0.1", port, timeout=STARTS_WITHIN_S)
            probe.request("GET", "/health/live/")
            if probe.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
