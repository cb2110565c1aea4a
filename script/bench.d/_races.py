"""Many processes that vote at once: few voters and very many attempts, requests sent again, the second of closing."""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from _votes import Election, Voter, voters
from django.db import connection, transaction

from budget.enums import LeafKind, Stage
from budget.models import EditionStage, LogLeaf, RollMark, SealedBallot
from budget.services import log
from workflow.refusals import Refused

PROCESSES = 8
# Clocks of web servers that are an hour slow, right, and an hour fast.
WRONG_CLOCKS = (-3600, 0, 3600)


class Run:
    """So many attempts of these voters by eight processes at once."""

    def __init__(
        self, one: Election, people: Sequence[Voter], attempts: int, *, times: int = 1, off_s: Sequence[int] = (0,)
    ) -> None:
        self.one, self.folder, self.began = one, TemporaryDirectory(), time.perf_counter()
        words = {"users": [voter.user.pk for voter in people], "times": times, "off_s": off_s}
        Path(self.folder.name, "words").write_text(json.dumps(words | {"attempts": attempts // PROCESSES}))
        program = str(Path(__file__).with_name("_race.py"))
        arguments = [[str(one.edition.pk), str(number), self.folder.name] for number in range(PROCESSES)]
        self.processes = [subprocess.Popen([sys.executable, program, *each]) for each in arguments]

    @property
    def is_running(self) -> bool:
        return any(process.poll() is None for process in self.processes)

    def end(self) -> dict:
        """Wait for all; their figures together."""
        codes = [process.wait() for process in self.processes]
        if any(codes):
            raise SystemExit(f"bench: a process of the race ended with {codes}")
        told = [json.loads(Path(self.folder.name, str(number)).read_text()) for number in range(PROCESSES)]
        self.folder.cleanup()
        sums = {name: sum(each[name] for each in told) for name in ("closed", "new", "wrong")}
        lists = {name: [item for each in told for item in each[name]] for name in ("leaves", "errors")}
        return sums | lists | {"took": time.perf_counter() - self.began}


def few_voters(one: Election, attempts: int, runners: int) -> None:
    """V1: one mark on the roll for each voter, whatever the number of attempts, and no error."""
    people = voters(one.edition, runners)
    found = Run(one, people, attempts).end()
    marks = _marks(people)
    print(
        f"race: {len(found['leaves'])} attempts of {runners} voters in {found['took']:.0f} s:"
        f" {len(marks)} ballots count, {found['wrong']} errors"
    )
    envelopes = SealedBallot.objects.filter(mark__in=marks).count()
    if (len(marks), found["wrong"]) != (runners, 0) or not sum(marks.values()) == envelopes == len(found["leaves"]):
        raise SystemExit(
            f"bench: {len(marks)} marks, {envelopes} of {len(found['leaves'])} envelopes, {found['errors'][:3]}"
        )


def sent_again(one: Election, requests: int, times: int = 5) -> None:
    """V10: a request that is sent so often is one ballot with one receipt."""
    people = voters(one.edition, PROCESSES * 10)
    found = Run(one, people, requests, times=times).end()
    envelopes = SealedBallot.objects.filter(mark__in=_marks(people)).count()
    print(
        f"sent again: {len(found['leaves'])} requests, each {times} times: {envelopes} ballots, {found['wrong']} errors"
    )
    if found["wrong"] or not envelopes == len(found["leaves"]) == found["new"]:
        raise SystemExit(
            f"bench: {found['new']} new, {envelopes} ballots of {len(found['leaves'])}; {found['errors'][:3]}"
        )


def last_second(one: Election, attempts: int) -> None:
    """V9: the vote ends amid so many attempts; whoever has a receipt is under the closing root, and nobody else."""
    people = voters(one.edition, PROCESSES * 10)
    log.sequence(one.edition, at=datetime.now(UTC))  # what the races before left: it may take longer than all attempts
    before = _leaves(one)
    run = Run(one, people, attempts, off_s=WRONG_CLOCKS)
    while SealedBallot.objects.filter(mark__in=_marks(people)).count() < attempts / 2:
        time.sleep(0.05)
        log.sequence(one.edition, at=datetime.now(UTC))
    _ends(one, datetime.now(UTC) + timedelta(seconds=1))
    closing = None
    while closing is None:
        try:
            closing = log.close(one.edition, at=datetime.now(UTC))
        except Refused as refusal:
            if refusal.code != "still_open":
                raise
    was_running = run.is_running
    found = run.end()
    promised, in_tree = set(found["leaves"]), _leaves(one) - before
    print(
        f"last second: {attempts} attempts, clocks an hour wrong: {len(promised)} receipts, {found['closed']} refused;"
        f" {len(promised ^ in_tree)} receipts without a leaf or leaves without a receipt"
    )
    if found["wrong"] or promised ^ in_tree or not found["closed"] or not was_running:
        raise SystemExit(f"bench: {Counter(found['errors'])}; refused {found['closed']}; amid it: {was_running}")


def _marks(people: Sequence[Voter]) -> dict[int, int]:
    """Of these voters: mark -> casts."""
    marks = RollMark.objects.filter(user__in=[voter.user for voter in people])
    return dict(marks.values_list("pk", "casts"))


def _leaves(one: Election) -> set[str]:
    leaves = LogLeaf.objects.filter(edition=one.edition, kind=LeafKind.BALLOT).values_list("hash", flat=True)
    return {bytes(leaf).hex() for leaf in leaves}


def _ends(one: Election, at: datetime) -> None:
    """As only the keeper of a database could; the law knows orders."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        EditionStage.objects.filter(edition=one.edition, stage=Stage.VOTING).update(closes_at=at)
