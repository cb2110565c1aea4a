"""Importing a large CSV: dry run, writing it, running it again; rows a second, memory, and how far one by one goes."""

import argparse
import csv
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from _grown import own_copy
from django.utils import timezone

from appeals.models import Appeal, Category, ImportedRecord
from appeals.services.importing import Importer, mapping_for, table

ROOT = Path(__file__).parents[2]
HEADINGS = ("№ обращения", "Дата регистрации", "Текст обращения", "Категория", "ФИО", "Телефон", "Район")
TEXTS = (
    "Көшеде шам жанбайды, өте қараңғы, балалар мектептен кешке қайтады. Үй нөмірі {n}.",
    "Во дворе дома {n} третью неделю не вывозят строительный мусор, просим принять меры.",
    "Аялдама жанында терең шұңқыр бар, көліктер айналып өтеді. Жақын үй: {n}.",
    "У дома {n} сломаны качели на детской площадке, железо торчит наружу.",
)
DISTRICTS = ("Алмалинский район", "Медеуский район", "Ауэзовский район", "Турксибский район")
SYSTEM = "bench"
# So many rows are enough to see how long one takes alone.
ALONE = 1000


@dataclass(frozen=True)
class Run:
    """One run of the command: ``peak_mb`` is the most memory that its process held."""

    seconds: float
    peak_mb: float


def main(arguments: list[str]) -> tuple[float, str]:
    parser = argparse.ArgumentParser(prog="script/bench imports")
    parser.add_argument("--rows", type=int, default=100_000, help="of the CSV; default 100,000")
    options = parser.parse_args(arguments)
    with own_copy(wanted=True), TemporaryDirectory(prefix="birge-bench-") as folder:
        large, small = Path(folder, "large.csv"), Path(folder, "small.csv")
        _write(large, options.rows)
        _write(small, options.rows // 10)
        print(f"{'run':<28}{'rows':>9}{'s':>9}{'rows/s':>9}{'MB':>7}")
        _line("dry run of a tenth", options.rows // 10, _run(small))
        _line("dry run", options.rows, _run(large))
        count, alone_s = _alone(large)
        print(f"{'each row a transaction':<28}{count:>9,}{alone_s:>9.1f}{count / alone_s:>9.0f}{'–':>7}", flush=True)
        written = _run(large, "--apply")
        _line("written", options.rows, written)
        before = _counts()
        _line("the same file again", options.rows, _run(large, "--apply"))
        if before != _counts() or before[0] != options.rows:
            raise SystemExit(f"bench: {options.rows} rows gave {before}, and after a second run {_counts()}")
        print(f"Appeals of this file after both runs: {before[0]:,}, none of them twice.")
    return options.rows / written.seconds / (count / alone_s), "times as fast as each row in a transaction of its own"


def _write(path: Path, rows: int) -> None:
    chance = Random(1)
    leaves = [str(name) for name in Category.objects.filter(parent__isnull=False).values_list("name_ru", flat=True)]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADINGS)
        writer.writerows(_rows(rows, leaves, chance))


def _rows(number: int, leaves: list[str], chance: Random) -> Iterable[tuple[str, ...]]:
    begin = datetime(2023, 1, 9, 9, tzinfo=UTC)
    for place in range(number):
        yield (
            f"ЖТ-2023-{place:08}",
            (begin + timedelta(minutes=place * 4)).strftime("%d.%m.%Y"),
            chance.choice(TEXTS).format(n=chance.randrange(1, 300)),
            chance.choice(leaves),
            "Айгүл Сәрсенова",
            f"+7 701 {place % 10_000_000:07}",
            chance.choice(DISTRICTS),
        )


def _run(path: Path, *arguments: str) -> Run:
    """The command in a process of its own, as people run it; its progress bar goes to the terminal."""
    command = [sys.executable, "manage.py", "import_appeals", str(path), "--system", SYSTEM, *arguments]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"bench: the import ended with {process.returncode}")
    return Run(time.perf_counter() - began, used.ru_maxrss / 1024)


def _alone(path: Path) -> tuple[int, float]:
    """The first rows of the table written as those of another system, one at a time; how many, and how long."""
    with table(path, encoding="") as (headings, rows):
        mapping = mapping_for(headings, given={})
        importer = Importer(system=f"{SYSTEM}-alone", mapping=mapping, apply=True, at=timezone.now(), chunk=1)
        began = time.perf_counter()
        count = sum(1 for _row in importer.run(islice(rows, ALONE)))
        return count, time.perf_counter() - began


def _counts() -> tuple[int, int]:
    records = ImportedRecord.objects.filter(system=SYSTEM)
    return records.count(), Appeal.objects.filter(pk__in=records.values("appeal")).count()


def _line(name: str, rows: int, run: Run) -> None:
    print(f"{name:<28}{rows:>9,}{run.seconds:>9.1f}{rows / run.seconds:>9.0f}{run.peak_mb:>7.0f}", flush=True)
