"""Which kinds of things live here, who hears of their acts, and who may watch them.

Each app describes its kinds once, in ``apps.ready()``; below, nobody imports an app to learn about it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Scope:
    """Who holds a socket open: the person (maybe anonymous) and the session, both as fresh as a few seconds."""

    user: Any
    session: Any


@dataclass(frozen=True)
class Handler:
    """What follows from an act.

    ``function(act)`` runs in the worker, in the transaction that also marks its delivery done. It may run again after
    a failure, and may see the acts of one thing out of order: what it writes must be keyed by the act.
    ``acts``: names of the acts that concern it; ``None`` means all. ``name`` is stored: a renamed handler is a new one.
    ``at_once``: it runs in the act's own transaction, so that the act is not done unless this is: for what the law
    binds to the act itself, and never for anything that leaves the house.
    ``many(acts)``, where given, is the same for several acts at once: all of them heard, or all of them not.
    """

    name: str
    function: Callable[[Any], None]
    acts: frozenset[str] | None = None
    many: Callable[[list[Any]], None] | None = None
    at_once: bool = False

    def hears(self, act_name: str) -> bool:
        return self.acts is None or act_name in self.acts


def _nobody(scope: Scope, public_id: str) -> None:
    return None


def _no_feeds(thing: Any) -> list[str]:
    return []


def _no_follower(scope: Scope, feed: str) -> bool:
    return False


def _no_worker(scope: Scope, public_ids: list[str]) -> dict[str, int]:
    return {}


def _key(thing: Any) -> str:
    return str(thing.pk)


@dataclass(frozen=True)
class Kind:
    """One kind of thing that has a life.

    ``name``: its word in the journal and on the socket; ``model``: ``"app.Model"`` or the class.
    ``watch(scope, public_id)``: the key of the thing if this person may see it now, else ``None``.
    ``public_id(thing)``: the name of the thing outside the house (a number, never the key of a private thing).
    ``feeds(thing)``: the names of the lists that the thing stands in now; ``follow(scope, feed)``: may this person
    follow that list. A feed's name has letters, digits and ``. _ : -`` only, at most 60.
    ``recount(at, by)``: bring the terms of open things in line with the work calendar as it stands, by order of
    somebody named ``by``; returns how many moved.
    ``work(scope, public_ids)``: public name -> key of those that this person works on as an official; only among them
    it is told who has a thing open (``workflow.presence``).
    ``obstacles``: for each code that the machine's obstacles return, the translatable sentence for people.
    """

    name: str
    model: Any
    handlers: tuple[Handler, ...] = ()
    watch: Callable[[Scope, str], int | None] = _nobody
    public_id: Callable[[Any], str] = _key
    feeds: Callable[[Any], list[str]] = _no_feeds
    follow: Callable[[Scope, str], bool] = _no_follower
    work: Callable[[Scope, list[str]], dict[str, int]] = _no_worker
    recount: Callable[[datetime, str], int] | None = None
    obstacles: Mapping[str, Any] = field(default_factory=dict)


_kinds: dict[str, Kind] = {}
_everywhere: dict[str, Handler] = {}
_listeners: dict[str, dict[str, Handler]] = {}


def register(kind: Kind) -> None:
    """Make a kind known. The newest description counts."""
    names = [handler.name for handler in kind.handlers]
    if len(set(names)) != len(names):
        raise ValueError(f"Two handlers of {kind.name} have the same name.")
    _kinds[kind.name] = kind


def register_everywhere(handler: Handler) -> None:
    """Make a handler hear of the acts of every kind."""
    _everywhere[handler.name] = handler


def everywhere() -> tuple[str, ...]:
    """Names of the handlers that hear of every kind: the open pages."""
    return tuple(_everywhere)


def is_everywhere(handler_name: str) -> bool:
    return handler_name in _everywhere


def takes_many(handler_name: str) -> Callable[[list[Any]], None] | None:
    """How this handler takes several acts at once, of whatever kinds; ``None``: one by one."""
    handler = _everywhere.get(handler_name)
    return handler.many if handler else None


def recount(at: datetime, by: str) -> int:
    """Bring the terms of all kinds in line with the work calendar. Returns how many moved."""
    return sum(kind.recount(at, by) for kind in _kinds.values() if kind.recount is not None)


def listen(kind_name: str, handler: Handler) -> None:
    """Make a handler hear of the acts of a kind of another room: rooms that do not know each other meet here.

    ``handler.name`` is stored with its debts; it must not be that of one of the kind's own handlers.
    """
    _listeners.setdefault(kind_name, {})[handler.name] = handler


def forget(name: str) -> None:
    """Undo ``register``."""
    _kinds.pop(name, None)


def find(name: str) -> Kind | None:
    """The kind of this name, or ``None``."""
    return _kinds.get(name)


def kinds() -> tuple[Kind, ...]:
    return tuple(_kinds.values())


def handlers_of(kind_name: str) -> tuple[Handler, ...]:
    """All that may hear of an act of this kind; first those of every kind: open pages do not wait for letters."""
    kind = _kinds.get(kind_name)
    return (*_everywhere.values(), *(kind.handlers if kind else ()), *_listeners.get(kind_name, {}).values())
