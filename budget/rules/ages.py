"""Age by the day, from a known date of birth; never from an identity number (rule 30). And what is told of ages."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

# Fewer people than this are never told of as a group.
LEAST_CELL = 10


def age(born_on: date, on: date) -> int:
    """Full years on that day. Somebody born on 29 February is a year older on 1 March of a common year."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def groups(ages: Iterable[int]) -> dict[str, int]:
    """``20-29``, ``30-39`` and so on: how many people each, the youngest first. Small groups are left out.

    So are as many of the next smallest as it takes to hide them: whoever knows how many there are of all cannot tell
    by subtraction of a group of fewer than ``LEAST_CELL``.
    """
    known = Counter(max(years // 10, 1) for years in ages)
    told = {decade: number for decade, number in known.items() if number >= LEAST_CELL}
    hidden = sum(known.values()) - sum(told.values())
    while told and 0 < hidden < LEAST_CELL:
        smallest = min(told, key=lambda decade: (told[decade], decade))
        hidden += told.pop(smallest)
    return {f"{10 * decade}-{10 * decade + 9}": told[decade] for decade in sorted(told)}
