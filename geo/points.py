"""What is wrong with a pair of numbers that should be a point of the city. Plain values: no query."""

import math

from django.conf import settings
from django.contrib.gis.geos import Point
from django.utils.translation import gettext_lazy as _

from geo.refusals import PlaceRefused

LON_LAT = 4326
# Nearer to 0, 0 than this (about 1 km) is a phone that does not know where it is, not a place in the Gulf of Guinea.
_ZERO_DEGREES = 0.01


def in_city_box(lon: float, lat: float) -> bool:
    """Whether the point lies in the rectangle ``CITY_BOX`` (west, south, east, north) drawn widely around the city."""
    west, south, east, north = settings.CITY_BOX
    return west <= lon <= east and south <= lat <= north


def looks_swapped(lon: float, lat: float) -> bool:
    """Whether the point is near the city only after latitude and longitude change places."""
    return not in_city_box(lon, lat) and in_city_box(lat, lon)


def point_of(lon: float | None, lat: float | None) -> Point:
    """Make a point (lon/lat, degrees, WGS 84) of two numbers.

    Refused: ``invalid`` (no number, infinite, beyond the poles or the date line), ``zero`` (0, 0), ``swapped``
    (latitude given as longitude). Whether it lies in the city is for ``geo.selectors.district_at`` to say.
    """
    try:
        lon, lat = float(lon), float(lat)  # type: ignore[arg-type]  # None is no number
    except (TypeError, ValueError):
        lon = lat = math.nan
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise PlaceRefused(
            _("These are not coordinates. Longitude is from -180 to 180 degrees, latitude from -90 to 90."),
            code="invalid",
        )
    if abs(lon) < _ZERO_DEGREES and abs(lat) < _ZERO_DEGREES:
        raise PlaceRefused(
            _("Your device did not say where it is: the point is 0, 0. Put the pin on the map by hand."), code="zero"
        )
    if looks_swapped(lon, lat):
        raise PlaceRefused(
            _("Latitude and longitude have changed places. Longitude comes first: about 76.9, then latitude, 43.2."),
            code="swapped",
        )
    return Point(lon, lat, srid=LON_LAT)
