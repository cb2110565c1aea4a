"""The count and the other rules on a generated election: seconds, memory, and how many times a plain count."""

import argparse
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from budget.rules import comparison, pabulib
from budget.rules.recount import recount
from budget.rules.tally import Rules, tally
from budget.rules.voting import by_votes

# A project costs at most 25,000 indices (92.3 million tenge in 2024); two in five of those on the ballot won.
SHARE_OF_ALL = 0.4
CHEAPEST, DEAREST = 8_000_000, 92_300_000
CHOICES = 3
LIMIT_S = 60


def main(arguments: list[str]) -> tuple[float, str]:
    parser = argparse.ArgumentParser(prog="script/bench tally")
    parser.add_argument("--ballots", type=int, default=250_000)
    parser.add_argument("--projects", type=int, default=200)
    parser.add_argument("--file", type=Path, help="count this .pb file instead of a generated one")
    parser.add_argument("--folder", type=Path, help="count each .pb file of this folder, one line for each")
    options = parser.parse_args(arguments)
    if options.folder:
        return _folder(options.folder)
    with tempfile.TemporaryDirectory() as folder:
        path = options.file or Path(folder) / "election.pb"
        if options.file is None:
            _timed("written", lambda: _write(path, options.ballots, options.projects))
        election, _took = _timed("read", lambda: pabulib.read(path))
    print(f"{len(election.ballots):,} ballots, {len(election.projects)} projects")
    _plain, plain_s = _timed("plain count", lambda: Counter(c for ballot in election.ballots for c in ballot.choices))
    count, count_s = _timed("count by the rule's points", lambda: by_votes(election.projects, election.ballots))
    rules = Rules(envelope=election.envelope, seed="a seed")
    outcome, tally_s = _timed("tally with its log", lambda: tally(election.projects, count, rules))
    again, _took = _timed("recount of the file", lambda: recount(election))
    results, compare_s = _timed(
        "four rules side by side", lambda: comparison.compare(election.projects, election.ballots, count, rules)
    )
    assert len(again.outcome.winners) >= 1 and results[0].winners == outcome.winners
    for result in results:
        share = result.without / result.voters
        print(f"  {result.method.value:<14}{len(result.winners):>5} winners, {share:>6.1%} of voters with none")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"count and tally take {(count_s + tally_s) / plain_s:.1f} times a plain count; peak {peak_mb:.0f} MB")
    print(f"comparison within {LIMIT_S} s and 1 GB: {'yes' if compare_s < LIMIT_S and peak_mb < 1024 else 'NO'}")
    return compare_s, f"s for four rules on {len(election.ballots)} ballots x {len(election.projects)} projects"


def _folder(folder: Path) -> tuple[float, str]:
    """Real elections: read, counted again by their own rule, and by four rules side by side."""
    print(f"{'seconds':<64}{'ballots':>9}{'projects':>9}{'read':>8}{'recount':>9}{'four rules':>11}")
    slowest = 0.0
    for path in sorted(folder.glob("*.pb")):
        election, read_s = _took(lambda path=path: pabulib.read(path))
        _again, recount_s = _took(lambda election=election: recount(election))
        rules = Rules(envelope=election.envelope, seed="a seed")
        count = by_votes(election.projects, election.ballots)
        _four, four_s = _took(
            lambda election=election, count=count, rules=rules: comparison.compare(
                election.projects, election.ballots, count, rules
            )
        )
        sizes = f"{len(election.ballots):>9,}{len(election.projects):>9}"
        print(f"{path.stem:<64}{sizes}{read_s:>8.2f}{recount_s:>9.2f}{four_s:>11.2f}", flush=True)
        slowest = max(slowest, recount_s, four_s)
    return slowest, "s for the slowest count of the folder"


def _took(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    done = work()
    return done, time.perf_counter() - began


def _timed(what: str, work: Callable[[], Any]) -> tuple[Any, float]:
    done, took = _took(work)
    print(f"{what:<28}{took:>9.3f} s", flush=True)
    return done, took


def _write(path: Path, ballots: int, projects: int) -> None:
    """An election with a few favourites and a long tail, as real ones are."""
    chance = Random(1)
    weights = [1 / (place + 3) for place in range(projects)]
    codes = list(range(1, projects + 1))
    costs = [chance.randrange(CHEAPEST, DEAREST, 100_000) for _code in codes]
    envelope = round(sum(costs) * SHARE_OF_ALL)
    with path.open("w", encoding="utf-8") as file:
        file.write("META\nkey;value\ndescription;bench\ncountry;Kazakhstan\nunit;Almaty\ninstance;2025\n")
        file.write(
            f"num_projects;{projects}\nnum_votes;{ballots}\nbudget;{envelope}\nvote_type;approval\nrule;greedy\n"
        )
        file.write("PROJECTS\nproject_id;cost\n")
        for code, cost in zip(codes, costs, strict=True):
            file.write(f"{code};{cost}\n")
        file.write("VOTES\nvoter_id;vote\n")
        for voter in range(ballots):
            chosen = dict.fromkeys(chance.choices(codes, weights, k=CHOICES))
            file.write(f"{voter};{','.join(map(str, chosen))}\n")
