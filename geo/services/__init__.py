"""What can be done to the city's geography: outlines replaced, records moved with them, places kept."""

from geo.services.outlines import Outcome, add_city, add_districts, replace_outlines
from geo.services.places import Loaded, PlaceRow, load_places, save_place

__all__ = [
    "Loaded",
    "Outcome",
    "PlaceRow",
    "add_city",
    "add_districts",
    "load_places",
    "replace_outlines",
    "save_place",
]
