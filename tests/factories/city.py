"""The city as the repository ships it, without the gazetteer."""

from accounts import reference as people
from appeals import reference as appeals
from budget import reference as budget
from geo import reference as places
from geo.services import add_city, add_districts
from meetings import reference as meetings
from workflow import reference as work_calendar


def load() -> None:
    """The city and its districts, the work calendar of 2025 to 2027, bodies, letters, categories, routing and terms."""
    add_districts(places.shipped_districts())
    add_city(places.shipped_city())
    work_calendar.load((2025, 2026, 2027))
    people.load()
    appeals.load()
    budget.load()
    meetings.load()
