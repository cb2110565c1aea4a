"""SIGKILL to the web server and to PostgreSQL while ballots come in: whatever had its receipt is still in the box.

All of it on a copy of the benchmark's database in a cluster of its own, which lives in a passing folder.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import psycopg
from _server import ROOT, free_port, start, wait
from _votes import PROOF, Election, Voter, election, voters

from budget.rules.box import envelope, merkle

CALLERS = 8
TARGETS = ("web", "database", "both")
# A kill of the database alone is what loses unflushed commits.
CONTROL, CONTROL_BETWEEN, CONTROL_TARGETS = 10, 100, ("database",)
RECOVERS_WITHIN_S = 120.0
NAME = "birge_kills"
_IN_BASH = 'set -euo pipefail; . script/env.sh; . script/lib/say.sh; . script/lib/services.sh; "$@"'


@dataclass
class Kept:
    """What the callers sent and were promised. ``leaf`` hashes in hex."""

    sent: set[str] = field(default_factory=set)
    promised: set[str] = field(default_factory=set)
    found_again: int = 0
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, leaf: str, status: int) -> None:
        with self.lock:
            self.promised.add(leaf)
            self.found_again += status == 200


class House:
    """A cluster and a web server of their own; each may be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        self.environment = inherited | {"BIRGE_DATA": str(folder), "BIRGE_DB": NAME}
        self.web: subprocess.Popen | None = None
        (folder / "log").mkdir()
        self.start_database()
        shown = self._bash("sh", "-c", 'printf "%s\\n%s" "$DATABASE_URL" "$PGHOST"')
        self.url, self.socket = shown.splitlines()

    def _bash(self, *command: str) -> str:
        run = ["bash", "-c", _IN_BASH, "bash", *command]
        done = subprocess.run(run, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"bench: {' '.join(command)} failed: {done.stderr[-500:]}")
        return done.stdout

    def start_database(self) -> None:
        self._bash("services_make_run_folder")
        self._bash("pg_start")

    def fill(self) -> None:
        """With what the benchmark's database holds now."""
        source = subprocess.Popen(["pg_dump", "--no-owner"], stdout=subprocess.PIPE)
        into = ["psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--host", self.socket, "--username=birge"]
        done = subprocess.run([*into, NAME], stdin=source.stdout, stdout=subprocess.DEVNULL, check=False)
        if source.wait() or done.returncode:
            raise SystemExit("bench: the database could not be copied")

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(host=self.socket, user="birge", dbname=NAME, autocommit=True)

    def start_web(self) -> None:
        own = {"DATABASE_URL": self.url, "STAFF_SECOND_FACTOR": "required"}
        with (self.folder / "log" / "web.log").open("ab") as log:
            self.web = start(self.port, str(self.folder), workers=os.cpu_count() or 1, log=log, **own)
        wait(self.web, self.port)

    def kill_web(self) -> None:
        if self.web is not None:
            os.killpg(self.web.pid, signal.SIGKILL)
            self.web.wait()
            self.web = None

    def kill_database(self) -> None:
        """The postmaster and all its children at once: nobody gets to write anything more."""
        first = int((self.folder / "postgres" / "postmaster.pid").read_text().split()[0])
        os.kill(first, signal.SIGSTOP)
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for pid in [*map(int, children), first]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def kill(self, target: str) -> None:
        """Kill it and start it again, as a supervisor would."""
        if target != "database":
            self.kill_web()
        if target != "web":
            self.kill_database()
            self.start_database()
        if target != "database":
            self.start_web()

    def end(self) -> None:
        self.kill_web()
        self._bash("pg_stop")


@contextmanager
def _house() -> Iterator[House]:
    with TemporaryDirectory(prefix="birge-kills-") as folder:
        house = House(Path(folder))
        try:
            house.fill()
            yield house
        finally:
            house.end()


def main(kills: int, acknowledged: int) -> tuple[float, str]:
    """So many kills while about so many ballots are acknowledged, then a control that has to lose something."""
    between = acknowledged // kills
    one = election(projects=3)
    people = voters(one.edition, CALLERS, by_egov=True)
    with _house() as house:
        house.start_web()
        lost = _round(house, one, people, kills, between, TARGETS)
        with house.connect() as connection:
            connection.execute("ALTER SYSTEM SET synchronous_commit = off")
            connection.execute("SELECT pg_reload_conf()")
        print("control: synchronous_commit=off")
        control = _round(house, one, people, CONTROL, CONTROL_BETWEEN, CONTROL_TARGETS)
    if lost or not control:
        raise SystemExit(f"bench: {lost} lost; by the control {control}, which has to lose some")
    return lost, f"acknowledged ballots lost over {kills} kills"


