"""Official outlines take the place of ours, or are refused with every flaw named."""

import csv
import json
import re

import pytest
from django.contrib.gis.geos import MultiPolygon
from django.core.management import CommandError

from geo.boundaries import geojson
from geo.boundaries.survey import survey
from geo.models import District, Place
from geo.refusals import FileRefused
from tests.geo.importing import run
from tests.geo.squares import SIDE, feature, rings, square

CODES = ["alatau", "almaly"]


def collection(*features, **members) -> dict:
    return {"type": "FeatureCollection", "features": list(features), **members}


def good(**members) -> dict:
    return collection(feature("alatau", rings(square(0, 0))), feature("almaly", rings(square(1, 0))), **members)


def refused(content: dict) -> list[str]:
    with pytest.raises(FileRefused) as caught:
        geojson.outlines(content, CODES)
    return caught.value.sentences


class TestReading:
    def test_polygons_multipolygons_and_holes_are_taken_as_they_are(self):
        holed = [*rings(square(0, 0, width=3, height=3)), rings(square(1, 1))[0][::-1]]
        found = geojson.outlines(
            collection(
                feature("alatau", holed, kind="Polygon"),
                feature("almaly", rings(square(5, 0)), rings(square(7, 0))),
            ),
            CODES,
        )

        assert {code: (outline.num_geom, round(outline.area / SIDE**2, 6)) for code, outline in found.items()} == {
            "alatau": (1, 8.0), "almaly": (2, 2.0)
        }  # fmt: skip

    @pytest.mark.parametrize("name", ["EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"])
    def test_a_file_may_name_wgs_84(self, name):
        assert set(geojson.outlines(good(crs={"type": "name", "properties": {"name": name}}), CODES)) == set(CODES)

    def test_another_reference_system_is_refused(self):
        crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}

        assert refused(good(crs=crs)) == [
            "The file names the reference system urn:ogc:def:crs:EPSG::3857; export it again in WGS 84 (EPSG:4326)."
        ]
        linked = {"type": "link", "properties": {"href": "file:///etc/passwd"}}
        assert refused(good(crs=linked)) == [
            f"The file names the reference system {linked!r}; export it again in WGS 84 (EPSG:4326)."
        ]

    def test_latitude_first_is_named(self):
        turned = [[[lat, lon] for lon, lat in ring] for ring in rings(square(0, 0))]

        assert refused(collection(feature("alatau", turned), feature("almaly", rings(square(1, 0))))) == [
            "alatau: latitude and longitude have changed places at [43.2, 76.9]; write longitude first."
        ]

    def test_metres_are_named(self):
        metres = [[[8560000, 5340000], [8561000, 5340000], [8561000, 5341000], [8560000, 5340000]]]

        assert refused(collection(feature("alatau", metres), feature("almaly", rings(square(1, 0))))) == [
            "alatau: [8560000, 5340000] is far from the city; coordinates must be degrees of WGS 84, longitude first."
        ]

    def test_unknown_missing_and_double_codes_are_all_told_at_once(self):
        shape = rings(square(0, 0))

        assert refused(collection(feature("alatau", shape), feature("alatau", shape), feature("esil", shape), {})) == [
            "alatau: given twice; make one MultiPolygon of its parts.",
            "Feature 3 has the unknown code 'esil'; the codes are alatau, almaly.",
            "Feature 4 has the unknown code ''; the codes are alatau, almaly.",
            "almaly: there is no feature with this code.",
        ]

    @pytest.mark.parametrize(
        ("geometry", "sentence"),
        [
            (None, "alatau: the geometry is missing; it must be a Polygon or a MultiPolygon."),
            ({"type": "Point", "coordinates": [76.9, 43.2]},
             "alatau: the geometry is Point; it must be a Polygon or a MultiPolygon."),
            ({"type": "Polygon", "coordinates": 7}, "alatau: the coordinates are not lists of rings."),
            ({"type": "MultiPolygon", "coordinates": []}, "alatau: there is no polygon."),
            ({"type": "Polygon", "coordinates": [[[76.9, 43.2], [76.91, 43.2], [76.9, 43.2]]]},
             "alatau: a ring has 3 positions, but needs at least four."),
            ({"type": "Polygon", "coordinates": [[[76.9, 43.2], [76.91, 43.2], [76.91, 43.21], [76.9, 43.21]]]},
             "alatau: a ring that begins at [76.9, 43.2] is not closed; repeat its first position at the end."),
            ({"type": "Polygon", "coordinates": [[[76.9, 43.2], [76.91, "43.2"], [76.91, 43.21], [76.9, 43.2]]]},
             "alatau: '43.2' is not a number of degrees."),
            ({"type": "Polygon", "coordinates": [[[76.9, 43.2], [float("nan"), 43.2], [76.91, 43.21], [76.9, 43.2]]]},
             "alatau: nan is not a number of degrees."),
            ({"type": "Polygon", "coordinates": [["POINT(1 1)", [76.91, 43.2], [76.91, 43.21], [76.9, 43.2]]]},
             "alatau: 'POINT(1 1)' is not a position; write [longitude, latitude]."),
            ({"type": "Polygon", "coordinates": [[[76.9, 43.2], [76.91, 43.21], [76.91, 43.2], [76.9, 43.21],
                                                  [76.9, 43.2]]]},
             "alatau: the outline is not valid: Self-intersection[76.905 43.205]; mend it in a drawing program and try "
             "again."),
        ],
    )  # fmt: skip
    def test_a_geometry_that_is_none_is_refused(self, geometry, sentence):
        bad = {"type": "Feature", "properties": {"code": "alatau"}, "geometry": geometry}

        assert refused(collection(bad, feature("almaly", rings(square(1, 0))))) == [sentence]

    def test_what_is_no_feature_collection_is_refused(self, tmp_path):
        assert refused({"type": "Topology"}) == [
            "The file is not a GeoJSON FeatureCollection.",
            "alatau: there is no feature with this code.",
            "almaly: there is no feature with this code.",
        ]
        path = tmp_path / "list.json"
        path.write_text("[]")
        with pytest.raises(FileRefused, match="must hold one JSON object"):
            geojson.read(path)
        path.write_text("{")
        with pytest.raises(FileRefused, match="is not JSON"):
            geojson.read(path)
        with pytest.raises(FileRefused, match="No such file"):
            geojson.read(tmp_path / "absent.json")


