"""Tiles of districts, places and appeals, zoom 8 to 16 over the city (time, SQL queries and size of a tile)."""

import argparse
import math
from collections.abc import Sequence
from random import Random

from _load import Call, Figures, head, line, measure, trivial
from _server import server

from appeals.models import Appeal

ZOOMS = range(8, 17)
FULL, EMPTY = 200, 204
NARROWED = "?district=turksib&state=late"


def main(arguments: list[str]) -> tuple[float, str]:
    parser = argparse.ArgumentParser(prog="script/bench tiles")
    parser.add_argument("--requests", type=int, default=60, help="of each kind and zoom; default 60")
    parser.add_argument("--callers", type=int, default=4, help="at once; default 4")
    options = parser.parse_args(arguments)
    looked_at = _points(options.requests)
    found: list[Figures] = []
    with server() as port:
        base = trivial(port=port, callers=options.callers)
        head("tile")
        line("health/live (trivial)", base, base)
        for kind, query in (("districts", ""), ("places", ""), ("appeals", NARROWED), ("appeals", "")):
            for zoom in ZOOMS:
                calls = _calls(kind, query, zoom, looked_at)
                name = f"{kind}{', narrowed' if query else ''}, zoom {zoom}"
                looks = [(name, calls)]
                if _is_kept(kind, query, zoom):
                    looks = [(f"{name}, first", _once(calls)), (f"{name}, again", calls)]
                for look, asked in looks:
                    found.append(measure(asked, port=port, callers=options.callers))
                    line(look, found[-1], base)
    whole = sum(each.number for each in found) / sum(each.number / each.rate for each in found)
    return whole, "tiles/s over all kinds and zooms"


def _is_kept(kind: str, query: str, zoom: int) -> bool:
    """From afar the tile that everybody sees is kept for half a minute: the first look and the next ones differ."""
    return kind == "appeals" and not query and zoom < 14


def _points(number: int) -> list[tuple[float, float]]:
    """Where people look: where something was reported."""
    keys = list(Appeal.objects.filter(published_at__isnull=False, point__isnull=False).values_list("pk", flat=True))
    chosen = Random(1).sample(sorted(keys), min(number, len(keys)))
    return [(point.x, point.y) for point in Appeal.objects.filter(pk__in=chosen).values_list("point", flat=True)]


def _calls(kind: str, query: str, zoom: int, points: Sequence[tuple[float, float]]) -> list[Call]:
    return [Call(f"/tiles/{kind}/{zoom}/{x}/{y}.mvt{query}", expects=(FULL, EMPTY)) for x, y in _over(points, zoom)]


def _once(calls: Sequence[Call]) -> list[Call]:
    """Each tile once."""
    return list({call.path: call for call in calls}.values())


def _over(points: Sequence[tuple[float, float]], zoom: int) -> list[tuple[int, int]]:
    """The tiles of the web Mercator grid over these points."""
    across = 2**zoom
    return [
        (
            int((lon + 180) / 360 * across),
            int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * across),
        )
        for lon, lat in points
    ]
