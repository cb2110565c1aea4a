"""The akim's board, the scoreboard and a plan with three years of instructions; a plan of 5,000 rows brought in."""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Organisation, User
from meetings.models import Instruction, Plan
from meetings.services import plan_import, plan_reading, plans
from workflow.actor import SYSTEM

HEAD = ("№", "Вопрос", "Поручение", "Ответственные исполнители", "Срок исполнения", "Форма", "Сумма, тенге")


def main(arguments: list[str]) -> tuple[float, str]:
    parser = argparse.ArgumentParser(prog="script/bench plans")
    parser.add_argument("--requests", type=int, default=20, help="of each page; default 20")
    parser.add_argument("--rows", type=int, default=5000, help="of the plan that is brought in; default 5000")
    options = parser.parse_args(arguments)
    translation.activate("kk")
    print(f"{Instruction.objects.count():,} instructions in {Plan.objects.count()} plans")
    print(f"{'page':<34}{'median ms':>12}{'p95 ms':>10}{'queries':>10}")
    akim, stranger = _akim(), Client()
    newest = Plan.objects.exclude(published_at=None).first()
    for name, client, address in (
        ("board", akim, reverse("desk-plan:board")),
        ("board, the live part", akim, reverse("desk-plan:parts")),
        ("scoreboard by body", stranger, reverse("plans:scoreboard") + "?by=body"),
        ("scoreboard by district", stranger, reverse("plans:scoreboard")),
        ("scoreboard, CSV", stranger, reverse("plans:scoreboard_csv") + "?by=body"),
        ("a plan", stranger, reverse("plans:plan", args=[newest.code])),
    ):
        _measure(name, client, address, options.requests)
    return _brought_in(options.rows), "rows/s of a plan brought in"


def _akim() -> Client:
    client = Client()
    user = User.objects.get(email__startswith="akim@")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _measure(name: str, client: Client, address: str, requests: int) -> None:
    asked: list[str] = []

    def count(execute: Callable[..., Any], sql: str, *given: Any) -> Any:
        asked.append(sql)
        return execute(sql, *given)

    with connection.execute_wrapper(count):
        answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answers {answer.status_code}; officials need STAFF_SECOND_FACTOR=off here")
    times = sorted(_timed(lambda: client.get(address)) for _one in range(requests))
    p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
    print(f"{name:<34}{1000 * statistics.median(times):>12.0f}{1000 * p95:>10.0f}{len(asked):>10}")


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _brought_in(rows: int) -> float:
    """Read, compare, write and read again; nothing of it stays."""
    at = timezone.now()
    akimat = Organisation.objects.get(code="city-akimat")
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        path = _file(Path(folder) / "plan.xlsx", rows)
        began = time.perf_counter()
        reading = plan_reading.read(path, given_on=timezone.localdate(at))
        read = time.perf_counter()
        plan = plans.open_plan(akimat, given_on=timezone.localdate(at), actor=SYSTEM, at=at)
        plan_import.write(reading, plan, actor=SYSTEM, at=at)
        written = time.perf_counter()
        again = plan_reading.read(path, given_on=plan.given_on, plan=plan)
        compared = time.perf_counter()
        transaction.set_rollback(True)
    same = again.count("same")
    took = f"read {read - began:.1f} s, written {written - read:.1f} s, read again {compared - written:.1f} s"
    print(f"{rows:,} rows: {took}")
    if same != rows:
        raise SystemExit(f"only {same} of {rows} rows are the same when they are read again")
    return rows / (written - began)


def _file(path: Path, rows: int) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEAD)
    year = timezone.localdate().year + 1
    for number in range(1, rows + 1):
        body = "Управление энергетики и водоснабжения, акимат Медеуского района (по согласованию)"
        term = f"до {1 + number % 28} сентября {year} года"
        sheet.append((str(number), "Нет света", f"Установить опору {number}", body, term, "акт", str(number * 1000)))
    book.save(path)
    return path
