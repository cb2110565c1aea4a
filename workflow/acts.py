"""The only writers of a status: begin a life, perform an act on one thing or on many, ask what may be done."""

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from workflow import outbox, registry
from workflow.actor import Actor
from workflow.machine import Machine, NotAdmitted, Transition
from workflow.models import Act, Living
from workflow.refusals import Refused

NOT_FOUND = _("It was not found. Check the number and try again.")
NOT_YOURS = _("This step is not among your duties. Ask a colleague who has the right, or an administrator.")
CHANGED = _("It changed while you were looking at it. Open it again and see whether the step is still needed.")
NOT_NOW = _("This step does not follow from the present status. Open it again and choose one of the steps offered.")
IN_THE_WAY = _("This step is not possible now. Open it again and choose one of the steps offered.")

# So many rows are locked at a time: a colleague who waits for one of them waits for a fraction of a second.
CHUNK = 100
# So many rows go into one statement.
ROWS = 500

Change = Callable[[Any], dict | None]
# A state, or what says it of the changed thing.
Target = str | Callable[[Any], str]


@dataclass(frozen=True)
class Start:
    """A new thing that ``begin_many`` is to begin, and what is said of it; the words are those of ``begin``."""

    thing: Any
    role: str
    at: datetime
    note: str = ""
    data: dict | None = None


