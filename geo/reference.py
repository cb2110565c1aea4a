"""The reference data that the repository ships: the districts as drawn by us, and the gazetteer."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from geo import gazetteer
from geo.boundaries import geojson
from geo.models import City, District
from geo.refusals import FileRefused
from geo.services import Loaded, add_city, add_districts, load_places

DATA = Path(__file__).parent / "data"
DISTRICTS = DATA / "districts.geojson"
CITY = DATA / "city.json"
PLACES = DATA / "places.csv"


def load() -> Loaded:
    """Load districts and places from ``geo/data``; safe to repeat, and quick where nothing changed.

    Imported outlines and rows edited by hand are left alone. Refused: a flaw in the shipped files.
    """
    add_districts(shipped_districts())
    add_city(shipped_city())
    found = gazetteer.read(PLACES, set(District.objects.values_list("code", flat=True)))
    if found.left_out:
        raise FileRefused([f"{PLACES.name}, line {number}: {reason}." for number, reason in found.left_out])
    return load_places(found.rows)


def shipped_city() -> City:
    """The city of ``city.json``, not saved and not drawn yet."""
    facts = json.loads(CITY.read_text(encoding="utf-8"))
    return City(
        code=facts["code"],
        name_kk=facts["name_kk"],
        name_ru=facts["name_ru"],
        name_en=facts["name_en"],
        area_km2=Decimal(str(facts["area_km2"])),
        population=facts["population"],
        population_on=date.fromisoformat(facts["population_on"]),
    )


def shipped_districts() -> list[District]:
    """The districts of ``districts.geojson``, not saved."""
    collection = geojson.read(DISTRICTS)
    properties = {feature["properties"]["code"]: feature["properties"] for feature in collection["features"]}
    outlines = geojson.outlines(collection, properties)
    return [
        District(
            code=code,
            name_kk=facts["name_kk"],
            name_ru=facts["name_ru"],
            name_en=facts["name_en"],
            area_km2=Decimal(str(facts["area_km2"])),
            population=facts["population"],
            osm_relation_id=facts["osm_relation_id"],
            outline=outlines[code],
            provenance=collection["provenance"],
        )
        for code, facts in properties.items()
    ]
