"""Outlines from OpenStreetMap: relations into rings, and a server that may fail."""

import json
import re

import httpx
import pytest

from geo.boundaries import overpass
from geo.models import District
from geo.refusals import FileRefused
from tests.geo.importing import run
from tests.geo.squares import SIDE, square


def way(ref: int, *positions, role: str = "outer") -> dict:
    return {"type": "way", "ref": ref, "role": role, "geometry": [{"lon": lon, "lat": lat} for lon, lat in positions]}


def relation(number: int, *members) -> dict:
    return {"type": "relation", "id": number, "members": list(members)}


def corners(polygon) -> list[tuple[float, float]]:
    return [tuple(position) for position in polygon.exterior_ring.coords]


@pytest.fixture
def answer() -> dict:
    """22 in three ways, one of them reversed, with a hole and an exclave; 11 in one closed way."""
    a, b, c, d, _ = corners(square(2, 0, width=2, height=2))
    hole = corners(square(2.5, 0.5))
    exclave = corners(square(7, 3))
    members = [
        way(1, a, b), way(2, d, c, b), way(3, d, a), way(4, *hole, role="inner"), way(5, *exclave),
        {"type": "node", "ref": 9, "role": "admin_centre"}, {"type": "relation", "ref": 5, "role": "subarea"},
    ]  # fmt: skip
    return {"elements": [relation(11, way(6, *corners(square(0, 0)))), relation(22, *members)]}


class TestOverpass:
    def test_the_exclave_and_the_hole_survive(self, answer):
        found = overpass.outlines(answer, {11: "alatau", 22: "almaly"})

        assert {code: (each.num_geom, [part.num_interior_rings for part in each]) for code, each in found.items()} == {
            "alatau": (1, [0]), "almaly": (2, [1, 0])
        }  # fmt: skip
        assert found["almaly"].area / SIDE**2 == pytest.approx(3 + 1)

    def test_ways_and_nodes_apart_give_the_same(self, answer):
        nodes: dict[tuple, int] = {}
        elements: list[dict] = []
        for each in answer["elements"]:
            for member in each["members"]:
                if member["type"] == "way":
                    places = [(point["lon"], point["lat"]) for point in member.pop("geometry")]
                    refs = [nodes.setdefault(place, 1000 + len(nodes)) for place in places]
                    elements.append({"type": "way", "id": member["ref"], "nodes": refs})
        elements += [{"type": "node", "id": key, "lon": lon, "lat": lat} for (lon, lat), key in nodes.items()]
        skeleton = {"elements": answer["elements"] + elements}

        found = overpass.outlines(skeleton, {11: "alatau", 22: "almaly"})
        assert {code: round(each.area / SIDE**2, 6) for code, each in found.items()} == {"alatau": 1.0, "almaly": 4.0}

    def test_missing_relations_and_open_rings_are_named(self, answer):
        del answer["elements"][1]["members"][2]
        with pytest.raises(FileRefused) as caught:
            overpass.outlines(answer, {11: "alatau", 22: "almaly", 33: "medeu"})

        assert caught.value.sentences == [
            "almaly: relation 22: its ways do not close: nothing continues at [76.94, 43.2].",
            "medeu: relation 33 is not in the answer.",
        ]

    def test_what_the_server_says_instead_of_elements_is_passed_on(self):
        with pytest.raises(FileRefused) as caught:
            overpass.outlines({"remark": "runtime error: Query timed out"}, {11: "alatau"})

        assert caught.value.sentences == ["The Overpass server says: runtime error: Query timed out"]

    def test_the_command_reads_a_saved_answer(self, two_districts, answer, tmp_path, changes):
        path = tmp_path / "answer.json"
        path.write_text(json.dumps(answer))
        told = run("--osm", str(path), "--changes", str(changes), "--apply", "--despite-flaws")

        assert {each.code: (each.outline.num_geom, each.provenance) for each in District.objects.all()} == {
            "alatau": (1, overpass.CREDIT), "almaly": (2, overpass.CREDIT)
        }  # fmt: skip
        assert re.search(r"Gaps: 1, .* among almaly at", told, re.S)

    def test_a_server_is_asked_for_the_relations(self, outside, answer):
        outside.answers(200, json.dumps(answer))
        assert overpass.fetch(outside.url, [22, 11]) == answer

        asked = dict(httpx.QueryParams(outside.bodies[0].decode()))
        assert asked == {"data": "[out:json][timeout:60];relation(id:11,22);out geom;"}

    @pytest.mark.parametrize(
        ("status", "body", "sentence"),
        [(504, "", "{url} answered 504; try again later."),
         (200, "<html>", "{url} did not answer with JSON; is it an Overpass server?"),
         (200, "[]", "{url} did not answer like an Overpass server.")],
    )  # fmt: skip
    def test_a_server_that_fails_is_told_in_a_sentence(self, outside, status, body, sentence):
        outside.answers(status, body)
        with pytest.raises(FileRefused) as caught:
            overpass.fetch(outside.url, [11])

        assert caught.value.sentences == [sentence.format(url=outside.url)]

    def test_a_server_that_hangs_or_is_down_is_told_in_a_sentence(self, outside, monkeypatch):
        monkeypatch.setattr(overpass, "TIMEOUT_S", 0.2)
        outside.hangs()
        with pytest.raises(FileRefused, match="did not answer in 0 seconds"):
            overpass.fetch(outside.url, [11])
        outside.close()
        with pytest.raises(FileRefused, match="cannot be reached"):
            overpass.fetch(outside.url, [11])
        with pytest.raises(FileRefused, match="No Overpass server is set"):
            overpass.fetch("", [11])
