"""A point gets its district by an indexed query, or a sentence that says what is wrong with it."""

import csv
import json
import math
from pathlib import Path

import pytest
from django.contrib.gis.geos import MultiPolygon, Point
from django.db import connection
from django.utils import translation

from geo.boundaries import geojson
from geo.models import District
from geo.refusals import PlaceRefused
from geo.selectors import DISTRICT_AT, district_at, district_codes_at, reach
from tests.geo.squares import SIDE, SOUTH, WEST, district, square

CHECKING = Path(__file__).resolve().parents[3] / "shared" / "geo"

CONTROL_POINTS = {
    "airport": (77.0405, 43.3521, "turksib"),
    "Shymbulak": (77.0806, 43.1286, "medeu"),
    "Sairan bus station": (76.8597, 43.2463, "auezov"),
    "city hall": (76.9455, 43.2363, "bostandyk"),
    "Mega": (76.8925, 43.2016, "bostandyk"),
}


def test_control_points_lie_in_their_districts(city):
    found = {name: district_at(lon, lat).code for name, (lon, lat, _) in CONTROL_POINTS.items()}

    assert found == {name: code for name, (_, _, code) in CONTROL_POINTS.items()}


@pytest.mark.skipif(not CHECKING.exists(), reason="the reference geography is not on this machine")
def test_city_works_lie_where_the_city_says_they_do(city):
    """All but two of 57: the shipped outline is drawn by hand; an official one is to be imported."""
    with (CHECKING / "city_objects_with_district.csv").open(encoding="utf-8") as source:
        rows = [row for row in csv.DictReader(source) if row["marker_lon"]]
    found = district_codes_at([Point(float(row["marker_lon"]), float(row["marker_lat"])) for row in rows])

    wrong = [(row["gis_id"], row["district_code"], code) for row, code in zip(rows, found, strict=True)
             if code != row["district_code"]]  # fmt: skip
    assert len(rows) == 57
    assert len(wrong) <= 2, wrong


@pytest.mark.skipif(not CHECKING.exists(), reason="the reference geography is not on this machine")
def test_names_do_not_decide_the_outline_does(city):
    """Stops called Alatau, Zhetysu or Medeu in other districts, against an exact outline."""
    answer = json.loads((CHECKING / "almaty_districts_osm.geojson").read_text(encoding="utf-8"))
    for code, outline in geojson.outlines(answer, city).items():
        District.objects.filter(code=code).update(outline=outline)
    with (CHECKING / "place_name_traps.csv").open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    found = district_codes_at([Point(float(row["lon"]), float(row["lat"])) for row in rows])

    truths = [(row["stop_id"], row["true_district"]) for row in rows]
    told = [(row["stop_id"], code or "outside") for row, code in zip(rows, found, strict=True)]
    # A stop just outside still belongs to the nearest district: those alone may differ.
    assert {stop for (stop, truth), (_, code) in zip(truths, told, strict=True) if truth != code} <= {
        stop for stop, truth in truths if truth == "outside"
    }


