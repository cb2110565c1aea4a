"""The drawn outline of the districts and the gazetteer: built as its source says, whole, and true to known facts."""

import csv
import json
import math
import random
import re
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from django.contrib.gis.geos import GEOSGeometry, Point, Polygon

from geo import outline

KM_PER_DEGREE = 111.195
OFFICIAL_KM2 = {
    "alatau": 104.7,
    "almaly": 18.4,
    "auezov": 23.5,
    "bostandyk": 97.3,
    "medeu": 255.0,
    "nauryzbay": 69.7,
    "turksib": 75.5,
    "zhetysu": 39.4,
}
NEIGHBOURS = {
    frozenset(pair)
    for code, others in {
        "almaly": "medeu auezov bostandyk alatau zhetysu",
        "auezov": "bostandyk nauryzbay alatau",
        "bostandyk": "medeu nauryzbay",
        "zhetysu": "alatau turksib medeu",
        "medeu": "turksib",
        "alatau": "nauryzbay",
    }.items()
    for pair in ((code, other) for other in others.split())
}
BOXES = {  # west, south, east, north
    "alatau": (76.742, 43.2321, 76.9207, 43.3547),
    "almaly": (76.8637, 43.2332, 76.9483, 43.2704),
    "auezov": (76.8094, 43.1926, 76.8851, 43.2567),
    "bostandyk": (76.8636, 43.0338, 76.9949, 43.2424),
    "medeu": (76.911, 43.0328, 77.1668, 43.3672),
    "nauryzbay": (76.7698, 43.1215, 76.905, 43.2381),
    "turksib": (76.93, 43.2929, 77.1027, 43.4038),
    "zhetysu": (76.8857, 43.2594, 76.9735, 43.3817),
}
CONTROL_POINTS = [
    ("airport", 77.0405, 43.3521, "turksib"),
    ("Shymbulak", 77.0806, 43.1286, "medeu"),
    ("Sairan bus station", 76.8597, 43.2463, "auezov"),
    ("city hall", 76.9455, 43.2363, "bostandyk"),
    ("Mega", 76.8925, 43.2016, "bostandyk"),
]
YARDSTICK = Path(__file__).parents[3] / "shared" / "geo"
needs_yardstick = pytest.mark.skipif(not YARDSTICK.is_dir(), reason="no reference geography beside the repository")


def shapes(path: Path) -> dict[str, GEOSGeometry]:
    collection = json.loads(path.read_text(encoding="utf-8"))
    return {f["properties"]["code"]: GEOSGeometry(json.dumps(f["geometry"])) for f in collection["features"]}


def km2(shape: GEOSGeometry) -> float:
    """Area on the sphere through the equal-area sinusoidal projection."""

    def flat(lon: float, lat: float) -> tuple[float, float]:
        return (lon - 77) * KM_PER_DEGREE * math.cos(math.radians(lat)), lat * KM_PER_DEGREE

    parts = shape if shape.geom_type == "MultiPolygon" else [shape]
    return sum(Polygon(*[[flat(*position) for position in ring] for ring in part]).area for part in parts)


def whole(all_shapes: dict[str, GEOSGeometry]) -> GEOSGeometry:
    city = GEOSGeometry("POLYGON EMPTY")
    for shape in all_shapes.values():
        city = city.union(shape)
    return city


def district_at(districts: dict[str, GEOSGeometry], lon: float, lat: float) -> str | None:
    return next((code for code, shape in districts.items() if shape.contains(Point(lon, lat))), None)


@pytest.fixture(scope="module")
def districts() -> dict[str, GEOSGeometry]:
    return shapes(outline.GEOJSON)


@pytest.fixture(scope="module")
def mapped() -> dict[str, GEOSGeometry]:
    return {code: shape.buffer(0) for code, shape in shapes(YARDSTICK / "almaty_districts_osm.geojson").items()}


