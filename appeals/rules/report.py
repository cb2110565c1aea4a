"""What a report is made of, as plain values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where it happened: a point (degrees), or a district's code with an address in words, or nothing at all."""

    lon: float | None = None
    lat: float | None = None
    district: str = ""
    address: str = ""

    @property
    def has_point(self) -> bool:
        return self.lon is not None and self.lat is not None


@dataclass(frozen=True)
class Contact:
    """How to reach the author; every part may be absent."""

    name: str = ""
    email: str = ""
    phone: str = ""


NO_PLACE = Place()
NO_CONTACT = Contact()
