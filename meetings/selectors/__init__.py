"""Named reads of meetings: the app's own, and those that the rows of plans lean on."""

from meetings.selectors.lines import lines_of
from meetings.selectors.lists import published_meetings

__all__ = ["lines_of", "published_meetings"]
