"""A server for a benchmark: granian as in production, on a free port of this machine only."""

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
from typing import IO

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
THREADS = 4
STARTS_WITHIN_S = 30.0
# One address files thousands of appeals here; everywhere else the limits stay.
UNLIMITED = "1000000/min"


@contextmanager
def server(*, workers: int = 1, **environment: str) -> Iterator[int]:
    """Its port, as long as the block lasts. Limits are lifted in this one server; uploads go into a passing folder."""
    port = free_port()
    with TemporaryDirectory(prefix="birge-bench-") as media:
        process = start(port, media, workers=workers, **environment)
        try:
            wait(process, port)
            yield port
        finally:
            _end(process)


@contextmanager
def live_server() -> Iterator[int]:
    """Pages and sockets by uvicorn, with a worker that pays the debts of each act; its port."""
    port = free_port()
    celery = ["-m", "celery", "--quiet", "-A", "config", "worker", "-l", "ERROR", "-c", "2"]
    web = ["-m", "uvicorn", "config.asgi:application", "--port", str(port), "--lifespan", "off", "--log-level", "error"]
    with TemporaryDirectory(prefix="birge-bench-") as media:
        processes = [
            subprocess.Popen([sys.executable, *program], env=_environment(media), cwd=ROOT, start_new_session=True)
            for program in (web, [*celery, "--without-gossip", "--without-mingle"])
        ]
        try:
            wait(processes[0], port)
            yield port
        finally:
            for process in processes:
                _end(process)


def _end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(port: int, media: str, *, workers: int = 1, log: IO | None = None, **environment: str) -> subprocess.Popen:
    """In a process group of its own; ``environment`` is laid over that of a benchmark."""
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(THREADS), "--log-level", "error"),
        "_counted:application",
    ]
    whole = _environment(media) | environment
    return subprocess.Popen(command, env=whole, cwd=ROOT, start_new_session=True, stderr=log)


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


def wait(process: subprocess.Popen, port: int) -> None:
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
