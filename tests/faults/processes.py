"""The whole house as processes of their own, on the test database: each may be killed and started again."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection

PR_SET_PDEATHSIG = 1
START_S = 120.0
GRACE_S = 10.0
_libc = ctypes.CDLL(None, use_errno=True)


def _die_with_the_test() -> None:
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Program:
    """One program in a process group of its own, with a log; ``is_ready`` says when it works."""

    def __init__(self, name: str, command: list[str], house: "House", is_ready: Callable[[], bool]) -> None:
        self.name, self.command, self.house, self.is_ready = name, command, house, is_ready
        self.process: subprocess.Popen | None = None

    @property
    def log(self) -> Path:
        return self.house.folder / f"{self.name}.log"

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=settings.BASE_DIR,
                env=self.house.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_the_test,
            )

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_S
        while not self.is_ready():
            assert self.process and self.process.poll() is None, f"{self.name} ended: {self.log.read_text()[-2000:]}"
            assert time.monotonic() < deadline, f"{self.name} does not start: {self.log.read_text()[-2000:]}"
            time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL to the program and to whatever it has started; nobody gets to tidy up."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end; SIGKILL for what does not."""
        self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> None:
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        try:
            self.process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(GRACE_S)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process = None


class House:
    """Redis, web (pages, API and sockets), worker and scheduler, as ``script/server`` starts them."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.port = _free_port()
        self.redis_path = str(folder / "r.sock")
        self.environment = os.environ | self._settings() | environment
        celery = [sys.executable, "-m", "celery", "--quiet", "-A", "config"]
        web = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(self.port)]
        worker = [*celery, "worker", "-l", "WARNING", "-c", "2", "--without-gossip", "--without-mingle"]
        beat = [*celery, "beat", "-l", "WARNING", "--pidfile=", "--schedule", str(folder / "beat")]
        memory = ["redis-server", "--port", "0", "--unixsocket", self.redis_path, "--save", "", "--daemonize", "no"]
        self.redis = Program("redis", memory, self, self._redis_answers)
        self.web = Program("web", [*web, "--lifespan", "off", "--log-level", "warning"], self, self._web_answers)
        self.worker = Program("worker", worker, self, lambda: True)
        self.beat = Program("beat", beat, self, lambda: True)
        self.programs = (self.redis, self.web, self.worker, self.beat)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        for program in self.programs:
            program.start()
        for program in self.programs:
            program.wait_until_ready()

    def stop(self) -> None:
        for program in reversed(self.programs):
            program.stop()

    def _settings(self) -> dict[str, str]:
        database = settings.DATABASES["default"]
        name = connection.settings_dict["NAME"]
        return {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "BIRGE_ENV": "dev",
            "DEBUG": "0",
            "BIRGE_DATA": str(self.folder),
            "MEDIA_ROOT": str(self.folder / "media"),
            "SITE_URL": self.url,
            "DATABASE_URL": f"postgis://{database['USER']}@/{name}?host={database['HOST']}&port={database['PORT']}",
            "DATABASE_POOL": "6",
            "REDIS_URL": f"unix://{self.redis_path}?db=0",
            "REDIS_PREFIX": "house",
            "PYTHONPATH": str(settings.BASE_DIR),
        }

    def _redis_answers(self) -> bool:
        with suppress(redis.ConnectionError):
            return bool(redis.Redis.from_url(f"unix://{self.redis_path}").ping())
        return False

    def _web_answers(self) -> bool:
        with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            return urllib.request.urlopen(f"{self.url}/health/live/", timeout=2).status == 200
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