@pytest.fixture(scope="module")
def source() -> dict:
    return json.loads(outline.ARCS.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def places() -> list[dict[str, str]]:
    with (outline.DATA / "places.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


class TestSource:
    def test_the_file_is_what_the_arcs_give(self):
        assert outline.GEOJSON.read_text(encoding="utf-8") == outline.built_text()

    def test_every_arc_says_what_it_follows_and_how_it_was_placed(self, source):
        assert {arc["placed"] for arc in source["arcs"]} == {"street", "river", "rough"}
        assert all(len(arc["follows"]) > 15 for arc in source["arcs"])

    def test_no_stretch_is_drawn_twice(self, source):
        lines = [outline.arc_line(arc, source["corners"]) for arc in source["arcs"]]
        stretches = Counter(frozenset(map(tuple, stretch)) for line in lines for stretch in pairwise(line))
        assert [stretch for stretch, times in stretches.items() if times > 1] == []

    def test_every_corner_joins_arcs(self, source):
        ends = Counter(arc[end] for arc in source["arcs"] for end in ("from", "to"))
        assert set(ends) == set(source["corners"])
        assert min(ends.values()) >= 2

    def test_provenance_owns_up_to_the_yardstick(self, source):
        assert "OpenStreetMap" in source["provenance"]
        assert "No vertex was copied" in source["provenance"]

    def test_an_open_border_is_refused(self):
        with pytest.raises(outline.BrokenOutline, match="no border goes on"):
            outline.close_rings("medeu", [[(0.0, 0.0), (1.0, 0.0)], [(1.0, 0.0), (1.0, 1.0)]])

    def test_a_fork_is_refused(self):
        with pytest.raises(outline.BrokenOutline, match="two borders leave"):
            outline.close_rings("medeu", [[(0.0, 0.0), (1.0, 0.0)], [(0.0, 0.0), (1.0, 1.0)]])

    def test_left_and_right_may_not_be_swapped(self):
        clockwise = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, 0.0)]
        with pytest.raises(outline.BrokenOutline, match="left and right"):
            outline.multipolygon("medeu", [clockwise])


class TestShape:
    def test_eight_valid_multipolygons_with_their_facts(self, districts):
        facts = {row["code"]: row for row in outline.read_facts()}
        assert set(districts) == set(facts) == set(OFFICIAL_KM2)
        assert {shape.geom_type for shape in districts.values()} == {"MultiPolygon"}
        assert all(shape.valid for shape in districts.values())
        assert {code: row["area_km2"] for code, row in facts.items()} == OFFICIAL_KM2
        assert len({row["osm_relation_id"] for row in facts.values()}) == 8

    def test_the_file_is_small(self):
        assert outline.GEOJSON.stat().st_size < 100_000

    def test_neighbours_do_not_overlap(self, districts):
        overlaps = {(a, b): districts[a].intersection(districts[b]).area for a, b in combinations(districts, 2)}
        assert {pair: area for pair, area in overlaps.items() if area > 0} == {}

    def test_there_are_no_gaps(self, districts):
        city = whole(districts)
        assert len(city) == 2
        assert [part.num_interior_rings for part in city] == [0, 0]

    def test_neighbours_are_the_known_fifteen_pairs(self, districts):
        assert len(NEIGHBOURS) == 15
        touching = {
            frozenset((a, b))
            for a, b in combinations(districts, 2)
            if districts[a].boundary.intersection(districts[b].boundary).length > 0
        }
        assert touching == NEIGHBOURS

    def test_medeu_alone_has_an_exclave(self, districts):
        assert {code: len(shape) for code, shape in districts.items()} == dict.fromkeys(districts, 1) | {"medeu": 2}
        exclave = districts["medeu"][1]
        assert 2 < km2(exclave) < 10
        assert min(exclave.distance(districts[code]) for code in districts if code != "medeu") > 0

    @pytest.mark.parametrize(("code", "official"), OFFICIAL_KM2.items())
    def test_area_is_near_the_official_one(self, districts, code, official):
        if code == "medeu":  # the mountain border is disputed: 255 by the city, 273 by the mapped outline
            assert 255 <= km2(districts[code]) <= 275
        else:
            assert km2(districts[code]) == pytest.approx(official, rel=0.10)

    @pytest.mark.parametrize(("code", "box"), BOXES.items())
    def test_bounding_box(self, districts, code, box):
        assert districts[code].extent == pytest.approx(box, abs=0.006)

    @pytest.mark.parametrize(("name", "lon", "lat", "code"), CONTROL_POINTS)
    def test_control_point(self, districts, name, lon, lat, code):
        assert district_at(districts, lon, lat) == code, name


