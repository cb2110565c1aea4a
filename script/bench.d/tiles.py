"""Map tiles of districts, places and appeals, from the whole city to a yard (time and SQL queries of each)."""

import argparse
import math
import time
from random import Random

from _load import Call, Figures, head, line, measure, trivial
from _server import server
from django.db import connection

from appeals.models import Appeal

ZOOMS = {"districts": (9, 11, 13), "places": (11, 13, 15), "appeals": (9, 11, 12, 13, 14, 16)}
# Where there is nothing to draw the answer is 204.
DRAWN = (200, 204)


def main(arguments: list[str]) -> tuple[float, str]:
    parser = argparse.ArgumentParser(prog="script/bench tiles")
    parser.add_argument("--requests", type=int, default=120, help="of each layer and zoom; default 120")
    parser.add_argument("--callers", type=int, default=4, help="at once, as a browser asks; default 4")
    options = parser.parse_args(arguments)
    chance = Random(1)
    points = _points(chance)
    with server() as port:
        base = trivial(port=port, callers=options.callers)
        head("tile")
        line("health/live (trivial)", base, base)
        found: dict[str, Figures] = {}
        for layer, zooms in ZOOMS.items():
            for zoom in zooms:
                name = f"{layer}, zoom {zoom}"
                calls = [_call(layer, zoom, chance.choice(points)) for _one in range(options.requests)]
                found[name] = measure(calls, port=port, callers=options.callers)
                line(name, found[name], base)
        for zoom in (11, 14):
            name = f"appeals of a category, zoom {zoom}"
            calls = [
                _call("appeals", zoom, chance.choice(points), "?category=roads") for _one in range(options.requests)
            ]
            found[name] = measure(calls, port=port, callers=options.callers)
            line(name, found[name], base)
        looks = [call for _one in range(options.requests // 4) for call in _look(chance.choice(points))]
        whole = measure(looks, port=port, callers=options.callers)
        line("a look at a street: 3 layers", whole, base)
    slowest = max(figures.p95 for figures in found.values())
    print(f"SELECT 1 from this process: {_select_one_ms():.2f} ms; the slowest p95: {slowest:.0f} ms")
    return whole.rate, "tiles/s"


def _points(chance: Random) -> list[tuple[float, float]]:
    """Where people look: where appeals are."""
    newest = Appeal.objects.filter(public_point__isnull=False).order_by("-received_at")
    points = [(point.x, point.y) for point in newest.values_list("public_point", flat=True)[:4000]]
    return chance.sample(points, min(400, len(points)))


def _call(layer: str, zoom: int, point: tuple[float, float], query: str = "") -> Call:
    across = 2**zoom
    x = int((point[0] + 180) / 360 * across)
    y = int((1 - math.asinh(math.tan(math.radians(point[1]))) / math.pi) / 2 * across)
    return Call(f"/tiles/{layer}/{zoom}/{x}/{y}.mvt{query}", expects=DRAWN)


def _look(point: tuple[float, float]) -> list[Call]:
    """What a browser asks for when the map opens on a street."""
    return [_call(layer, 15, point) for layer in ZOOMS]


def _select_one_ms(count: int = 300) -> float:
    """The middle time of the smallest question to the same database: the yardstick of the machine."""
    took = []
    with connection.cursor() as cursor:
        for _time in range(count):
            began = time.perf_counter()
            cursor.execute("SELECT 1")
            cursor.fetchone()
            took.append(time.perf_counter() - began)
    return sorted(took)[count // 2] * 1000