def _round(house: House, one: Election, people: list[Voter], kills: int, between: int, targets: tuple[str, ...]) -> int:
    """How many ballots were acknowledged and are not in the log; some ``between`` of them from one kill to the next."""
    kept, stop, chance, recovery = Kept(), threading.Event(), Random(kills), []
    callers = [threading.Thread(target=_call, args=(house.port, one, voter, kept, stop)) for voter in people]
    for caller in callers:
        caller.start()
    try:
        for number in range(kills):
            _wait_for(kept, chance.randint(between // 2, between * 3 // 2))
            before, began = len(kept.promised), time.monotonic()
            house.kill(targets[number % len(targets)])
            _wait_for(kept, 1, since=before)
            recovery.append(time.monotonic() - began)
    finally:
        stop.set()
        for caller in callers:
            caller.join(RECOVERS_WITHIN_S)
    return _audit(house, one, kept, recovery)


def _wait_for(kept: Kept, more: int, since: int | None = None) -> None:
    """Until so many further ballots are acknowledged."""
    goal = (len(kept.promised) if since is None else since) + more
    deadline = time.monotonic() + RECOVERS_WITHIN_S
    while len(kept.promised) < goal:
        if kept.errors or time.monotonic() > deadline:
            raise SystemExit(f"bench: no ballot is acknowledged any more; {kept.errors[:3]}")
        time.sleep(0.01)


def _call(port: int, one: Election, voter: Voter, kept: Kept, stop: threading.Event) -> None:
    """One voter who votes again and again; each request is repeated until it is answered, as the browser does."""
    path = f"/kk/budget/{one.edition.code}/vote/cast/"
    headers = {"Cookie": voter.cookie, "Accept": "application/json"}
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    while not stop.is_set():
        # What is inside does not matter here: nobody can look.
        sealed = bytes([envelope.FORMAT]) + os.urandom(envelope.SEALED_BYTES - 1)
        words = {"key": str(uuid.uuid4()), "envelope": b64encode(sealed).decode(), "csrfmiddlewaretoken": PROOF}
        leaf = merkle.leaf_hash(sealed).hex()
        kept.sent.add(leaf)
        status, content = _until_answered(port, path, urlencode(words).encode(), headers)
        if status not in (200, 201) or json.loads(content)["receipt"]["leaf"] != leaf:
            kept.errors.append(f"{status}: {content[:200]!r}")
            return
        kept.note(leaf, status)


def _until_answered(port: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    deadline = time.monotonic() + RECOVERS_WITHIN_S
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
            content = response.read()
            if response.status < 500 or time.monotonic() > deadline:
                return response.status, content
        except (OSError, HTTPException) as fault:
            if time.monotonic() > deadline:
                return 0, repr(fault).encode()
        finally:
            connection.close()
        time.sleep(0.05)


_BOX = "SELECT encode(leaf_hash, 'hex') FROM budget_sealedballot WHERE edition_id = %s"
_LOG = "SELECT encode(hash, 'hex') FROM budget_logleaf WHERE edition_id = %s AND kind = 'ballot'"
_UNEVEN = """
SELECT count(*) FROM budget_rollmark mark WHERE edition_id = %s
AND casts <> (SELECT count(*) FROM budget_sealedballot WHERE mark_id = mark.id)
"""


def _audit(house: House, one: Election, kept: Kept, recovery: list[float]) -> int:
    """Write the log, then compare the receipts with the box and with the log."""
    run = [sys.executable, "manage.py", "shell", "-c", "from budget.tasks import keep_log; keep_log()"]
    environment = os.environ | {"DATABASE_URL": house.url}
    subprocess.run(run, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, env=environment)
    with house.connect() as connection:
        box, log, uneven = (connection.execute(ask, [one.edition.pk]).fetchall() for ask in (_BOX, _LOG, _UNEVEN))
    stored, logged = {leaf for (leaf,) in box}, {leaf for (leaf,) in log}
    lost = kept.promised - (stored & logged)
    print(
        f"{len(recovery)} kills: {len(kept.promised)} acknowledged, {len(lost)} lost;"
        f" {kept.found_again} had been put in without an answer and were found again by the repeated request;"
        f" recovery {median(recovery):.1f} s, at most {max(recovery):.1f} s",
        flush=True,
    )
    if kept.errors or uneven != [(0,)] or stored != logged:
        raise SystemExit(f"bench: {kept.errors[:3]}, {uneven} marks, {len(stored ^ logged)} envelopes not in the log")
    return len(lost)
