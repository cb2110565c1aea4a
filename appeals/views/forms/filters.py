"""What the public list is narrowed to. A filter that makes no sense is left out, never an error."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

STATES = ("work", "late", "answered", "fixed")
SORTS = ("new", "old")


@dataclass(frozen=True)
class ListForm:
    """``district`` and ``category`` are codes, ``state`` one of STATES, ``text`` free, ``sort`` one of SORTS."""

    district: str = ""
    category: str = ""
    state: str = ""
    text: str = ""
    sort: str = "new"

    @classmethod
    def read(cls, query: QueryDict, *, districts: set[str], categories: set[str]) -> "ListForm":
        def one_of(name: str, known, otherwise: str = "") -> str:
            value = query.get(name, "")
            return value if value in known else otherwise

        return cls(
            district=one_of("district", districts),
            category=one_of("category", categories),
            state=one_of("state", STATES),
            text=query.get("q", "").replace("\0", "").strip()[:100],
            sort=one_of("sort", SORTS, "new"),
        )

    @property
    def is_narrow(self) -> bool:
        return bool(self.district or self.category or self.state or self.text)

    def query(self, **changes: str) -> str:
        """The address's query for these filters, some of them changed; empty ones are left out."""
        values = {
            "district": self.district,
            "category": self.category,
            "state": self.state,
            "q": self.text,
            "sort": "" if self.sort == "new" else self.sort,
        } | changes
        return urlencode({name: value for name, value in values.items() if value})
