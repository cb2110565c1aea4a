"""Outlines from OpenStreetMap by relation id: a saved answer of the Overpass API, or one fetched now.

Data of OpenStreetMap is under the ODbL: what is imported so must be credited, and ``CREDIT`` is kept as provenance.
"""

from collections.abc import Iterable, Mapping

import httpx
from django.contrib.gis.geos import MultiPolygon

from geo.boundaries.rings import BadRing, Position, Ring, outline, polygon, position, ring
from geo.refusals import FileRefused

CREDIT = "© OpenStreetMap contributors, ODbL 1.0"
TIMEOUT_S = 90.0
Line = list[Position]


def outlines(answer: dict, relations: Mapping[int, str]) -> dict[str, MultiPolygon]:
    """Build each district of ``relations`` (relation id -> code) out of the ways of its relation.

    Several outer rings stay several parts, so an exclave survives; inner rings become holes. Both forms of an answer
    are read: ``out geom`` and ``out body; >; out skel qt``.
    Refused, all flaws at once: a relation that is missing, has no outer way, or whose ways do not close.
    """
    elements = answer.get("elements")
    if not isinstance(elements, list):
        raise FileRefused([_remark(answer) or "This is not an answer of the Overpass API: it has no elements."])
    ways = _ways(elements)
    by_id = {element.get("id"): element for element in elements if element.get("type") == "relation"}
    found: dict[str, MultiPolygon] = {}
    flaws = []
    for relation_id, code in relations.items():
        if relation_id not in by_id:
            flaws.append(f"{code}: relation {relation_id} is not in the answer.")
            continue
        try:
            found[code] = _area(by_id[relation_id], ways)
        except BadRing as error:
            flaws.append(f"{code}: relation {relation_id}: {error}.")
    if flaws:
        raise FileRefused(flaws)
    return found


def fetch(url: str, relation_ids: Iterable[int]) -> dict:
    """Ask an Overpass server for the relations, within ``TIMEOUT_S`` seconds for each step.

    Refused: no server set, down, slow, busy, or it answers something else than JSON.
    """
    if not url:
        raise FileRefused(["No Overpass server is set: give its address as OVERPASS_URL, or a saved answer by --osm."])
    ids = ",".join(str(relation_id) for relation_id in sorted(relation_ids))
    query = f"[out:json][timeout:60];relation(id:{ids});out geom;"
    try:
        response = httpx.post(url, data={"data": query}, timeout=TIMEOUT_S)
        response.raise_for_status()
        answer = response.json()
    except httpx.TimeoutException as error:
        raise FileRefused([f"{url} did not answer in {TIMEOUT_S:.0f} seconds; try again later."]) from error
    except httpx.HTTPStatusError as error:
        raise FileRefused([f"{url} answered {error.response.status_code}; try again later."]) from error
    except httpx.HTTPError as error:
        raise FileRefused([f"{url} cannot be reached ({error}); check OVERPASS_URL and the network."]) from error
    except ValueError as error:
        raise FileRefused([f"{url} did not answer with JSON; is it an Overpass server?"]) from error
    if not isinstance(answer, dict):
        raise FileRefused([f"{url} did not answer like an Overpass server."])
    return answer


def _remark(answer: dict) -> str:
    remark = answer.get("remark")
    return f"The Overpass server says: {remark}" if remark else ""


def _ways(elements: list[dict]) -> dict[int, Line]:
    """Ways given as elements of their own: by their geometry, or by nodes that are given too."""
    nodes = {node["id"]: (node["lon"], node["lat"]) for node in elements if node.get("type") == "node"}
    ways: dict[int, Line] = {}
    for way in elements:
        if way.get("type") == "way":
            line = _line(way) or [nodes[node] for node in way.get("nodes", ()) if node in nodes]
            ways[way["id"]] = line
    return ways


def _line(way: dict) -> Line:
    return [(node["lon"], node["lat"]) for node in way.get("geometry", ()) if node and "lon" in node and "lat" in node]


def _area(relation: dict, ways: Mapping[int, Line]) -> MultiPolygon:
    lines: dict[str, list[Line]] = {"outer": [], "inner": []}
    for member in relation.get("members", ()):
        role = member.get("role") or "outer"
        if member.get("type") != "way" or role not in lines:
            continue
        line = _line(member) or ways.get(member.get("ref"), [])
        if len(line) < 2:
            raise BadRing(f"way {member.get('ref')} has no geometry; ask Overpass with `out geom`")
        lines[role].append([position(each) for each in line])
    outer = [polygon([ring(each)]) for each in close(lines["outer"])]
    if not outer:
        raise BadRing("it has no outer way")
    inner = close(lines["inner"])
    return outline([_with_holes(part, inner) for part in outer])


def _with_holes(part, inner: list[Ring]):
    holes = [hole for hole in inner if part.prepared.contains(polygon([hole]).point_on_surface)]
    return polygon([list(part.exterior_ring.coords), *holes])


def close(lines: Iterable[Line]) -> list[Ring]:
    """Join lines end to end, turning them where needed, until each is a closed ring.

    At a node where more than two ends meet, the first line that fits is taken: rings that touch in a node stay valid.
    Raises ``BadRing`` that names the place of an end that nothing fits.
    """
    left = [list(line) for line in lines]
    rings: list[Ring] = []
    while left:
        chain = left.pop(0)
        while chain[0] != chain[-1]:
            following = next((line for line in left if chain[-1] in (line[0], line[-1])), None)
            if following is None:
                raise BadRing(f"its ways do not close: nothing continues at {list(chain[-1])}")
            left.remove(following)
            chain += (following if following[0] == chain[-1] else following[::-1])[1:]
        rings.append(chain)
    return rings
