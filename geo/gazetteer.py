"""Files of places, CSV or GeoJSON: every row checked, the bad ones left out and named.

Columns (GeoJSON: properties): ``code``, ``kind``, ``name_kk``, ``name_ru``, ``name_en``, ``aliases`` (parted by ``|``
or ``;``), ``district`` (a code, may be empty), and ``lon``, ``lat`` in degrees of WGS 84 (GeoJSON: a Point).
"""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from geo.boundaries import geojson
from geo.models import PlaceKind
from geo.points import in_city_box, point_of
from geo.refusals import FileRefused, PlaceRefused
from geo.services import PlaceRow

_NEEDED = ("code", "kind", "name_kk", "name_ru", "lon", "lat")
_LONGEST_NAME = 200


@dataclass
class Gazetteer:
    """``rows`` fit to be loaded; ``left_out``: line (or feature) number and what is wrong with it."""

    rows: list[PlaceRow] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)


def read(path: Path, districts: Collection[str]) -> Gazetteer:
    """Read a file of places; GeoJSON by its name (.geojson, .json), else CSV with a header line.

    Refused as a whole: it cannot be read, is not UTF-8, lacks a needed column or is no FeatureCollection. A bad row is
    left out with its reason.
    """
    records = _features(path) if path.suffix.lower() in {".geojson", ".json"} else _lines(path)
    return _checked(records, districts)


def _lines(path: Path) -> Iterator[tuple[int, dict]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FileRefused([f"{path} cannot be read: {error.strerror}."]) from error
    except ValueError as error:
        raise FileRefused([f"{path} is not UTF-8 text; save it as CSV in UTF-8."]) from error
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise FileRefused([f"{path} has no column {', '.join(missing)}; name the columns in its first line."])
    for record in reader:
        yield reader.line_num, record


def _features(path: Path) -> Iterator[tuple[int, dict]]:
    features = geojson.read(path).get("features")
    if not isinstance(features, list):
        raise FileRefused([f"{path} is not a GeoJSON FeatureCollection."])
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        record = dict(properties) if isinstance(properties, dict) else {}
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
        if geometry and geometry.get("type") == "Point" and isinstance(coordinates, list) and len(coordinates) >= 2:
            record["lon"], record["lat"] = coordinates[0], coordinates[1]
        yield number, record


def _checked(records: Iterable[tuple[int, dict]], districts: Collection[str]) -> Gazetteer:
    gazetteer = Gazetteer()
    seen: dict[str, int] = {}
    for number, record in records:
        try:
            row = _row(record, districts)
            if row.code in seen:
                raise ValueError(f"the code {row.code} stands already in {seen[row.code]}")
        except ValueError as error:
            gazetteer.left_out.append((number, str(error)))
        else:
            seen[row.code] = number
            gazetteer.rows.append(row)
    return gazetteer


def _row(record: dict, districts: Collection[str]) -> PlaceRow:
    text = {name: _text(record.get(name)) for name in ("code", "kind", "name_kk", "name_ru", "name_en", "district")}
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,79}", text["code"]):
        raise ValueError(f"the code {text['code']!r} must be Latin letters, digits and hyphens, 80 at most")
    if text["kind"] not in PlaceKind.values:
        raise ValueError(f"the kind {text['kind']!r} is unknown; the kinds are {', '.join(PlaceKind.values)}")
    if text["district"] and text["district"] not in districts:
        raise ValueError(f"the district {text['district']!r} is unknown; leave it empty or write a code")
    aliases = _aliases(record.get("aliases"))
    for name in (text["name_kk"], text["name_ru"]):
        if not name:
            raise ValueError("the Kazakh or the Russian name is missing")
    if any(len(name) > _LONGEST_NAME for name in (text["name_kk"], text["name_ru"], text["name_en"], *aliases)):
        raise ValueError(f"a name is longer than {_LONGEST_NAME} letters")
    return PlaceRow(**text, aliases=aliases, point=_point(record))


def _point(record: dict):
    try:
        point = point_of(record.get("lon"), record.get("lat"))
    except PlaceRefused as refusal:
        raise ValueError(f"{refusal.code} coordinates {record.get('lon')}, {record.get('lat')}") from refusal
    if not in_city_box(point.x, point.y):
        raise ValueError(f"the point {point.x}, {point.y} is far from the city")
    return point


def _aliases(given: object) -> tuple[str, ...]:
    names = given if isinstance(given, list) else re.split(r"[|;]", _text(given))
    return tuple(dict.fromkeys(name for name in map(_text, names) if name))


def _text(given: object) -> str:
    return "" if given is None else str(given).strip()
