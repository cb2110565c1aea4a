"""What cannot be done is said in a sentence that names the mend, before anything is started."""

import fcntl
import socket
from pathlib import Path

import pytest

from tests.setup.conftest import Run


def commands_without(folder: Path, *missing: str) -> str:
    """A PATH that has the system's commands but for some."""
    folder.mkdir()
    for source in ("/usr/sbin", "/sbin", "/bin", "/usr/bin"):
        for command in Path(source).iterdir():
            link = folder / command.name
            if not command.name.startswith(missing) and not link.exists():
                link.symlink_to(command)
    return str(folder)


def sentence(run: Run, *command: str, **environment: str) -> list[str]:
    """The refusal and its mend; nothing was done."""
    refusal = run(*command, **environment)
    assert refusal.returncode == 1
    return [line for line in refusal.stderr.splitlines() if line]


def test_a_port_that_is_taken(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert sentence(run, "script/server", "--port", str(port)) == [
            f"server: port {port} of 127.0.0.1 is taken or not allowed",
            f"  -> script/server --port {port + 1}",
        ]


def test_a_second_server(clone: Path, run: Run) -> None:
    lock = clone / ".data/locks/server"
    lock.parent.mkdir(parents=True)
    with lock.open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)

        assert sentence(run, "script/server") == [
            "server: a server of this clone is running already",
            "  -> end it with Ctrl-C first, or set BIRGE_DATA to another folder",
        ]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--port"], "server: --port needs a value"),
        (["--port", "many"], "server: the port 'many' is not a number"),
        (["--debug"], "server: it has no option --debug"),
    ],
)
def test_options_of_the_server(run: Run, options: list[str], says: str) -> None:
    assert sentence(run, "script/server", *options)[0] == says


def test_the_server_is_not_for_production(run: Run) -> None:
    assert sentence(run, "script/server", BIRGE_ENV="production") == [
        "server: this is the server for development: BIRGE_ENV is production",
        "  -> run the processes that docs/operations.md names",
    ]


def test_a_command_before_the_bootstrap(run: Run) -> None:
    assert sentence(run, "script/manage", "check") == [
        "manage: the Python packages are not installed",
        "  -> run script/bootstrap",
    ]


def test_a_system_without_apt(tmp_path: Path, run: Run) -> None:
    path = commands_without(tmp_path / "bin", "apt-get", "redis-server", "msgfmt")

    assert sentence(run, "script/bootstrap", PATH=path) == [
        "bootstrap: this system has no apt-get; missing: redis-server gettext",
        "  -> use Debian 12 or newer, or install the like of these packages by hand",
    ]


def test_a_wrong_name_of_a_benchmark_lists_the_right_ones(clone: Path, run: Run) -> None:
    (clone / "script/bench.d").mkdir(exist_ok=True)
    (clone / "script/bench.d/zebra.py").write_text('"""How fast a zebra runs."""\n')
    (clone / "script/bench.d/_shared.py").write_text('"""Not a benchmark."""\n')

    refusal = run("script/bench", "no-such-thing")

    assert refusal.returncode == 2
    assert refusal.stderr.splitlines()[0] == 'bench: there is no benchmark "no-such-thing". There are:'
    assert "  zebra          How fast a zebra runs." in refusal.stderr.splitlines()
    assert "_shared" not in refusal.stderr
    assert run("script/bench").stdout.splitlines()[-1] == "  zebra          How fast a zebra runs."


@pytest.mark.parametrize("scale", ["", "much", "-1"])
def test_a_scale_that_is_no_number(clone: Path, run: Run, scale: str) -> None:
    (clone / "script/bench.d").mkdir(exist_ok=True)
    (clone / "script/bench.d/zebra.py").write_text('"""How fast a zebra runs."""\n')

    assert sentence(run, "script/bench", "zebra", "--scale", scale) == [
        "bench: --scale needs a number, for example 0.01"
    ]
