"""script/server: from nothing to a page, through kills, to nothing left."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.setup.conftest import ROOT, clean_environment

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processes_of(data: Path) -> dict[int, str]:
    """Command by pid of all processes whose environment or command names this data folder.

    Redis and PostgreSQL write their titles over their environment, but name the folder in their commands.
    """
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        if f"BIRGE_DATA={data}\0".encode() in environment or str(data) in command:
            found[int(folder.name)] = command
    return found


def wait_until(condition: Callable[[], object], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


class Server:
    """script/server of this clone, with a data folder of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.output = data.with_suffix(".out")
        self.process: subprocess.Popen[bytes]

    def start(self) -> float:
        """Returns the seconds until it announced its address."""
        began = time.monotonic()
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                ["script/server", "--port", str(self.port)],
                cwd=ROOT,
                env=clean_environment() | {"BIRGE_DATA": str(self.data), "BIRGE_ENV": "dev"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        wait_until(self.is_announced, 600)
        return time.monotonic() - began

    def is_announced(self) -> bool:
        said = self.output.read_text()
        assert self.process.poll() is None, said
        return f"Birge is at http://localhost:{self.port}/" in said

    def get(self, path: str) -> tuple[int, bytes]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return answer.status, answer.read()

    def is_healthy(self) -> bool:
        try:
            status, body = self.get("/health/ready/")
        except OSError:
            return False
        return status == 200 and json.loads(body) == {"status": "ok", "database": "ok", "redis": "ok"}

    def pid_of(self, words: str) -> int:
        """The eldest process with these words in its command, the supervisor's own list of commands aside."""
        commands = processes_of(self.data).items()
        pids = [pid for pid, command in commands if words in command and "supervise.py" not in command]
        return min(pids, default=0)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "data")
    yield server
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(timeout=300)
    for pid in processes_of(server.data):
        os.kill(pid, signal.SIGKILL)


def test_from_nothing_through_kills_to_nothing(server: Server) -> None:
    from_nothing_s = server.start()
    assert server.is_healthy()
    assert server.get("/kk/")[0] == 200
    assert "PostgreSQL and Redis" in server.output.read_text()

    for victim in ("config.asgi:application", "-A config worker", "-A config beat", "redis-server", "bin/postgres"):
        killed = server.pid_of(victim)
        assert killed, victim
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda victim=victim, killed=killed: server.pid_of(victim) not in (0, killed), 120)
    wait_until(server.is_healthy, 120)

    server.process.send_signal(signal.SIGINT)

    assert server.process.wait(timeout=120) == 0
    assert processes_of(server.data) == {}
    assert not (server.data / "run").exists()

    assert server.start() < from_nothing_s / 4, "what is set up is not set up again"
    assert server.is_healthy()
