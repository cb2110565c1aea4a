"""The address of a view of the queue: a bookmark, a saved filter and the way back are the same query."""

from collections.abc import Mapping
from urllib.parse import urlencode

# What narrows or orders the queue, beside its part.
NARROW = ("risk", "district", "category", "body", "age", "status", "source", "language", "kind", "order", "q")
LONGEST_WORDS = 200


def query_of(given: Mapping[str, str]) -> str:
    """The query of a view: what is known only, in one order, so that the same view has one address."""
    pairs = [(name, str(given.get(name, ""))[:LONGEST_WORDS]) for name in ("part", *NARROW)]
    return urlencode([pair for pair in pairs if pair[1]])
