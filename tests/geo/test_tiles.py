"""Vector tiles, decoded."""

import math

import mapbox_vector_tile
import pytest
from django.contrib.gis.geos import Point
from django.db.models import Value
from django.test import RequestFactory

from geo.models import District, Place
from geo.services import save_place
from geo.tiles import BUFFER, EXTENT, Layer, envelope, tile_response

CENTRE = (76.9455, 43.2363)


def tile_of(z: int, lon: float, lat: float) -> tuple[int, int, int]:
    column = int((lon + 180) / 360 * 2**z)
    row = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**z)
    return z, column, row


def address(kind: str, tile: tuple[int, int, int]) -> str:
    return "/tiles/{}/{}/{}/{}.mvt".format(kind, *tile)


def layers(content: bytes) -> dict[str, list[dict]]:
    return {name: layer["features"] for name, layer in mapbox_vector_tile.decode(content).items()}


class TestDistricts:
    def test_one_tile_holds_the_city_with_a_label_in_each_district(self, client, city):
        response = client.get(address("districts", tile_of(8, *CENTRE)))
        found = layers(response.content)

        assert response["Content-Type"] == "application/vnd.mapbox-vector-tile"
        assert set(found) == {"city", "districts", "labels"}
        assert [feature["properties"]["name_kk"] for feature in found["city"]] == ["Алматы қаласы"]
        for name in ("districts", "labels"):
            assert {feature["properties"]["code"] for feature in found[name]} == set(city)
            assert len(found[name]) == 8
        assert {feature["geometry"]["type"] for feature in found["labels"]} == {"Point"}
        assert {feature["geometry"]["type"] for feature in found["districts"]} <= {"Polygon", "MultiPolygon"}
        medeu = next(each["properties"] for each in found["districts"] if each["properties"]["code"] == "medeu")
        assert medeu == {
            "code": "medeu", "name_kk": "Медеу ауданы", "name_ru": "Медеуский район", "name_en": "Medeu district"
        }  # fmt: skip

    def test_a_close_tile_holds_only_what_touches_it(self, client, city):
        z, column, row = tile_of(15, *CENTRE)
        found = layers(client.get(address("districts", (z, column, row))).content)

        box = envelope(z, column, row)
        assert {each["properties"]["code"] for each in found["districts"]} == {
            code for code, district in city.items() if district.outline.intersects(box)
        }
        assert len(found["districts"]) < 8

    def test_every_label_is_drawn_in_its_district_at_every_zoom(self, client, city):
        for zoom in (9, 11):
            told = set()
            west, south, east, north = 76.7, 43.0, 77.2, 43.45
            _, first, top = tile_of(zoom, west, north)
            _, last, bottom = tile_of(zoom, east, south)
            for column in range(first, last + 1):
                for row in range(top, bottom + 1):
                    content = client.get(address("districts", (zoom, column, row))).content
                    told |= {
                        each["properties"]["code"] for each in layers(content).get("labels", [])
                        if all(0 <= number < EXTENT for number in each["geometry"]["coordinates"])
                    }  # fmt: skip
            assert told == set(city)

    def test_far_outlines_are_thinned_out(self, client, city):
        def weight(zoom: int) -> int:
            return len(client.get(address("districts", tile_of(zoom, *CENTRE))).content)

        assert weight(5) < weight(8)

    def test_one_query(self, client, city, django_assert_num_queries):
        with django_assert_num_queries(1):
            client.get(address("districts", tile_of(10, *CENTRE)))


class TestPlaces:
    def test_kinds_appear_by_zoom_and_the_hidden_never(self, client, city):
        for code, kind, hidden in [("m", "metro", False), ("s", "street", False), ("x", "metro", True),
                                   ("d", "district", False), ("r", "market", False)]:  # fmt: skip
            save_place(Place(code=code, kind=kind, name_kk=code, name_ru=code, hidden=hidden,
                             point=Point(*CENTRE, srid=4326)))  # fmt: skip
        told = {}
        for zoom in (10, 12, 13, 14, 18):
            content = client.get(address("places", tile_of(zoom, *CENTRE))).content
            told[zoom] = {each["properties"]["code"] for each in layers(content).get("places", [])} if content else None

        assert told == {10: None, 12: {"m"}, 13: {"m", "r"}, 14: {"m", "r", "s"}, 18: {"m", "r", "s"}}

    def test_a_place_carries_its_names_kind_and_district(self, client, city, django_assert_num_queries):
        save_place(Place(code="m", kind="metro", name_kk="Абай", name_ru="Абай р", name_en="Abay",
                         point=Point(*CENTRE, srid=4326)))  # fmt: skip
        with django_assert_num_queries(1):
            content = client.get(address("places", tile_of(16, *CENTRE))).content

        (feature,) = layers(content)["places"]
        assert feature["properties"] == {
            "code": "m", "name_kk": "Абай", "name_ru": "Абай р", "name_en": "Abay", "kind": "metro",
            "district": "bostandyk",
        }  # fmt: skip


