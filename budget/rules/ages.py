"""Age by the day, from a known date of birth; never from an identity number (rule 30)."""

from datetime import date


def age(born_on: date, on: date) -> int:
    """Full years on that day. Somebody born on 29 February is a year older on 1 March of a common year."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