class TestPlaces:
    KINDS = {"district", "microdistrict", "street", "metro", "landmark", "park", "market", "station"}

    def test_codes_and_kinds(self, places):
        assert 250 <= len(places) <= 400
        assert [code for code, times in Counter(row["code"] for row in places).items() if times > 1] == []
        assert [row["code"] for row in places if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["code"])] == []
        assert {row["kind"] for row in places} == self.KINDS

    def test_names_fit_their_kind_once(self, places):
        names = Counter((row["kind"], row["name_kk"], row["district"]) for row in places)
        assert [name for name, times in names.items() if times > 1] == []
        assert [row["code"] for row in places if not (row["name_kk"] and row["name_ru"] and row["name_en"])] == []

    def test_every_place_lies_in_its_district(self, places, districts):
        wrong = {
            row["code"]: (row["district"], found)
            for row in places
            if (found := district_at(districts, float(row["lon"]), float(row["lat"]))) != (row["district"] or found)
            or found is None
        }
        assert wrong == {}

    def test_only_streets_may_cross_districts(self, places):
        assert {row["kind"] for row in places if not row["district"]} == {"street"}

    def test_one_row_for_each_district(self, places):
        rows = sorted(row["district"] for row in places if row["kind"] == "district")
        assert rows == sorted(OFFICIAL_KM2)

    def test_eleven_metro_stations(self, places):
        assert sum(row["kind"] == "metro" for row in places) == 11

    @pytest.mark.parametrize(
        ("old", "code"),
        [
            ("Алғабас-1", "nurkent"),
            ("Дубок", "shabyt"),
            ("Тепличный", "kuanysh"),
            ("Дорожник", "kokmaisa"),
            ("Бутаковка", "muztau"),
            ("улица Фурманова", "street-nazarbayev"),
        ],
    )
    def test_old_names_are_kept(self, places, old, code):
        assert [row["code"] for row in places if old in row["aliases"].split("|")] == [code]

    def test_no_latin_letter_hides_among_cyrillic_ones(self, places):
        words = [
            (row["code"], word)
            for row in places
            for column in ("name_kk", "name_ru", "aliases")
            for word in re.findall(r"\w+", row[column])
        ]
        mixed = [pair for pair in words if re.search("[a-zA-ZƏə]", pair[1]) and re.search("[\u0400-\u04ff]", pair[1])]
        assert mixed == []
        assert [pair for pair in words if "Ə" in pair[1] or "ə" in pair[1]] == []
        assert [row["code"] for row in places if re.search("[\u0400-\u04ff]", row["name_en"])] == []

    def test_kazakh_names_use_kazakh_letters(self, places):
        letters = set("".join(row["name_kk"] for row in places))
        assert set("әғқңөұүі") <= letters


@needs_yardstick
class TestAgainstTheYardstick:
    """Figures only: how far the drawing agrees with a mapped outline that is not part of the repository."""

    def test_share_of_common_area(self, districts, mapped):
        shares = {
            code: shape.intersection(mapped[code]).area / shape.union(mapped[code]).area
            for code, shape in districts.items()
        }
        assert {code: round(share, 3) for code, share in shares.items() if share < 0.90} == {}

    def test_random_points_of_the_city(self, districts, mapped):
        dice = random.Random(2026)
        ours = {code: shape.prepared for code, shape in districts.items()}
        theirs = {code: shape.prepared for code, shape in mapped.items()}
        right = []
        while len(right) < 4000:
            point = Point(dice.uniform(76.74, 77.17), dice.uniform(43.03, 43.41))
            code = next((code for code, shape in theirs.items() if shape.contains(point)), None)
            if code:
                right.append(ours[code].contains(point))
        assert sum(right) / len(right) >= 0.95

    @pytest.mark.parametrize(
        ("file", "lon", "lat", "district"),
        [
            ("city_objects_with_district.csv", "marker_lon", "marker_lat", "district_code"),
            ("place_name_traps.csv", "lon", "lat", "true_district"),
        ],
    )
    def test_points_whose_district_is_known(self, districts, file, lon, lat, district):
        with (YARDSTICK / file).open(encoding="utf-8", newline="") as lines:
            rows = [row for row in csv.DictReader(lines) if row[lon]]
        assert len(rows) > 50
        found = [district_at(districts, float(row[lon]), float(row[lat])) or "outside" for row in rows]
        assert found == [row[district] for row in rows]
