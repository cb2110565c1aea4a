"""script/services: the clone's own PostgreSQL and Redis."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.setup.conftest import Run, clean_environment, make_clone, runner

pytestmark = pytest.mark.slow

ASK = ". script/env.sh && psql --no-psqlrc --tuples-only --no-align --command"


def ask(run: Run, query: str, **environment: str) -> str:
    answer = run("bash", "-c", f'{ASK} "$0"', query, **environment)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


def postmaster(clone: Path) -> int:
    return int((clone / ".data/postgres/postmaster.pid").read_text().split()[0])


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def test_start_is_idempotent_and_stop_leaves_nothing(clone: Path, run: Run) -> None:
    assert run("script/services", "start").returncode == 0
    first, redis = postmaster(clone), int((clone / ".data/run/redis.pid").read_text())

    assert run("script/services", "start").returncode == 0

    assert postmaster(clone) == first
    assert run("script/services", "status").returncode == 0
    assert run("script/services", "stop").returncode == 0
    assert [alive(first), alive(redis), (clone / ".data/run").exists()] == [False, False, False]
    assert run("script/services", "status").returncode == 3


def test_the_cluster_speaks_utf8_checks_its_pages_and_has_no_port(run: Run) -> None:
    run("script/services", "start")

    assert ask(run, "select current_user || ' ' || current_database()") == "birge birge"
    assert ask(run, "show listen_addresses") == ""
    assert ask(run, "show data_checksums") == "on"
    assert ask(run, "select lower('ӘҒҚҢӨҰҮҺІ')") == "әғқңөұүһі"


def test_nobody_is_trusted_without_being_asked_who_he_is(clone: Path, run: Run) -> None:
    run("script/services", "start")

    rules = (clone / ".data/postgres/pg_hba.conf").read_text().splitlines()
    assert rules == ["local all birge peer map=clone", "local replication birge peer map=clone"]


def test_each_name_gets_a_database(run: Run) -> None:
    run("script/services", "start")
    run("script/services", "start", BIRGE_DB="birge_other")

    assert ask(run, "select current_database()", BIRGE_DB="birge_other") == "birge_other"
    refusal = run("script/services", "start", BIRGE_DB="Robert'); drop")
    assert refusal.returncode == 1
    assert "give BIRGE_DB lower-case letters" in refusal.stderr


def test_two_callers_at_once_start_one_server(clone: Path) -> None:
    callers = [
        subprocess.Popen(
            ["script/services", "start"],
            cwd=clone,
            env=clean_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for _ in range(4)
    ]
    outputs = [caller.communicate(timeout=120)[0] for caller in callers]

    assert [caller.returncode for caller in callers] == [0, 0, 0, 0], outputs


@pytest.mark.parametrize("name", ["a very long name of a folder, " * 6, "қазақша атау"])
def test_a_path_that_no_socket_can_have(tmp_path: Path, name: str) -> None:
    run = runner(make_clone(tmp_path / name.strip()))
    try:
        started = run("script/services", "start")
        assert started.returncode == 0, started.stderr
        sockets = Path(ask(run, "show unix_socket_directories"))
        assert sockets.parent == Path("/tmp")
        assert sockets.stat().st_mode & 0o777 == 0o700
    finally:
        run("script/services", "stop")
    assert not sockets.exists()


def test_it_recovers_from_kill_9_with_what_was_committed(clone: Path, run: Run) -> None:
    run("script/services", "start")
    ask(run, "create table kept as select 42 as answer")

    os.kill(postmaster(clone), signal.SIGKILL)
    os.kill(int((clone / ".data/run/redis.pid").read_text()), signal.SIGKILL)
    restarted = run("script/services", "start")

    assert restarted.returncode == 0, restarted.stderr
    assert run("script/services", "status").returncode == 0
    assert ask(run, "select answer from kept") == "42"


def test_a_server_of_your_own_is_left_alone(clone: Path, run: Run) -> None:
    yours = {"DATABASE_URL": "postgis://someone@db.example/birge", "REDIS_URL": "redis://redis.example/0"}

    assert run("script/services", "start", **yours).returncode == 0

    assert not (clone / ".data/postgres").exists()
    assert run("script/services", "status", **yours).stdout.splitlines() == [
        "PostgreSQL  yours, by DATABASE_URL",
        "Redis       yours, by REDIS_URL",
    ]


def test_the_last_one_out_stops_the_services_unless_they_are_to_be_kept(clone: Path, run: Run) -> None:
    borrow = (
        ". script/env.sh && . script/lib/say.sh && . script/lib/services.sh && trap services_release EXIT"
        " && services_lease && touch borrowed && while [ -e borrowed ]; do sleep 0.1; done"
    )
    borrower = subprocess.Popen(["bash", "-euc", borrow], cwd=clone, env=clean_environment())
    while not (clone / "borrowed").exists():
        assert borrower.poll() is None
        time.sleep(0.1)
    assert run("bash", "-euc", borrow.partition(" && touch")[0]).returncode == 0  # comes and goes
    assert run("script/services", "status").returncode == 0

    (clone / "borrowed").unlink()
    assert borrower.wait(timeout=30) == 0
    assert run("script/services", "status").returncode == 3

    run("script/services", "start")
    assert run("bash", "-euc", borrow.partition(" && touch")[0]).returncode == 0
    assert run("script/services", "status").returncode == 0


def test_a_disk_that_cannot_be_written_is_a_sentence(clone: Path, run: Run) -> None:
    shutil.rmtree(clone / ".data", ignore_errors=True)
    (clone / ".data").write_text("a file where the folder should be")

    refusal = run("script/services", "start")

    assert refusal.returncode == 1
    assert "cannot be written" in refusal.stderr
    (clone / ".data").unlink()
