"""Official outlines as GeoJSON (RFC 7946): one feature a district, property ``code``."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import MultiPolygon

from geo.boundaries.rings import BadRing, outline, polygon, ring
from geo.refusals import FileRefused

# RFC 7946 knows WGS 84 only; older files name it. Any other reference system would need GDAL, and is refused.
_WGS_84 = {
    "urn:ogc:def:crs:ogc:1.3:crs84", "urn:ogc:def:crs:ogc::crs84", "urn:ogc:def:crs:epsg::4326", "epsg:4326", "crs84"
}  # fmt: skip


def read(path: Path) -> dict:
    """Read a file as JSON. Refused: not there, not UTF-8, not a JSON object."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FileRefused([f"{path} cannot be read: {error.strerror}."]) from error
    except ValueError as error:
        raise FileRefused([f"{path} is not JSON: {error}."]) from error
    if not isinstance(content, dict):
        raise FileRefused([f"{path} must hold one JSON object."])
    return content


def outlines(collection: dict, codes: Collection[str]) -> dict[str, MultiPolygon]:
    """The outline of each district, by code.

    Refused, all flaws at once: another reference system than WGS 84; no FeatureCollection; a code that is unknown,
    missing or given twice; latitude before longitude; numbers that are none; rings that are open or cross themselves.
    """
    flaws = _flaws_of_the_frame(collection)
    found: dict[str, MultiPolygon] = {}
    features = collection.get("features")
    for number, feature in enumerate(features if isinstance(features, list) else [], start=1):
        code = _code(feature)
        if code not in codes:
            flaws.append(f"Feature {number} has the unknown code {code!r}; the codes are {', '.join(sorted(codes))}.")
        elif code in found:
            flaws.append(f"{code}: given twice; make one MultiPolygon of its parts.")
        else:
            try:
                found[code] = geometry(feature.get("geometry"))
            except BadRing as error:
                flaws.append(f"{code}: {error}.")
    named = {_code(feature) for feature in features} if isinstance(features, list) else set()
    flaws += [f"{code}: there is no feature with this code." for code in sorted(set(codes) - named)]
    if flaws:
        raise FileRefused(flaws)
    return found


def geometry(given: Any) -> MultiPolygon:
    """A GeoJSON Polygon or MultiPolygon as a valid outline. Raises ``BadRing``."""
    kind = given.get("type") if isinstance(given, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        raise BadRing(f"the geometry is {kind or 'missing'}; it must be a Polygon or a MultiPolygon")
    coordinates = given.get("coordinates")
    parts = coordinates if kind == "MultiPolygon" else [coordinates]
    if not isinstance(parts, list) or not all(isinstance(part, list) and part for part in parts):
        raise BadRing("the coordinates are not lists of rings")
    return outline([polygon([ring(each) for each in part]) for part in parts])


def _flaws_of_the_frame(collection: dict) -> list[str]:
    flaws = []
    if collection.get("type") != "FeatureCollection":
        flaws.append("The file is not a GeoJSON FeatureCollection.")
    crs = collection.get("crs")
    if crs is not None and _crs_name(crs).lower() not in _WGS_84:
        flaws.append(
            f"The file names the reference system {_crs_name(crs) or repr(crs)}; export it again in WGS 84 (EPSG:4326)."
        )
    return flaws


def _crs_name(crs: object) -> str:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else ""


def _code(feature: object) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    code = properties.get("code") if isinstance(properties, dict) else None
    return code if isinstance(code, str) else ""
