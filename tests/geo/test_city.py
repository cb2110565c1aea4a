"""The city as a whole: one row, whose outline is always that of its districts together."""

from datetime import date
from decimal import Decimal

from django.contrib.gis.db.models import Union
from django.contrib.gis.geos import MultiPolygon

from geo import reference
from geo.models import City, District
from geo.services import add_city, replace_outlines
from tests.geo.squares import square

RUSSIAN = {"Accept-Language": "ru"}


def difference() -> float:
    """The area, in square degrees, by which the city and its districts differ."""
    whole = District.objects.aggregate(whole=Union("outline"))["whole"]
    return City.objects.get().outline.sym_difference(whole).area


def test_the_shipped_city_has_names_figures_and_the_outline_of_its_districts(city):
    (row,) = City.objects.all()

    assert (row.code, row.name_kk, row.name_ru, row.name_en) == (
        "almaty", "Алматы қаласы", "город Алматы", "City of Almaty"
    )  # fmt: skip
    assert (row.area_km2, row.population, row.population_on) == (Decimal("683.0"), 2_341_900, date(2025, 11, 1))
    assert isinstance(row.outline, MultiPolygon)
    assert difference() == 0


def test_the_city_follows_new_outlines(city):
    replace_outlines({"turksib": MultiPolygon(square(0, 0).convex_hull, srid=4326)}, provenance="a square")

    assert District.objects.get(code="turksib").provenance == "a square"
    assert difference() == 0


def test_loading_again_leaves_edited_figures_alone(city):
    City.objects.update(population=2_400_000)

    add_city(reference.shipped_city())

    assert list(City.objects.values_list("population", flat=True)) == [2_400_000]


def test_programs_read_the_city(client, city, django_assert_num_queries):
    with django_assert_num_queries(1):
        plain = client.get("/api/v1/city/", headers=RUSSIAN).json()
    drawn = client.get("/api/v1/city/?outline=true", headers=RUSSIAN).json()

    assert plain == {
        "code": "almaty", "name": "город Алматы", "name_kk": "Алматы қаласы", "name_ru": "город Алматы",
        "name_en": "City of Almaty", "area_km2": "683.0", "population": 2341900, "population_on": "2025-11-01",
        "outline": None,
    }  # fmt: skip
    assert drawn["outline"]["type"] in {"Polygon", "MultiPolygon"}
    assert {**drawn, "outline": None} == plain
