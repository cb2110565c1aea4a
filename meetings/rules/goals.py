"""Goals of sustainable development and their targets (UN General Assembly, resolution 70/1): 17 and 169."""

import re
from functools import cache
from pathlib import Path

GOALS = range(1, 18)
_DATA = Path(__file__).parent.parent / "data" / "sdg_targets.csv"
# «11.2», «11,2», «ЦУР 11.2», «11.a»; a letter may come from a Cyrillic keyboard.
_WRITTEN = re.compile(r"(?:цур|тдм|одм|sdg)?\s*№?\s*(\d{1,2})(?:\s?[.,]\s?(\d{1,2}|[a-dавс]))?\.?")
_LATIN = str.maketrans("авс", "abc")


@cache
def targets() -> frozenset[str]:
    """The codes of all targets: ``11.2``, ``11.a``."""
    return frozenset(_DATA.read_text().split()[1:])


def read_goal(text: str) -> str | None:
    """A target (``11.2``) or a goal alone (``11``) as the UN writes it; ``None``: there is none of this number."""
    found = _WRITTEN.fullmatch(text.strip().casefold())
    if found is None:
        return None
    goal, part = found[1].lstrip("0"), (found[2] or "").translate(_LATIN)
    code = f"{goal}.{part}" if part else goal
    known = code in targets() if part else goal.isdecimal() and int(goal) in GOALS
    return code if known else None


def goal_of(code: str) -> int | None:
    """The goal of a code that was read; of an empty one none."""
    return int(code.partition(".")[0]) if code else None
