"""How far two points of the city are from each other."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_M = 6_371_000


def metres(lon: float, lat: float, other_lon: float, other_lat: float) -> int:
    """The great-circle distance in whole metres; arguments in degrees."""
    half_lat, half_lon = radians(other_lat - lat) / 2, radians(other_lon - lon) / 2
    square = sin(half_lat) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(half_lon) ** 2
    return round(2 * EARTH_RADIUS_M * asin(sqrt(square)))
