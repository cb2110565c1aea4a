"""Rows of meetings that wait to be written by COPY, with the acts that made them."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from django.db.models import Model

from config.portal.seed import rows
from config.portal.seed.people import Person
from meetings.models import (
    Line,
    Meeting,
    Notice,
    Protocol,
    ProtocolVersion,
    Question,
    Registration,
    Support,
    YearPlan,
)
from workflow.machine import Machine
from workflow.models import Act

WRITTEN: tuple[type[Model], ...] = (
    YearPlan, Meeting, Notice, Question, Support, Registration, Line, Protocol, ProtocolVersion, Act,
)  # fmt: skip


@dataclass
class Shelf:
    """Rows that wait to be written, and the keys that are free."""

    rows: dict[type[Model], list[Any]] = field(default_factory=lambda: {model: [] for model in WRITTEN})

    def __post_init__(self) -> None:
        self._keys = {model: count(rows.next_key(model)) for model in WRITTEN}

    def put(self, model: type[Model], **values: Any) -> Any:
        thing = model(pk=next(self._keys[model]), **values)
        self.rows[model].append(thing)
        return thing

    def do(self, machine: Machine, thing: Any, name: str, who: Person, role: str, at: datetime, **words_: Any) -> None:
        """Journal an act; the real table admits it, or the seeding stops."""
        if name in machine.initial:
            before, after, basis, public = "", machine.initial[name], "", words_.pop("public", False)
        else:
            step, before = machine[name], thing.status
            if before not in step.sources or role not in step.roles:
                raise ValueError(f"{role} may not {name} what is {before}.")
            after, basis, public = step.target or before, step.basis, step.public
        thing.seq += 1
        if after != before:
            thing.status, thing.status_since = after, at
        self.put(
            Act, kind=machine.kind, subject_id=thing.pk, seq=thing.seq, name=name, before=before, after=after, at=at,
            actor_id=who.pk, actor_name=who.name, actor_role=role, basis=basis, public=public,
            note=words_.get("note", ""), data=words_.get("data", {}),
        )  # fmt: skip

    def write(self) -> None:
        for model in WRITTEN:
            rows.copy(model, self.rows[model])
            rows.move_sequence_past(model)