@pytest.mark.django_db
class TestSurvey:
    def test_areas_neighbours_overlaps_and_gaps(self):
        """Three columns, the second raised by a hole between, the third laid 0.2 of a square over the second."""
        found = survey(
            {
                "alatau": MultiPolygon(square(0, 0, width=2, height=3).difference(square(1, 1)), srid=4326),
                "almaly": MultiPolygon(square(2, 0, width=1, height=3), srid=4326),
                "auezov": MultiPolygon(square(2.8, 0, width=1, height=3), srid=4326),
                "medeu": MultiPolygon(square(9, 9), srid=4326),
            }
        )

        assert found.neighbours == {
            "alatau": ("almaly",), "almaly": ("alatau", "auezov"), "auezov": ("almaly",), "medeu": ()
        }  # fmt: skip
        assert [flaw.codes for flaw in found.overlaps] == [("almaly", "auezov")]
        assert [flaw.codes for flaw in found.gaps] == [("alatau", "almaly")]
        square_m2 = 811.7 * 1111
        assert found.overlaps[0].area_m2 == pytest.approx(0.6 * square_m2, rel=0.01)
        assert found.overlaps[0].width_m == pytest.approx(0.2 * 812, rel=0.02)
        assert found.gaps[0].area_m2 == pytest.approx(square_m2, rel=0.01)
        assert found.area_km2 == {
            code: pytest.approx(squares * square_m2 / 1e6, rel=0.01)
            for code, squares in {"alatau": 5, "almaly": 3, "auezov": 3, "medeu": 1}.items()
        }
        assert len(found.grave) == 2

    def test_a_sliver_narrower_than_the_tolerance_is_told_but_not_grave(self):
        found = survey(
            {
                "alatau": MultiPolygon(square(0, 0, height=2), srid=4326),
                "almaly": MultiPolygon(square(0.9, 0, height=2), srid=4326),
            }
        )

        assert [flaw.codes for flaw in found.overlaps] == [("alatau", "almaly")]
        assert found.overlaps[0].width_m == pytest.approx(81, abs=2)
        assert found.grave == []


def state() -> dict:
    return {
        "outlines": {each.code: each.outline.wkt for each in District.objects.all()},
        "places": dict(Place.objects.values_list("code", "district_id")),
    }


