"""Requests at a server by a bounded number of callers, and the figures of what came back."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from itertools import chain
from queue import Empty, SimpleQueue
from statistics import fmean

from _counted import QUERIES

TRIVIAL = "/health/live/"
TRIVIAL_REQUESTS = 400


@dataclass(frozen=True)
class Call:
    """One request. ``expects``: the status of a right answer; any other ends the benchmark."""

    path: str
    method: str = "GET"
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    expects: tuple[int, ...] = (200,)


@dataclass(frozen=True)
class Answer:
    """``took_ms``: from the first byte sent to the last one read."""

    took_ms: float
    queries: int
    content: bytes
    response: HTTPResponse

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def text(self) -> str:
        return self.content.decode()


@dataclass(frozen=True)
class Figures:
    """Of one kind of request. ``rate``: requests a second of all callers together. Times in milliseconds."""

    number: int
    rate: float
    p50: float
    p95: float
    queries: float
    most_queries: int
    size: float


class Caller:
    """One connection, kept open."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, call: Call) -> Answer:
        """Send it and read the whole answer. A wrong status is no figure but a fault, and ends the run."""
        began = time.perf_counter()
        self.connection.request(call.method, call.path, call.body, dict(call.headers))
        response = self.connection.getresponse()
        content = response.read()
        took = (time.perf_counter() - began) * 1000
        if response.status not in call.expects:
            raise SystemExit(f"bench: {call.method} {call.path} answered {response.status}: {content[:300]!r}")
        return Answer(took, int(response.headers.get(QUERIES, 0)), content, response)

    def close(self) -> None:
        self.connection.close()


def together(jobs: Iterable[Callable[[Caller], Sequence[Answer]]], *, port: int, callers: int) -> list[list[Answer]]:
    """Let so many callers at once take jobs until none is left; returns what each answered, and raises its fault."""
    waiting: SimpleQueue = SimpleQueue()
    for job in jobs:
        waiting.put(job)

    def work(caller: Caller) -> list[list[Answer]]:
        done = []
        while True:
            try:
                job = waiting.get_nowait()
            except Empty:
                caller.close()
                return done
            done.append(list(job(caller)))

    with ThreadPoolExecutor(callers) as pool:
        return list(chain.from_iterable(pool.map(work, [Caller(port) for _one in range(callers)])))


def measure(calls: Sequence[Call], *, port: int, callers: int) -> Figures:
    """The figures of these requests, in this order, by so many callers."""
    began = time.perf_counter()
    answers = together([asking(call) for call in calls], port=port, callers=callers)
    return figures(list(chain.from_iterable(answers)), seconds=time.perf_counter() - began)


def asking(call: Call) -> Callable[[Caller], list[Answer]]:
    """A job of one request."""
    return lambda caller: [caller.ask(call)]


def trivial(*, port: int, callers: int) -> Figures:
    """What the server needs for next to nothing: the measure of this machine at this hour."""
    calls = [Call(TRIVIAL)] * TRIVIAL_REQUESTS
    measure(calls[:50], port=port, callers=callers)
    return measure(calls, port=port, callers=callers)


def figures(answers: Sequence[Answer], *, seconds: float) -> Figures:
    times = sorted(answer.took_ms for answer in answers)
    return Figures(
        number=len(times),
        rate=len(times) / seconds,
        p50=times[len(times) // 2],
        p95=times[min(len(times) - 1, round(len(times) * 0.95))],
        queries=fmean(answer.queries for answer in answers),
        most_queries=max(answer.queries for answer in answers),
        size=fmean(len(answer.content) for answer in answers),
    )


def head(what: str) -> None:
    columns = f"{'n':>5} {'req/s':>7} {'p50 ms':>7} {'p95 ms':>7} {'SQL':>5} {'most':>5} {'KB':>7} {'p50 x live':>10}"
    print(f"{what:<34} {columns}")


def line(name: str, found: Figures, base: Figures) -> None:
    """One row of the table; the last column is the middle time as a multiple of the trivial request's."""
    print(
        f"{name:<34} {found.number:>5} {found.rate:>7.1f} {found.p50:>7.1f} {found.p95:>7.1f} {found.queries:>5.1f} "
        f"{found.most_queries:>5} {found.size / 1000:>7.1f} {found.p50 / base.p50:>10.1f}",
        flush=True,
    )
