"""Tables that decide, read once: for a batch, for a page, and from one to the next while nobody has changed them.

Within ``reading_once`` each function marked ``once`` reads each answer once. One marked ``kept`` names the tables that
it reads; the process keeps its answers as long as the marks of these tables stay what they were. A trigger of the
database gives a table a new mark with every statement that writes to it, so an edit of another process, or by hand,
counts in the next block. All marks are one question for a block.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import connection
from django.utils.translation import get_language

from workflow.models import TableMark

P = ParamSpec("P")
T = TypeVar("T")
Marks = tuple[UUID, ...]

# Answers that a process keeps; the ones asked for longest ago go first.
MOST = 2000


class _Block:
    """What one batch or page has read."""

    def __init__(self) -> None:
        self.answers: dict[Hashable, Any] = {}
        self._marks: dict[str, UUID] | None = None

    def marks(self, tables: tuple[str, ...]) -> Marks | None:
        """The marks of these tables; ``None`` where one of them has none, so that its changes would not be seen."""
        if self._marks is None:
            self._marks = dict(TableMark.objects.values_list("table", "mark"))
        found = [self._marks.get(table) for table in tables]
        return None if None in found else tuple(mark for mark in found if mark)


_block: ContextVar[_Block | None] = ContextVar("read_once", default=None)
_kept: OrderedDict[Hashable, tuple[Marks, Any]] = OrderedDict()
_lock = Lock()


@contextmanager
def reading_once() -> Iterator[None]:
    """Within the block, marked functions read each answer once; one block within another is the same block.

    Only for one moment: what the block itself writes to those tables it would not see.
    """
    if _block.get() is not None:
        yield
        return
    token = _block.set(_Block())
    try:
        yield
    finally:
        _block.reset(token)


def once(read: Callable[P, T]) -> Callable[P, T]:
    """A read of a table that decides. Outside of ``reading_once`` nothing is kept: a rule changed just now counts."""

    @wraps(read)
    def asked(*args: P.args, **words: P.kwargs) -> T:
        block = _block.get()
        if block is None:
            return read(*args, **words)
        key = _key(read, args, words)
        if key not in block.answers:
            block.answers[key] = read(*args, **words)
        return block.answers[key]

    return asked


def kept(*tables: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """The same for a read of these tables and no others, kept from block to block until one of them changes.

    The answer depends on the arguments, the tables and the active language alone. It is shared: nobody alters it.
    """

    def mark(read: Callable[P, T]) -> Callable[P, T]:
        @once
        @wraps(read)
        def asked(*args: P.args, **words: P.kwargs) -> T:
            block = _block.get()
            marks = block.marks(tables) if block else None
            if marks is None:
                return read(*args, **words)
            key = (connection.settings_dict["NAME"], get_language(), *_key(read, args, words))
            with _lock:
                found = _kept.get(key)
            if found is None or found[0] != marks:
                found = (marks, read(*args, **words))
            with _lock:
                _kept[key] = found
                _kept.move_to_end(key)
                while len(_kept) > MOST:
                    _kept.popitem(last=False)
            return found[1]

        return asked

    return mark


def forget() -> None:
    """Keep nothing any longer: as a process that has just begun."""
    with _lock:
        _kept.clear()


def _key(read: Callable[..., Any], args: tuple[Any, ...], words: dict[str, Any]) -> tuple[Hashable, ...]:
    return (read, args, tuple(sorted(words.items(), key=lambda pair: pair[0])))