@pytest.fixture
def moved_border(tmp_path):
    """The border between the two goes 0.3 of a square to the east."""
    path = tmp_path / "official.geojson"
    content = collection(
        feature("alatau", rings(square(0, 0, width=1.3))), feature("almaly", rings(square(1.3, 0, width=0.7)))
    )
    path.write_text(json.dumps(content))
    return path


class TestCommand:
    def test_a_dry_run_tells_all_and_keeps_nothing(self, two_districts, moved_border, changes):
        before = state()
        told = run(str(moved_border), "--changes", str(changes))

        assert state() == before
        assert re.findall(r"^(alatau|almaly) +([\d.]+)", told, re.M) == [("alatau", "1.2"), ("almaly", "0.6")]
        assert "Overlaps: none\nGaps: none" in told
        assert told.endswith(
            "Outlines that differ: alatau, almaly\nRecords whose district changes: geo.Place 1\n"
            f"They are listed in {changes}\nDry run: nothing was kept. Add --apply.\n"
        )

    def test_apply_replaces_the_outlines_and_moves_the_records(self, two_districts, moved_border, changes):
        told = run(str(moved_border), "--changes", str(changes), "--apply")

        assert state()["places"] == {"stays": "alatau", "moves": "alatau", "street": None}
        assert set(District.objects.values_list("provenance", "shipped")) == {("Imported from official.geojson", False)}
        moved = Place.objects.get(code="moves")
        with changes.open(encoding="utf-8") as source:
            assert list(csv.reader(source)) == [
                ["model", "id", "old", "new"],
                ["geo.Place", str(moved.pk), "almaly", "alatau"],
            ]
        assert told.endswith("The new outlines are in force.\n")

    def test_applying_twice_changes_nothing_more(self, two_districts, moved_border, changes):
        run(str(moved_border), "--changes", str(changes), "--apply")
        told = run(str(moved_border), "--changes", str(changes), "--apply")

        assert told.endswith("Outlines that differ: none\nThe new outlines are in force.\n")

    def test_records_outside_every_new_outline_keep_their_district(self, two_districts, tmp_path, changes):
        path = tmp_path / "small.geojson"
        path.write_text(json.dumps(collection(
            feature("alatau", rings(square(0, 0))), feature("almaly", rings(square(1.6, 0, width=0.4))),
        )))  # fmt: skip
        told = run(str(path), "--changes", str(changes), "--apply")

        assert state()["places"] == {"stays": "alatau", "moves": "almaly", "street": None}
        assert "Of these 1 lie outside every new outline and keep their district." in told
        with changes.open(encoding="utf-8") as source:
            assert list(csv.reader(source))[1:] == [
                ["geo.Place", str(Place.objects.get(code="moves").pk), "almaly", ""]
            ]

    def test_grave_overlaps_are_written_only_on_demand(self, two_districts, tmp_path, changes):
        path = tmp_path / "overlap.geojson"
        path.write_text(json.dumps(collection(
            feature("alatau", rings(square(0, 0, width=1.5))), feature("almaly", rings(square(1, 0))),
        )))  # fmt: skip
        before = state()
        with pytest.raises(CommandError, match="The outlines overlap or leave gaps wider than 150 m"):
            run(str(path), "--changes", str(changes), "--apply")
        assert state() == before

        told = run(str(path), "--changes", str(changes), "--apply", "--despite-flaws")
        assert re.search(r"Overlaps: 1, 0\.45\d km² together\n +0\.45\d km², up to 40\d m wide, between alatau and "
                         r"almaly at [\d., ]+  GRAVE", told)  # fmt: skip
        assert state() != before

    @pytest.mark.parametrize("arguments", [(), ("--overpass", "--osm", "x.json")])
    def test_one_source_is_needed(self, two_districts, arguments):
        with pytest.raises(CommandError, match="Give one source"):
            run(*arguments)

    def test_every_flaw_of_a_file_is_told_and_nothing_written(self, two_districts, tmp_path):
        path = tmp_path / "bad.geojson"
        path.write_text(json.dumps(collection(feature("esil", rings(square(0, 0))))))
        before = state()
        with pytest.raises(CommandError) as caught:
            run(str(path), "--apply")

        assert str(caught.value).splitlines() == [
            "Feature 1 has the unknown code 'esil'; the codes are alatau, almaly.",
            "alatau: there is no feature with this code.",
            "almaly: there is no feature with this code.",
            "Nothing was changed.",
        ]
        assert state() == before
