"""script/lib/supervise.py: children are kept alive and ended together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.setup.conftest import ROOT

pytestmark = pytest.mark.slow

# A child with a child of its own, which says both pids and would live for an hour.
FAMILY = "sleep 3600 & echo $$ $! >> pids; echo hello from the child; wait"
STUBBORN = "trap '' TERM; sleep 3600 & echo $$ $! >> pids; while true; do wait; done"


@pytest.fixture
def supervise(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []

    def start(*words: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(ROOT / "script/lib/supervise.py"), "--log-dir", str(tmp_path / "log"), *words]
        process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
    for pid in [pid for family in families(tmp_path) for pid in family]:
        if alive(pid):
            os.kill(pid, signal.SIGKILL)


def families(folder: Path) -> list[list[int]]:
    """The pids of each start: of the child and of its child."""
    pids = folder / "pids"
    return [[int(pid) for pid in line.split()] for line in pids.read_text().splitlines()] if pids.exists() else []


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def test_a_child_killed_with_9_is_started_again_and_its_orphans_are_ended(tmp_path: Path, supervise: Callable) -> None:
    supervise("--", "one", "sh", "-c", FAMILY)
    wait_until(lambda: len(families(tmp_path)) == 1)
    [first] = families(tmp_path)

    os.kill(first[0], signal.SIGKILL)

    wait_until(lambda: len(families(tmp_path)) == 2)
    assert [alive(pid) for family in families(tmp_path) for pid in family] == [False, False, True, True]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_whole_tree(tmp_path: Path, supervise: Callable, number: int) -> None:
    process = supervise("--", "one", "sh", "-c", FAMILY, "--", "two", "sh", "-c", FAMILY)
    wait_until(lambda: len(families(tmp_path)) == 2)

    process.send_signal(number)

    assert process.wait(timeout=60) == 0
    assert [alive(pid) for family in families(tmp_path) for pid in family] == [False] * 4


def test_a_second_ctrl_c_does_not_wait_for_the_stubborn(tmp_path: Path, supervise: Callable) -> None:
    process = supervise("--", "one", "sh", "-c", STUBBORN)
    wait_until(lambda: len(families(tmp_path)) == 1)

    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)

    assert process.wait(timeout=60) == 0
    assert time.monotonic() - began < 8
    assert [alive(pid) for pid in families(tmp_path)[0]] == [False, False]


def test_children_do_not_outlive_a_killed_supervisor(tmp_path: Path, supervise: Callable) -> None:
    process = supervise("--", "one", "sleep", "3600", "--", "two", "sh", "-c", "echo $$ 1 >> pids; exec sleep 3600")
    wait_until(lambda: len(families(tmp_path)) == 1)

    process.kill()

    wait_until(lambda: not alive(families(tmp_path)[0][0]))


def test_a_child_that_cannot_work_ends_all_with_a_sentence(tmp_path: Path, supervise: Callable) -> None:
    process = supervise("--", "good", "sh", "-c", FAMILY, "--", "bad", "sh", "-c", "echo no module; exit 3")

    output, _ = process.communicate(timeout=60)

    assert process.returncode == 1
    assert f"bad cannot work: see {tmp_path}/log/bad.log" in output
    assert (tmp_path / "log/bad.log").read_text() == "no module\n" * 5
    assert [alive(pid) for pid in families(tmp_path)[0]] == [False, False]


def test_lines_go_to_a_log_and_to_the_terminal_with_the_name_in_front(tmp_path: Path, supervise: Callable) -> None:
    process = supervise("--", "one", "sh", "-c", FAMILY)
    wait_until(lambda: len(families(tmp_path)) == 1)
    wait_until(lambda: (tmp_path / "log/one.log").read_text() == "hello from the child\n")

    process.terminate()

    assert process.communicate(timeout=60)[0].splitlines() == ["one      | hello from the child", "server   | stopping"]


def test_a_deaf_service_is_healed(tmp_path: Path, supervise: Callable) -> None:
    heal = tmp_path / "heal"
    heal.write_text(
        f"#!{sys.executable}\n"
        "import socket, time, os\n"
        "print('healing', flush=True)\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    [os.close(number) for number in (0, 1, 2)]\n"
        "    listener = socket.socket(socket.AF_UNIX)\n"
        "    listener.bind('service.sock')\n"
        "    listener.listen()\n"
        "    open('pids', 'a').write(f'{os.getpid()} 1\\n')\n"
        "    time.sleep(60)\n"
        "time.sleep(0.5)\n"
    )
    heal.chmod(0o755)
    process = supervise("--socket", "service.sock", "--heal", str(heal), "--", "one", "sleep", "3600")
    wait_until(lambda: (tmp_path / "service.sock").exists())
    time.sleep(2.5)

    process.terminate()
    output = process.communicate(timeout=60)[0]
    os.kill(families(tmp_path)[0][0], signal.SIGKILL)

    assert output.splitlines() == [
        "server   | no answer at service.sock; starting what does not run",
        "services | healing",
        "server   | stopping",
    ]


def test_at_its_end_it_becomes_the_last_command(supervise: Callable) -> None:
    process = supervise("--finally", "echo", "released with", "--", "one", "sleep", "3600")
    time.sleep(0.7)

    process.terminate()

    assert process.communicate(timeout=60)[0].splitlines() == ["server   | stopping", "released with 0"]


def test_words_before_the_first_name_are_refused(supervise: Callable) -> None:
    process = supervise("--", "one")

    assert process.communicate(timeout=60)[0] == "supervise.py: each -- needs a NAME and a COMMAND\n"
    assert process.returncode == 1


def test_a_command_that_does_not_exist_ends_all_with_its_name(tmp_path: Path, supervise: Callable) -> None:
    process = supervise("--", "one", "no-such-command", "--quietly")

    output, _ = process.communicate(timeout=60)

    assert process.returncode == 1
    assert "one      | no-such-command: No such file or directory" in output.splitlines()
