"""Tables that decide, read once for a batch: five hundred appeals of ten categories ask for ten answers."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("kept_for_a_batch", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Within the block, functions marked ``once`` read each answer once. Only for one transaction at one moment."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def once(read: Callable[P, T]) -> Callable[P, T]:
    """A read of a table that decides. Outside of ``reading_once`` nothing is kept: a rule changed just now counts."""

    @wraps(read)
    def asked(*args: P.args, **words: P.kwargs) -> T:
        kept = _kept.get()
        if kept is None:
            return read(*args, **words)
        key = (read, args, tuple(sorted(words.items(), key=lambda pair: pair[0])))
        if key not in kept:
            kept[key] = read(*args, **words)
        return kept[key]

    return asked
