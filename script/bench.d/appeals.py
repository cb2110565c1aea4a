"""Filing, lists, search, neighbours, tiles, triage and a bulk act, as appeals grow in number (ms, SQL queries)."""

import argparse
import json
import os
import time
from collections.abc import Callable
from random import Random
from statistics import quantiles

import intake
import lists
from _grown import grow, own_copy
from _load import Call, Figures, head, line, measure, trivial
from _server import server
from django.utils import timezone

from accounts.models import User
from accounts.selectors import actor_of
from appeals.models import Appeal
from appeals.services import bulk
from config.portal.seed.people import DEMO_HOST

BULK = 500
BULK_RUNS = 5
# The busiest square of the city: Abay and Seifullin, at three zooms.
BUSY = (76.9455, 43.2400)
QUEUE = "/admin/appeals/appeal/"


def main(arguments: list[str]) -> tuple[float, str]:
    parser = argparse.ArgumentParser(prog="script/bench appeals")
    parser.add_argument("--rows", default="", help="grow a copy of the town to so many appeals: 10000,180000,1000000")
    parser.add_argument("--requests", type=int, default=30, help="of each page; default 30")
    options = parser.parse_args(arguments)
    sizes = [int(size) for size in options.rows.split(",") if size]
    found: dict[int, dict[str, Figures]] = {}
    with own_copy(wanted=bool(sizes)):
        for size in sizes or [0]:
            grow(size)
            number = Appeal.objects.count()
            print(f"\n{number:,} appeals")
            found[number] = _measure(options.requests)
    _compare(found)
    last = found[max(found)]
    return max(each.p95 for name, each in last.items() if name not in OWN_MEASURE), "ms at p95 of the slowest page"


# Not pages: what many at once cost is told by its own line.
BULK_LINE, UNDO_LINE = f"bulk: route {BULK}", f"bulk: undo {BULK}"
OWN_MEASURE = frozenset({BULK_LINE, UNDO_LINE})


def _measure(number: int) -> dict[str, Figures]:
    # Filings are new at every run, the pages that are looked at are the same.
    chance, fresh = Random(1), Random()
    found: dict[str, Figures] = {}
    with server() as port:
        base = trivial(port=port, callers=1)
        head("request")
        line("health/live (trivial)", base, base)
        for name, calls in _pages(number, chance).items():
            measure(calls[:2], port=port, callers=1)
            found[name] = measure(calls, port=port, callers=1)
            line(name, found[name], base)
        filed, _numbers = intake._by_api([intake._filing(fresh) for _one in range(number)], port=port, callers=1)
        found["filing: API"] = filed
        line("filing: API", filed, base)
    for name, figures in _bulk().items():
        found[name] = figures
        line(name, figures, base)
    return found


def _pages(number: int, chance: Random) -> dict[str, list[Call]]:
    cookie = lists._signed_in("moderator")
    open_keys = list(
        Appeal.objects.filter(status="registered", point__isnull=False).values_list("pk", flat=True)[:2000]
    )
    panels = [f"{QUEUE}{pk}/panel/" for pk in chance.sample(open_keys, min(number, len(open_keys)))]
    own = {
        "triage: to sort": [QUEUE],
        "triage: all open": [f"{QUEUE}?part=open"],
        "triage: everything": [f"{QUEUE}?part=all"],
        "triage: district, category, age": [f"{QUEUE}?part=open&district=turksib&category=roads&age=3"],
        "triage: one risk": [f"{QUEUE}?part=open&risk=late"],
        "triage: page 5": [f"{QUEUE}?part=open&page=5"],
        "triage: words": [f"{QUEUE}?part=all&q={word}" for word in ("автобус", "шам", "zzzxqw")],
        "triage: panel with neighbours": panels,
        "triage: an appeal": [panel.replace("/panel/", "/change/") for panel in panels],
    }
    public = {
        "list": ["/kk/appeals/"],
        "list: district, category, state": ["/kk/appeals/?district=medeu&category=roads&state=answered"],
        "search in Kazakh": [f"/kk/search/?q={word}" for word in ("шам", "шұңқыр", "қар")],
        "search in Russian": [f"/ru/search/?q={word}" for word in ("мусор", "яма", "освещение")],
    }
    pages = {name: lists._calls(paths, number) for name, paths in public.items()}
    pages |= {name: lists._calls(paths, number, cookie) for name, paths in own.items()}
    return pages | _tiles(number, cookie)


def _tiles(number: int, cookie: str) -> dict[str, list[Call]]:
    import tiles

    found = {}
    for zoom in (12, 14, 16):
        ((x, y),) = tiles._over([BUSY], zoom)
        # A narrowed tile is never kept: this is the work, not the cache.
        call = Call(f"/tiles/appeals/{zoom}/{x}/{y}.mvt?district=almaly", expects=(200, 204))
        found[f"tile of the centre, zoom {zoom}"] = [call] * number
    ((x, y),) = tiles._over([BUSY], 12)
    inside = Call(f"{QUEUE}tiles/12/{x}/{y}.mvt?part=open", headers={"Cookie": cookie}, expects=(200, 204))
    found["triage: tile of all open, zoom 12"] = [inside] * number
    return found


def _bulk() -> dict[str, Figures]:
    """Route ``BULK`` appeals and take it back, a few times, by the service itself; wall time."""
    actor = actor_of(User.objects.get(email=f"moderator@{DEMO_HOST}"), timezone.now())
    took: dict[str, list[tuple[float, int]]] = {BULK_LINE: [], UNDO_LINE: []}
    for _run in range(BULK_RUNS):
        waiting = Appeal.objects.filter(status="registered", category__isnull=False, complained_body__isnull=True)
        seen = dict(waiting.order_by("-pk").values_list("pk", "seq")[:BULK])
        at = timezone.now()
        done = _timed(lambda: bulk.do(bulk.route(at=at), seen=seen, actor=actor, at=at), took[BULK_LINE])  # noqa: B023
        if not done.done:
            raise SystemExit(f"bench: nothing could be routed: {done.skipped[:1]}")
        _timed(lambda: bulk.undo(done.batch, actor=actor, at=timezone.now()), took[UNDO_LINE])  # noqa: B023
        told = {"routed": len(done.done), "skipped": len(done.skipped), "load": os.getloadavg()[0]}
        print(json.dumps(told), flush=True)
    return {name: _figures(times) for name, times in took.items()}


def _timed(work: Callable[[], bulk.Report], times: list[tuple[float, int]]) -> bulk.Report:
    began = time.perf_counter()
    done = work()
    times.append(((time.perf_counter() - began) * 1000, 0))
    return done


def _figures(times: list[tuple[float, int]]) -> Figures:
    took = sorted(ms for ms, _queries in times)
    p95 = quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
    return Figures(len(took), 1000 * len(took) / sum(took), took[len(took) // 2], min(p95, took[-1]), 0, 0, 0)


def _compare(found: dict[int, dict[str, Figures]]) -> None:
    """How the middle time grows from the smallest number of appeals to each larger one."""
    if len(found) < 2:
        return
    sizes = sorted(found)
    print(f"\n{'p50 ms, and times the smallest':<34} " + " ".join(f"{size:>18,}" for size in sizes))
    for name, first in found[sizes[0]].items():
        cells = [f"{found[size][name].p50:>9.1f} {found[size][name].p50 / first.p50:>7.1f}x" for size in sizes]
        print(f"{name:<34} " + " ".join(f"{cell:>18}" for cell in cells))
