"""The clocks of the seeded year: when people write, when offices work, what the law gives them."""

from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings

from appeals.rules import term
from appeals.rules.term import Allowed
from appeals.selectors import taxonomy
from config.portal.seed import plan
from workflow import calendar
from workflow.workdays import registration_date

CITY = ZoneInfo(settings.TIME_ZONE)
OPENS, CLOSES = time(9, 0), time(18, 0)
HOURS_A_DAY = 9


class Clock:
    """``until``: nothing happens at or after it. ``since``: a year earlier."""

    def __init__(self, until: datetime) -> None:
        self.until = until.astimezone(CITY)
        self.since = self.until - timedelta(days=365)
        self.calendar = calendar.current()
        self.office_closes = calendar.closing_time(self.until.date())
        self._allowed: dict[str, Allowed] = {}
        self.last_day = cache(self._last_day)

    def days(self) -> list[date]:
        """The days of the year, the last one only if it has begun."""
        first = self.since.date() + timedelta(days=1)
        return [first + timedelta(days=count) for count in range((self.until.date() - first).days + 1)]

    def weights(self, months: tuple[float, ...]) -> list[float]:
        """Running totals over ``days``, for ``Random.choices``: the city's months times these of a category."""
        return list(accumulate(plan.MONTHS[day.month - 1] * months[day.month - 1] + 1e-9 for day in self.days()))

    def moment(self, chance: Random, day: date) -> datetime:
        hour = chance.choices(range(24), plan.HOURS)[0]
        return datetime.combine(day, time(hour, chance.randrange(60), chance.randrange(60)), CITY)

    def registered_on(self, received: datetime) -> date:
        return registration_date(received, self.office_closes, self.calendar)

    def allowed(self, kind: str) -> Allowed:
        if kind not in self._allowed:
            self._allowed[kind] = taxonomy.allowed(kind, on=self.until.date())
        return self._allowed[kind]

    def _last_day(self, registered_on: date, kind: str) -> date:
        return term.due_on(registered_on, allowed=self.allowed(kind), calendar=self.calendar)

    def later(self, moment: datetime, hours: float) -> datetime:
        """The moment so many working hours later (nine hours a working day, from nine to six)."""
        left = timedelta(hours=hours)
        while True:
            day = moment.date()
            opens, closes = datetime.combine(day, OPENS, CITY), datetime.combine(day, CLOSES, CITY)
            if self.calendar.is_working(day) and moment < closes:
                begins = max(moment, opens)
                if begins + left <= closes:
                    return begins + left
                left -= closes - begins
            moment = datetime.combine(day + timedelta(days=1), time(0, 0), CITY)
