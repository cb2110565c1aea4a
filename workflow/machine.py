"""A process is a table: which acts there are, from where, to where, by whom and by what right."""

from collections.abc import Callable, Set
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Transition:
    """One act that a thing admits.

    ``sources``: states in which it is possible. ``target``: the state after it, or ``None`` where the state stays.
    ``roles``: who may do it; the app's policy says which of them a person has on this very thing.
    ``basis``: the law or rule that it rests on. ``obstacle``: a pure function of the thing and of the moment that
    returns the code of what stands in the way, or ``None``. ``public``: the act stands in the public timeline.
    """

    name: str
    sources: Set[str]
    roles: Set[str]
    target: str | None = None
    basis: str = ""
    obstacle: Callable[[Any, Any], str | None] | None = None
    public: bool = True


@dataclass(eq=False)
class NotAdmitted(Exception):
    """Why a machine does not admit an act: ``unknown``, ``state``, ``role`` or the code of an obstacle."""

    reason: str
    transition: str
    state: str


@dataclass(frozen=True)
class Machine:
    """The life of one kind of thing. ``kind`` is its word in the journal, on the socket and in links."""

    kind: str
    initial: dict[str, str] = field(default_factory=dict)
    transitions: tuple[Transition, ...] = ()

    def __getitem__(self, name: str) -> Transition:
        for transition in self.transitions:
            if transition.name == name:
                return transition
        raise KeyError(name)

    def admit(self, name: str, thing: Any, *, roles: frozenset[str], at: Any) -> Transition:
        """Return the transition, or raise ``NotAdmitted`` saying why not."""
        state = thing.status
        try:
            transition = self[name]
        except KeyError:
            raise NotAdmitted("unknown", name, state) from None
        if not roles & transition.roles:
            raise NotAdmitted("role", name, state)
        if state not in transition.sources:
            raise NotAdmitted("state", name, state)
        reason = transition.obstacle(thing, at) if transition.obstacle else None
        if reason:
            raise NotAdmitted(reason, name, state)
        return transition

    def open_to(self, thing: Any, *, roles: frozenset[str], at: Any) -> tuple[str, ...]:
        """The names of the acts possible now for somebody with these roles: what a page offers as buttons."""
        names = []
        for transition in self.transitions:
            try:
                self.admit(transition.name, thing, roles=roles, at=at)
            except NotAdmitted:
                continue
            names.append(transition.name)
        return tuple(names)
