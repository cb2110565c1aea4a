"""The only writers of a status: begin a life, perform an act, ask what may be done."""

from collections.abc import Callable
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
    with transaction.atomic():
        thing.status = machine.initial[name]
        thing.seq = 1
        thing.status_since = at
        thing.save(force_insert=True)
        act = _write(
            machine,
            thing,
            name,
            before="",
            actor=actor,
            role=role,
            at=at,
            note=note,
            data=data,
            basis=basis,
            public=public,
        )
    return act


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
    change: Callable[[Any], dict | None] | None = None,
    target: str | None = None,
    seq: int | None = None,
) -> Act:
    """Do one act on a thing, journal it and owe it to the handlers; all of it or nothing.

    The row is locked first, so ``roles(thing)`` (the rights of the actor on this very thing), the machine's obstacles
    and ``change(thing)`` see the newest state. ``change`` sets fields, never the status; the plain values that it
    returns go into the journal beside ``data``. ``target``: the state to return to, only for a transition whose table
    leaves it open. ``seq``: the version that the person saw.

    Refused, in this order: ``not_found``; ``role``; ``stale`` (conflict) if the thing moved on from ``seq``; ``state``
    (conflict); the code of an obstacle; whatever ``change`` refuses.
    """
    with transaction.atomic():
        thing = model._base_manager.select_for_update(of=("self",)).filter(pk=pk).first()
        if thing is None:
            raise Refused(NOT_FOUND, code="not_found")
        held = roles(thing)
        transition = _admit(machine, thing, name, held=held, at=at, seq=seq)
        if target is not None and transition.target is not None:
            raise ValueError(f"The table already says where {name} leads.")
        before = thing.status
        facts = {**(data or {}), **((change(thing) if change else None) or {})}
        if thing.status != before:
            raise ValueError(f"The change of {name} sets the status, which is for the machine to do.")
        _move(thing, transition.target or target or before, at)
        role = _admitting_role(actor, held & transition.roles)
        return _write(
            machine,
            thing,
            name,
            before=before,
            actor=actor,
            role=role,
            at=at,
            note=note,
            data=facts,
            basis=transition.basis,
            public=transition.public,
        )


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


def _move(thing: Living, state: str, at: datetime) -> None:
    if thing.status != state:
        thing.status = state
        thing.status_since = at
    thing.seq += 1
    thing.save(force_update=True)


def _admitting_role(actor: Actor, admitted: frozenset[str]) -> str:
    """The role to be journalled: the first of the actor's posts that was enough, else the first by name."""
    for post in actor.posts:
        if post.role in admitted:
            return str(post.role)
    return str(min(admitted))


def _write(machine: Machine, thing: Living, name: str, *, before: str, actor: Actor, role: str, **words: Any) -> Act:
    act = Act.objects.create(
        kind=machine.kind,
        subject_id=thing.pk,
        seq=thing.seq,
        name=name,
        before=before,
        after=thing.status,
        actor_id=actor.user_id,
        actor_name=actor.name,
        actor_role=str(role),
        **{**words, "data": words["data"] or {}},
    )
    outbox.owe(act)
    return act
