"""Working days: the five-day week with the days that the law and the Government move. Plain values, no clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

DAY = timedelta(days=1)
LONGEST_PAUSE_DAYS = 60


@dataclass(frozen=True)
class Calendar:
    """``holidays``: days off that would otherwise be worked, or are named by law. ``working``: worked weekend days.

    A day in both sets is worked: the Government's decree comes after the law's list.
    """

    holidays: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        if day in self.working:
            return True
        return day.weekday() < 5 and day not in self.holidays

    def next_working(self, day: date) -> date:
        """The first working day after ``day``."""
        for _step in range(LONGEST_PAUSE_DAYS):
            day += DAY
            if self.is_working(day):
                return day
        raise ValueError(f"The calendar has no working day in {LONGEST_PAUSE_DAYS} days before {day}.")

    def on_or_after(self, day: date) -> date:
        """``day`` itself if it is worked, else the next working day: how a term of calendar days is rolled."""
        return day if self.is_working(day) else self.next_working(day)

    def add(self, day: date, n: int) -> date:
        """The last day of a term of ``n`` >= 1 working days; day 1 is the working day after ``day``.

        Rule: Administrative Procedural and Process-Related Code, art. 76.
        """
        if n < 1:
            raise ValueError("A term has at least one working day.")
        for _step in range(n):
            day = self.next_working(day)
        return day

    def between(self, earlier: date, later: date) -> int:
        """Working days after ``earlier`` up to and including ``later``; negative if ``later`` comes first.

        ``between(d, add(d, n)) == n``; ``between(today, due_on)`` is what remains, below zero how much is overdue.
        """
        if later < earlier:
            return -self.between(later, earlier)
        return sum(self.is_working(earlier + DAY * step) for step in range(1, (later - earlier).days + 1))


def registration_date(received: datetime, closes: time, calendar: Calendar) -> date:
    """The legal day of registration of what came in at ``received`` (local time of the city, without a zone or in it).

    The day itself if it is worked and the office had not yet closed (``closes`` is still in time), else the next
    working day.
    """
    day = received.date()
    if calendar.is_working(day) and received.time() <= closes:
        return day
    return calendar.next_working(day)
