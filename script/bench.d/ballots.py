"""Putting ballots in: by HTTP beside the same SQL in pgbench, at 100 a second; races, and kills (--kills 50)."""

import argparse
import os
import subprocess
import threading
import time
from random import Random
from statistics import median
from tempfile import NamedTemporaryFile

import _kills
import _races
from _load import Call, Caller, Figures, head, line, measure, trivial
from _server import server
from _votes import Election, casting, election, voters
from django.conf import settings

from budget.models import VoteCode

CLIENTS = (1, 8, 32)
# Before each measurement so many, by as many clients: a worker opens its connections and reads its keys once.
WARM_UP = 200
GOAL_RATE, GOAL_SHARE, GOAL_P99_MS, PACE = 300, 0.12, 150, 100


def main(arguments: list[str]) -> tuple[float, str]:
    parser = argparse.ArgumentParser(prog="script/bench ballots")
    parser.add_argument("--ballots", type=int, default=1_500, help="of each number of clients")
    parser.add_argument("--seconds", type=int, default=5, help="of each pgbench run, and of the paced one")
    parser.add_argument("--race", type=int, default=4_000, help="attempts of the race; the claim is 400000")
    parser.add_argument("--runners", type=int, default=200, help="voters of the race; the claim is 5000")
    parser.add_argument("--again", type=int, default=400, help="requests that are sent five times; the claim is 10000")
    parser.add_argument("--closing", type=int, default=1_600, help="attempts around the closing; the claim is 10000")
    parser.add_argument("--kills", type=int, default=0, help="kill web and database so often, and nothing else")
    parser.add_argument("--acknowledged", type=int, default=5_000, help="ballots over these kills; the claim is 100000")
    options = parser.parse_args(arguments)
    if options.kills:
        return _kills.main(options.kills, options.acknowledged)
    one, chance = election(), Random(1)
    rates = {}
    print(f"fdatasync: {_fdatasync_ms():.3f} ms (middle of 200)")
    with server(workers=os.cpu_count() or 1, STAFF_SECOND_FACTOR="required") as port:
        base = trivial(port=port, callers=4)
        head("request")
        line("health/live (trivial)", base, base)
        for clients in CLIENTS:
            calls = _calls(one, WARM_UP + (options.ballots if clients > 1 else options.ballots // 3), chance)
            measure(calls[:WARM_UP], port=port, callers=clients)
            found = measure(calls[WARM_UP:], port=port, callers=clients)
            line(f"ballot, {clients} clients", found, base)
            rates[clients] = (found.rate, *(_pgbench(sql, clients, options.seconds) for sql in (STEPS, FUNCTIONS)))
        _page(one, port, base)
        p99 = _paced(_calls(one, PACE * options.seconds, chance), port)
    for clients, (http, steps, whole) in rates.items():
        print(f"{clients:>2} clients: {http:7.1f} ballots/s by HTTP;", end=" ")
        print(
            f"pgbench {steps:.1f}/s step by step ({http / steps:.1%}), {whole:.1f}/s by functions ({http / whole:.1%})"
        )
    print(f"p99 at {PACE}/s: {p99:.1f} ms (goal {GOAL_P99_MS})")
    print(f"fdatasync: {_fdatasync_ms():.3f} ms (middle of 200)")
    _races.few_voters(one, options.race, options.runners)
    _races.sent_again(one, options.again)
    _races.last_second(one, options.closing)
    http, steps, _whole = rates[8]
    fast, lean = _met(http >= GOAL_RATE), _met(http / steps >= GOAL_SHARE)
    print(f"goals at 8 clients: {GOAL_RATE}/s {fast}, {GOAL_SHARE:.0%} of pgbench step by step {lean}")
    return http, "ballots/s at 8 clients"


def _met(holds: bool) -> str:
    return "met" if holds else "NOT MET"


def _calls(one: Election, number: int, chance: Random) -> list[Call]:
    return [casting(one, voter, one.sealed(chance)) for voter in voters(one.edition, number)]


def _fdatasync_ms() -> float:
    """On the disk where the database of this clone lies."""
    took = []
    with NamedTemporaryFile(dir=os.environ.get("BIRGE_DATA", "."), prefix="fdatasync-") as file:
        for _number in range(200):
            os.write(file.fileno(), b"x" * 8192)
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append((time.perf_counter() - began) * 1000)
    return median(took)


def _page(one: Election, port: int, base: Figures) -> None:
    """The ballot with sixty projects, each time for another voter."""
    path = f"/kk/budget/{one.edition.code}/vote/"
    calls = [Call(path, headers={"Cookie": voter.cookie}) for voter in voters(one.edition, 200)]
    measure(calls[:20], port=port, callers=4)
    line("ballot page, 60 projects", measure(calls, port=port, callers=4), base)


def _paced(calls: list[Call], port: int) -> float:
    """So many a second, whatever the server does: the time from the moment a ballot was due."""
    waits, began, lock, turn = [], time.perf_counter() + 0.2, threading.Lock(), iter(enumerate(calls))

    def work() -> None:
        caller = Caller(port)
        while True:
            with lock:
                number, call = next(turn, (0, None))
            if call is None:
                return caller.close()
            due = began + number / PACE
            time.sleep(max(0.0, due - time.perf_counter()))
            caller.ask(call)
            waits.append((time.perf_counter() - due) * 1000)

    threads = [threading.Thread(target=work) for _number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    waits.sort()
    return waits[int(len(waits) * 0.99)]


# What a cast does in the database, statement by statement: the measure that the goal speaks of.
STEPS = """
\\set who random(1, 1000000000)
SELECT session_data FROM django_session WHERE session_key = 'none' AND expire_date > now();
SELECT id FROM accounts_user WHERE id = :user;
SELECT id FROM budget_edition WHERE code = ':code' AND status = 'voting';
SELECT district_id, proof FROM accounts_residence WHERE user_id = :user;
BEGIN;
UPDATE budget_votecode SET tries = tries + 1 WHERE id = :first + :client_id RETURNING id;
SELECT pg_advisory_xact_lock_shared(70117, :edition);
SELECT clock_timestamp(), box.public, box.log_key_sealed FROM budget_edition e
  JOIN budget_editionstage s ON s.edition_id = e.id AND s.stage = 'voting'
  JOIN budget_editionkey box ON box.edition_id = e.id
  WHERE e.id = :edition AND clock_timestamp() < s.closes_at;
UPDATE budget_votecode SET used_at = now() WHERE id = :first + :client_id;
INSERT INTO budget_rollmark AS mark (edition_id, voter_key, user_id, district_id, way, proof, phone_key, casts, told,
  assisted, marked_at) VALUES (:edition, md5(:who::text || :client_id), :user, 'medeu', 'online', 'code',
  md5('p' || :who || ':' || :client_id), 1, 0, false, now()) ON CONFLICT (edition_id, voter_key)
  DO UPDATE SET casts = mark.casts + 1 RETURNING id, casts AS number \\gset mark_
INSERT INTO budget_sealedballot (edition_id, mark_id, number, key, envelope, leaf_hash, sealed_by, due_at)
  VALUES (:edition, :mark_id, :mark_number, gen_random_uuid(), decode(repeat('ab', 1106), 'hex'),
  sha256(gen_random_uuid()::text::bytea), 'browser', now());
COMMIT;
"""
# The very statements of the server. By eGov, since a code serves once.
FUNCTIONS = """
\\set who random(1, 1000000000)
SELECT session_data, expire_date FROM django_session WHERE session_key = 'none' AND expire_date > now();
SELECT id FROM accounts_user WHERE id = :user;
SELECT EXISTS (SELECT 1 FROM accounts_appointment WHERE user_id = :user AND (valid_to IS NULL OR valid_to > now()));
SELECT * FROM budget_arrival(':code', :user);
SELECT * FROM budget_cast(:edition, :user, md5(:who::text || :client_id), 'medeu', 'egov', NULL, '', 5,
  md5('p' || :who || ':' || :client_id), gen_random_uuid(), decode(repeat('ab', 1106), 'hex'),
  sha256(gen_random_uuid()::text::bytea), 'browser', interval '15 minutes');
"""


def _pgbench(sql: str, clients: int, seconds: int) -> float:
    """Transactions a second of these statements, without Python: on another edition, so that nothing is mixed."""
    other = election(projects=3)
    user = voters(other.edition, max(CLIENTS))[0].user
    first = VoteCode.objects.filter(edition=other.edition).earliest("pk").pk
    database = settings.DATABASES["default"]
    with NamedTemporaryFile("w", suffix=".sql") as script:
        text = sql.replace(":edition", str(other.edition.pk)).replace(":user", str(user.pk))
        text = text.replace(":first", str(first))
        script.write(text.replace(":code", other.edition.code))
        script.flush()
        run = subprocess.run(
            [
                *("pgbench", "-n", "-M", "prepared", "-f", script.name, "-c", str(clients), "-j", "2"),
                *("-T", str(seconds), "-h", database["HOST"], "-U", database["USER"], database["NAME"]),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    rates = [row for row in run.stdout.splitlines() if row.startswith("tps = ")]
    if not rates:
        raise SystemExit(f"bench: pgbench failed: {run.stderr[-500:]}")
    return float(rates[0].split()[2])