@dataclass(frozen=True)
class Order:
    """What ``perform_many`` is to do with one thing; the words are those of ``perform``.

    ``writes``: the change writes rows of its own, which a refusal has to undo; one that only sets fields is cheaper.
    ``at``: the moment of this one, where it is not that of all.
    """

    pk: int
    seq: int | None = None
    data: dict | None = None
    change: Change | None = None
    target: Target | None = None
    public: bool | None = None
    writes: bool = True
    at: datetime | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of an order: its act, or the refusal. ``before``: the columns that ``change`` altered, as they were."""

    pk: int
    act: Act | None = None
    refusal: Refused | None = None
    before: dict[str, Any] = field(default_factory=dict)


def begin(
    machine: Machine,
    thing: Living,
    name: str,
    *,
    actor: Actor,
    role: str,
    at: datetime,
    note: str = "",
    data: dict | None = None,
    basis: str = "",
    public: bool = True,
) -> Act:
    """Save a new thing in the state that ``name`` begins with, and write act number 1 of its journal.

    ``role``: the right by which the actor begins it; the caller has checked it. One transaction, or the caller's.
    """
    start = Start(thing, role, at, note=note, data=data)
    return begin_many(machine, [start], name, actor=actor, basis=basis, public=public)[0]


def begin_many(
    machine: Machine, starts: Sequence[Start], name: str, *, actor: Actor, basis: str = "", public: bool = True
) -> list[Act]:
    """Begin many things of one model, in few questions; their acts come in the order of ``starts``.

    One transaction, or the caller's: all of them or none.
    """
    if not starts:
        return []
    things = [start.thing for start in starts]
    with transaction.atomic():
        for start in starts:
            start.thing.status, start.thing.seq, start.thing.status_since = machine.initial[name], 1, start.at
        type(things[0])._base_manager.bulk_create(things, batch_size=ROWS)
        said = [{"at": one.at, "note": one.note, "data": one.data, "basis": basis, "public": public} for one in starts]
        written = [
            _act(machine, start.thing, name, before="", actor=actor, role=start.role, **words)
            for start, words in zip(starts, said, strict=True)
        ]
        Act.objects.bulk_create(written, batch_size=ROWS)
        outbox.owe_all(written)
    return written


def perform(
    machine: Machine,
    model: type[Living],
    pk: int,
    name: str,
    *,
    actor: Actor,
    roles: Callable[[Any], frozenset[str]],
    at: datetime,
    note: str = "",
    data: dict | None = None,
    change: Change | None = None,
    target: Target | None = None,
    seq: int | None = None,
    public: bool | None = None,
    related: Sequence[str] = (),
) -> Act:
    """Do one act on a thing, journal it and owe it to the handlers; all of it or nothing.

    The row is locked first, so ``roles(thing)`` (the rights of the actor on this very thing), the machine's obstacles
    and ``change(thing)`` see the newest state. ``change`` sets fields, never the status; the plain values that it
    returns go into the journal beside ``data``. ``related``: what it reads of other tables, fetched with the row.
    ``target``: the state to go to, or what says it of the changed thing; only for a transition whose table leaves it
    open. ``seq``: the version that the person saw. ``public``: whether the act stands in the public timeline, where
    that is not for the table to say.

    Refused, in this order: ``not_found``; ``role``; ``stale`` (conflict) if the thing moved on from ``seq``; ``state``
    (conflict); the code of an obstacle; whatever ``change`` refuses.
    """
    order = Order(pk, seq=seq, data=data, change=change, target=target, public=public)
    with transaction.atomic():
        rows = model._base_manager.select_for_update(of=("self",))
        thing: Any = (rows.select_related(*related) if related else rows).filter(pk=pk).first()
        act = _carry_out(machine, thing, name, order, actor=actor, roles=roles, at=at, note=note)
        thing.save(force_update=True)
        act.save(force_insert=True)
        outbox.owe(act)
    return act


def perform_many(
    machine: Machine,
    model: type[Living],
    orders: Sequence[Order],
    name: str,
    *,
    actor: Actor,
    roles: Callable[[Any], frozenset[str]],
    at: datetime,
    note: str = "",
    related: Sequence[str] = (),
    hold_s: float = 0,
    rehearse: bool = False,
) -> list[Outcome]:
    """Do the same act on many things: to each what ``perform`` would do, one act each, in few questions.

    Things are locked by key, ``CHUNK`` in a transaction, so that people who choose the same ones wait for each other
    in turn. A refusal is an ``Outcome`` and undoes what its own ``change`` wrote, nothing else. ``related``: what
    ``change`` reads of other tables, fetched with the rows. ``hold_s``: for so many seconds the handlers do not hear
    of it, all but the open pages; see ``outbox.recall``. ``rehearse``: find out what would come of it; nothing is
    locked, and nothing stays. Outcomes come in the order of ``orders``.
    """
    by_key = {order.pk: order for order in orders}
    if len(by_key) != len(orders):
        raise ValueError("One thing is ordered twice.")
    done: dict[int, Outcome] = {}
    keys = sorted(by_key)
    for start in range(0, len(keys), CHUNK):
        with transaction.atomic():
            chunk = keys[start : start + CHUNK]
            rows = model._base_manager.filter(pk__in=chunk).order_by("pk")
            rows = rows.select_related(*related) if related else rows
            things = {thing.pk: thing for thing in (rows if rehearse else rows.select_for_update(of=("self",)))}
            for pk in chunk:
                order = by_key[pk]
                words = {"actor": actor, "roles": roles, "at": order.at or at, "note": note}
                done[pk] = _attempt(machine, things.get(pk), name, order, **words)
            if rehearse:
                transaction.set_rollback(True)
            else:
                _keep(model, [(things[pk], done[pk]) for pk in chunk if done[pk].act], hold_s)
    return [done[order.pk] for order in orders]


def may(machine: Machine, thing: Living, *, roles: frozenset[str], at: datetime) -> tuple[str, ...]:
    """The names of the acts open now to somebody with these roles on this thing."""
    return machine.open_to(thing, roles=roles, at=at)


def _admit(
    machine: Machine, thing: Living, name: str, *, held: frozenset[str], at: datetime, seq: int | None
) -> Transition:
    refusal: NotAdmitted | None = None
    try:
        transition = machine.admit(name, thing, roles=held, at=at)
    except NotAdmitted as no:
        refusal = no
    if refusal and refusal.reason == "unknown":
        raise KeyError(f"{machine.kind} has no act {name}")
    if refusal and refusal.reason == "role":
        raise Refused(NOT_YOURS, code="role")
    if seq is not None and seq != thing.seq:
        raise Refused(CHANGED, code="stale", conflict=True)
    if refusal and refusal.reason == "state":
        raise Refused(NOT_NOW, code="state", conflict=True)
    if refusal:
        kind = registry.find(machine.kind)
        sentence = kind.obstacles.get(refusal.reason, IN_THE_WAY) if kind else IN_THE_WAY
        raise Refused(sentence, code=refusal.reason)
    return transition


def _carry_out(
    machine: Machine,
    thing: Any,
    name: str,
    order: Order,
    *,
    actor: Actor,
    roles: Callable[[Any], frozenset[str]],
    at: datetime,
    note: str,
) -> Act:
    """Admit, change and move a locked thing; its row and the act that comes back are yet to be written."""
    if thing is None:
        raise Refused(NOT_FOUND, code="not_found")
    held = roles(thing)
    transition = _admit(machine, thing, name, held=held, at=at, seq=order.seq)
    if order.target is not None and transition.target is not None:
        raise ValueError(f"The table already says where {name} leads.")
    before = thing.status
    facts = {**(order.data or {}), **((order.change(thing) if order.change else None) or {})}
    if thing.status != before:
        raise ValueError(f"The change of {name} sets the status, which is for the machine to do.")
    asked = order.target(thing) if callable(order.target) else order.target
    _move(thing, transition.target or asked or before, at)
    return _act(
        machine,
        thing,
        name,
        before=before,
        actor=actor,
        role=_admitting_role(actor, held & transition.roles),
        at=at,
        note=note,
        data=facts,
        basis=transition.basis,
        public=transition.public if order.public is None else order.public,
    )


def _attempt(machine: Machine, thing: Any, name: str, order: Order, **words: Any) -> Outcome:
    """The same, where a refusal must not hurt the others."""
    columns = _columns(thing) if thing is not None else {}
    try:
        if order.change is None or not order.writes:
            act = _carry_out(machine, thing, name, order, **words)
        else:
            with transaction.atomic():
                act = _carry_out(machine, thing, name, order, **words)
    except Refused as refusal:
        return Outcome(order.pk, refusal=refusal)
    now = _columns(thing)
    altered = {attname: value for attname, value in columns.items() if now[attname] != value}
    return Outcome(order.pk, act=act, before={key: old for key, old in altered.items() if key not in OWN})


# The columns of ``Living``: the journal keeps what they were.
OWN = frozenset({"status", "seq", "status_since"})


def _columns(thing: Any) -> dict[str, Any]:
    """Values by column; JSON is copied, because a change may alter it in place."""
    columns = {column.attname: getattr(thing, column.attname) for column in thing._meta.concrete_fields}
    return {name: deepcopy(value) if isinstance(value, dict | list) else value for name, value in columns.items()}


def _keep(model: type[Living], moved: Iterable[tuple[Any, Outcome]], hold_s: float) -> None:
    """Write the altered columns, the acts and the deliveries of a chunk."""
    pairs = list(moved)
    if not pairs:
        return
    altered = {attname for _thing, outcome in pairs for attname in outcome.before} | OWN
    names = [column.name for column in model._meta.concrete_fields if column.attname in altered]
    model._base_manager.bulk_update([thing for thing, _outcome in pairs], names)
    acts = Act.objects.bulk_create([outcome.act for _thing, outcome in pairs if outcome.act])
    outbox.owe_all(acts, hold_s=hold_s)


def _move(thing: Living, state: str, at: datetime) -> None:
    if thing.status != state:
        thing.status = state
        thing.status_since = at
    thing.seq += 1


def _admitting_role(actor: Actor, admitted: frozenset[str]) -> str:
    """The role to be journalled: the first of the actor's posts that was enough, else the first by name."""
    for post in actor.posts:
        if post.role in admitted:
            return str(post.role)
    return str(min(admitted))


def _act(machine: Machine, thing: Living, name: str, *, before: str, actor: Actor, role: str, **words: Any) -> Act:
    return Act(
        kind=machine.kind,
        subject_id=thing.pk,
        seq=thing.seq,
        name=name,
        before=before,
        after=thing.status,
        actor_id=actor.user_id,
        actor_name=actor.named(role),
        actor_role=str(role),
        **{**words, "data": words["data"] or {}},
    )
