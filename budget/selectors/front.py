"""What other pages tell of the budget: where one can vote now, propose now, and whose winners are being built."""

from dataclasses import dataclass
from datetime import datetime

from budget.enums import PUBLISHED, EditionStatus
from budget.models import Edition
from budget.policy import STRANGER, editions_visible_to
from budget.selectors.editions import taking_in


@dataclass(frozen=True)
class Front:
    """The newest edition for each of three doors; ``None`` where the door is shut."""

    voting: Edition | None
    intake: Edition | None
    results: Edition | None


def front(at: datetime) -> Front:
    """Two queries."""
    shown = editions_visible_to(STRANGER).filter(status__in={EditionStatus.VOTING, *PUBLISHED}).defer("rules")
    rows = list(shown.order_by("-year", "-pk"))
    return Front(
        next((row for row in rows if row.status == EditionStatus.VOTING), None),
        taking_in(at).defer("rules").order_by("-year", "-pk").first(),
        next((row for row in rows if row.status in PUBLISHED), None),
    )
