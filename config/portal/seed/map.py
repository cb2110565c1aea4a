"""Where things happen: points near the places of the gazetteer, each inside its district."""

from dataclasses import dataclass
from random import Random

from django.contrib.gis.geos import Point

from geo.models import District, Place

# Half a kilometre around a place of the gazetteer, in degrees.
SPREAD_LAT = 0.0032
SPREAD_LON = 0.0044
TRIES = 12


@dataclass(frozen=True)
class Spot:
    """A point of a district with its address in words."""

    point: Point
    district: str
    names: dict[str, str]
    house: int

    def address(self, language: str) -> str:
        if language == "kk":
            return f"{self.names['kk']}, {self.house}-үй"
        return f"{self.names['ru']}, дом {self.house}"

    def phrase(self, language: str) -> str:
        """The place as it stands in a sentence."""
        if language == "kk":
            return f"{self.names['kk']}, {self.house}-үйдің жанында"
        return f"{self.names['ru']}, возле дома {self.house}:"


class CityMap:
    """Gives spots. Where the gazetteer knows no place of a district, its middle stands in."""

    def __init__(self) -> None:
        districts = list(District.objects.order_by("code"))
        self.outlines = {one.code: one.outline.prepared for one in districts}
        self._names = {one.code: {"kk": one.name_kk, "ru": one.name_ru} for one in districts}
        self.places: dict[str, list[Place]] = {code: [] for code in self.outlines}
        kinds = {"microdistrict", "street"}
        for place in Place.objects.filter(kind__in=kinds, district__isnull=False).order_by("code"):
            self.places[str(place.district_id)].append(place)
        for district in districts:
            if not self.places[district.code]:
                middle = district.outline.point_on_surface
                self.places[district.code].append(
                    Place(name_kk=district.name_kk, name_ru=district.name_ru, point=middle, district=district)
                )

    def names(self, district: str) -> dict[str, str]:
        """The name of a district in Kazakh and Russian."""
        return self._names[district]

    def spot(self, chance: Random, district: str) -> Spot:
        place = chance.choice(self.places[district])
        return Spot(
            self._near(chance, place.point, district),
            district,
            {"kk": place.name_kk, "ru": place.name_ru},
            chance.randint(1, 120),
        )

    def _near(self, chance: Random, middle: Point, district: str) -> Point:
        inside = self.outlines[district]
        for _try in range(TRIES):
            lon = round(chance.gauss(middle.x, SPREAD_LON / 2), 6)
            lat = round(chance.gauss(middle.y, SPREAD_LAT / 2), 6)
            point = Point(lon, lat, srid=middle.srid)
            if inside.contains(point):
                return point
        return middle
