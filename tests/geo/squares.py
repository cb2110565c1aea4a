"""A city of squares: districts whose borders are known to the millimetre."""

from django.contrib.gis.geos import MultiPolygon, Polygon

from geo.models import District

# One hundredth of a degree: 1,112 m north to south, 811 m east to west at this latitude.
SIDE = 0.01
WEST, SOUTH = 76.90, 43.20


def square(column: float, row: float, *, width: float = 1, height: float = 1) -> Polygon:
    """A rectangle of a grid that begins at 76.90, 43.20."""
    west, south = WEST + column * SIDE, SOUTH + row * SIDE
    box = Polygon.from_bbox((west, south, west + width * SIDE, south + height * SIDE))
    box.srid = 4326
    return box


def district(code: str, *parts: Polygon, **facts) -> District:
    """A saved district made of squares."""
    names = {"name_kk": f"{code} kk", "name_ru": f"{code} ru", "name_en": f"{code} en"}
    return District.objects.create(code=code, outline=MultiPolygon(*parts, srid=4326), **names, **facts)


def feature(code: str | None, *polygons, kind: str = "MultiPolygon") -> dict:
    """A GeoJSON feature of lists of rings."""
    coordinates = list(polygons) if kind == "MultiPolygon" else polygons[0]
    return {"type": "Feature", "properties": {"code": code}, "geometry": {"type": kind, "coordinates": coordinates}}


def rings(polygon: Polygon) -> list[list[list[float]]]:
    """A polygon as GeoJSON coordinates."""
    return [[list(position) for position in ring.coords] for ring in polygon]
