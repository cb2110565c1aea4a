"""What the queue is narrowed to, as its address says it. A filter that makes no sense is left out, never an error."""

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from appeals.enums import OPEN, Status
from appeals.selectors import desk, taxonomy
from appeals.selectors.desk import Sieve
from appeals.views.desk.door import Official

LONGEST = 100


@dataclass(frozen=True)
class Asked:
    """A part of the queue (one of ``desk.SHOWS``) and what it is narrowed by."""

    show: str
    sieve: Sieve

    @property
    def is_narrow(self) -> bool:
        return any(value for name, value in asdict(self.sieve).items() if name != "words")

    def query(self, **changes: str) -> str:
        """The query of the address for this; empty values are left out."""
        values = {"show": "" if self.show == "open" else self.show, **asdict(self.sieve)}
        values["q"] = values.pop("words")
        values |= changes
        return urlencode({name: value for name, value in values.items() if value})

    def link(self, show: str) -> str:
        """The same filters in another part of the queue."""
        query = self.query(show="" if show == "open" else show)
        return f"{reverse('desk:queue')}?{query}" if query else reverse("desk:queue")


def read(request: HttpRequest, official: Official) -> Asked:
    """The filters of the address, cleaned."""
    given = {name: str(value).replace("\0", "").strip()[:LONGEST] for name, value in request.GET.items()}
    show = given.get("show", "")
    names = ("category", "district", "status", "executor", "team")
    kept = {name: given.get(name, "") for name in names}
    if kept["status"] not in Status.values:
        kept["status"] = ""
    for name in ("executor", "team"):
        if not _is_hand(kept[name]):
            kept[name] = ""
    return Asked(show if show in desk.SHOWS else "open", Sieve(words=given.get("q", ""), **kept))


def choices(official: Official) -> dict[str, Any]:
    """What the filters of this official offer: nothing that the desk does not hold."""
    hands = desk.hands(official.actor)
    return {
        "categories": taxonomy.headings(official.today),
        "statuses": [(status.value, status.label) for status in Status if status in OPEN],
        "executors": hands.executors,
        "teams": hands.teams,
    }


def _is_hand(typed: str) -> bool:
    return typed in {"", desk.NOBODY_YET} or (typed.isdecimal() and len(typed) < 10)