def test_one_query_and_no_outline(city, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = district_at(76.9455, 43.2363)
        assert (found.code, found.name_ru) == ("bostandyk", "Бостандыкский район")
    assert "outline" in found.get_deferred_fields()


class TestBorders:
    @pytest.fixture(autouse=True)
    def squares(self, db):
        """beta | alpha | a sliver of 40 m | gamma"""
        sliver = 40 / 81_100 / SIDE
        district("beta", square(0, 0))
        district("alpha", square(1, 0))
        district("gamma", square(2 + sliver, 0))
        self.sliver_west = WEST + 2 * SIDE
        self.metre = 1 / 81_100

    def test_on_a_border_the_first_code_wins_every_time(self):
        assert {district_at(WEST + SIDE, SOUTH + share * SIDE).code for share in (0, 0.1, 0.5, 0.9, 1)} == {"alpha"}

    def test_a_corner_of_overlapping_districts_is_the_first_code(self):
        district("aaa", square(0.5, 0.5))

        assert district_at(WEST + 0.75 * SIDE, SOUTH + 0.75 * SIDE).code == "aaa"
        assert district_at(WEST + 0.25 * SIDE, SOUTH + 0.25 * SIDE).code == "beta"

    def test_in_a_sliver_the_nearest_wins(self):
        middle = SOUTH + SIDE / 2
        steps = {metres: district_at(self.sliver_west + metres * self.metre, middle).code for metres in (1, 15, 25, 39)}

        assert steps == {1: "alpha", 15: "alpha", 25: "gamma", 39: "gamma"}

    def test_the_tolerance_is_in_metres_in_every_direction(self, settings):
        settings.DISTRICT_TOLERANCE_M = 100
        middle_lon, middle_lat = WEST + SIDE / 2, SOUTH + SIDE / 2
        degree_lat, degree_lon = 1 / 111_100, self.metre
        at = {
            "98 m west": (WEST - 98 * degree_lon, middle_lat),
            "98 m south": (middle_lon, SOUTH - 98 * degree_lat),
            "102 m west": (WEST - 103 * degree_lon, middle_lat),
            "102 m south": (middle_lon, SOUTH - 103 * degree_lat),
        }
        assert dict(zip(at, district_codes_at([Point(*place) for place in at.values()]), strict=True)) == {
            "98 m west": "beta", "98 m south": "beta", "102 m west": None, "102 m south": None
        }  # fmt: skip


OUTSIDE = "This place is outside the city of Almaty. Move the pin into the city, or choose a district without a pin."
SWAPPED = "Latitude and longitude have changed places. Longitude comes first: about 76.9, then latitude, 43.2."
ZERO = "Your device did not say where it is: the point is 0, 0. Put the pin on the map by hand."
INVALID = "These are not coordinates. Longitude is from -180 to 180 degrees, latitude from -90 to 90."


@pytest.mark.parametrize(
    ("lon", "lat", "code", "sentence"),
    [
        (71.43, 51.13, "outside", OUTSIDE),
        (76.5, 43.0, "outside", OUTSIDE),
        (-76.9, 43.2, "outside", OUTSIDE),
        (43.2, 76.9, "swapped", SWAPPED),
        (43.3521, 77.0405, "swapped", SWAPPED),
        (0, 0, "zero", ZERO),
        (-0.0, 0.0, "zero", ZERO),
        (math.nan, 43.2, "invalid", INVALID),
        (76.9, math.inf, "invalid", INVALID),
        (181, 43.2, "invalid", INVALID),
        (76.9, -90.1, "invalid", INVALID),
        ("east", 43.2, "invalid", INVALID),
        (None, None, "invalid", INVALID),
    ],
)
def test_a_useless_point_is_refused_by_name(city, lon, lat, code, sentence):
    with pytest.raises(PlaceRefused) as refused:
        district_at(lon, lat)

    with translation.override("en"):
        assert (refused.value.code, str(refused.value)) == (code, sentence)


def test_refusals_are_told_in_kazakh_and_russian(city):
    with pytest.raises(PlaceRefused) as refused:
        district_at(71.43, 51.13)

    told = {}
    for language in ("kk", "ru"):
        with translation.override(language):
            told[language] = str(refused.value)
    assert told == {
        "kk": "Бұл жер Алматы қаласынан тыс. Белгіні қала аумағына жылжытыңыз немесе белгі қоймай-ақ ауданды таңдаңыз.",
        "ru": "Это место за пределами Алматы. Передвиньте метку в город или выберите район без метки.",
    }


def _plan(lon: float, lat: float) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {DISTRICT_AT}", {"lon": lon, "lat": lat, **reach(lat)})
        return "\n".join(line for (line,) in cursor.fetchall())


def test_the_database_uses_the_index_of_its_own_accord(db):
    """With a country of districts the planner reads no outline that it need not."""
    corner = square(0, 0)
    shapes = [(f"d-{column}-{row}", column, row) for column in range(-40, 0) for row in range(-40, 0)]
    District.objects.bulk_create(
        District(code=code, name_kk=code, name_ru=code, outline=MultiPolygon(square(column, row), srid=4326))
        for code, column, row in shapes
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE geo_district")
    plan = _plan(corner.centroid.x - SIDE, corner.centroid.y - SIDE)

    assert plan.count("Index Scan using geo_district_outline") == 2, plan
    assert "Seq Scan" not in plan, plan


def test_both_steps_can_use_the_index_with_eight_districts(city):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = _plan(76.9455, 43.2363)

    assert plan.count("Index Scan using geo_district_outline") == 2, plan


def test_many_points_keep_their_order_and_take_one_query(city, django_assert_num_queries):
    points = [Point(lon, lat) for lon, lat, _ in CONTROL_POINTS.values()]
    with django_assert_num_queries(1):
        found = district_codes_at([*points, Point(71.43, 51.13), points[0]])

    assert found == [*(code for _, _, code in CONTROL_POINTS.values()), None, "turksib"]
    with django_assert_num_queries(0):
        assert district_codes_at([]) == []
