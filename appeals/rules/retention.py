"""How long a resident's data is kept after the end of an appeal, and what is left of it then."""

import calendar
from datetime import datetime

# Stands where words were; a page says why in the reader's language.
REMOVED = "[…]"


def months_before(at: datetime, months: int) -> datetime:
    """The same day and hour that many months earlier; the last day of a shorter month."""
    count = at.year * 12 + at.month - 1 - months
    year, month = divmod(count, 12)
    day = min(at.day, calendar.monthrange(year, month + 1)[1])
    return at.replace(year=year, month=month + 1, day=day)