class TestDoor:
    def test_nothing_there_is_204(self, client, city):
        for kind in ("districts", "places"):
            response = client.get(address(kind, tile_of(12, 71.43, 51.13)))
            assert (response.status_code, response.content) == (204, b"")
            assert response["Cache-Control"] == "max-age=3600, public"

    def test_a_tile_that_is_known_is_not_sent_again(self, client, city):
        there = address("districts", tile_of(10, *CENTRE))
        first = client.get(there)
        again = client.get(there, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert again["Cache-Control"] == first["Cache-Control"] == "max-age=3600, public"

        District.objects.filter(code="almaly").update(name_kk="Басқа")
        changed = client.get(there, headers={"If-None-Match": f"W/{first['ETag']}"})
        assert changed.status_code == 200
        assert changed["ETag"] != first["ETag"]

    @pytest.mark.parametrize(
        ("tile", "sentence"),
        [
            ((3, 8, 0), "At zoom 3 columns and rows go from 0 to 7."),
            ((3, 0, 8), "At zoom 3 columns and rows go from 0 to 7."),
            ((0, 1, 0), "At zoom 0 columns and rows go from 0 to 0."),
            ((23, 0, 0), "There are tiles for zoom 0 to 22 only."),
            ((10**9, 0, 0), "There are tiles for zoom 0 to 22 only."),
        ],
    )
    def test_a_tile_that_cannot_be_is_404_in_words_and_asks_nothing(
        self, client, city, tile, sentence, django_assert_num_queries
    ):
        for kind in ("districts", "places"):
            with django_assert_num_queries(0):
                response = client.get(address(kind, tile), headers={"Accept-Language": "en"})
            assert (response.status_code, response.content.decode()) == (404, sentence)

    def test_only_reading_is_allowed(self, client, city):
        assert client.post(address("districts", (0, 0, 0))).status_code == 405


class TestLending:
    """Other rooms cut tiles of their own things."""

    def test_a_layer_starts_from_the_querysets_of_others(self, city):
        for code in ("one", "two"):
            save_place(Place(code=code, kind="park", name_kk=code, name_ru=code, point=Point(*CENTRE, srid=4326)))
        layer = Layer(
            "mine", Place.objects.filter(code="two"), "point", {"id": "code", "district": "district_id", "n": Value(7)}
        )
        response = tile_response(RequestFactory().get("/"), *tile_of(14, *CENTRE), [layer], max_age_s=5, public=False)

        assert response["Cache-Control"] == "max-age=5, private"
        (feature,) = layers(response.content)["mine"]
        assert feature["properties"] == {"id": "two", "district": "bostandyk", "n": 7}

    def test_an_empty_queryset_is_an_empty_tile(self, city):
        layer = Layer("mine", Place.objects.none(), "point")

        assert tile_response(RequestFactory().get("/"), 0, 0, 0, [layer], max_age_s=5).status_code == 204

    def test_an_envelope_is_the_tile_in_degrees_and_its_margin(self):
        assert envelope(0, 0, 0, buffer=0).extent == pytest.approx((-180, -85.0511, 180, 85.0511), abs=1e-3)
        z, column, row = tile_of(14, *CENTRE)
        bare, wide = envelope(z, column, row, buffer=0), envelope(z, column, row)
        assert bare.contains(Point(*CENTRE))
        assert bare.extent[2] == pytest.approx(envelope(z, column + 1, row, buffer=0).extent[0])
        assert bare.extent[1] == pytest.approx(envelope(z, column, row + 1, buffer=0).extent[3])
        share = (wide.extent[2] - wide.extent[0]) / (bare.extent[2] - bare.extent[0])
        assert share == pytest.approx(1 + 2 * BUFFER / EXTENT)
        assert wide.srid == 4326
