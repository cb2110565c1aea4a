"""A large instruction divided into parts: the whole moves by what was accepted of its parts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.models import Instruction, Plan
from meetings.rules.disclosure import doubtful
from meetings.services import plans
from meetings.services.plan_rows import draft, judged
from meetings.services.steps import perform
from workflow.actor import SYSTEM, Actor
from workflow.models import Act
from workflow.refusals import Refused


@dataclass(frozen=True)
class Part:
    """One part: what, by whom (code or name of a body), by when as offices write it; empty: the whole's term."""

    text: str
    lead: str = ""
    term: str = ""


def divide(
    instruction_id: int, *, parts: Sequence[Part], seq: int | None = None, actor: Actor, at: datetime
) -> list[Instruction]:
    """Divide an instruction into parts with bodies and terms of their own, numbered «12.1», «12.2».

    Refused: ``parts_few``: fewer than two; ``is_part``: a part is not divided again; what a row is refused for.
    """
    if len(parts) < 2:
        raise Refused(_("Write at least two parts."), code="parts_few", field="parts")
    made: list[Instruction] = []
    with transaction.atomic():

        def change(row: Instruction) -> dict:
            if row.parent_id is not None:
                raise Refused(_("A part is not divided again."), code="is_part")
            row.children_count += len(parts)
            row.open_children += len(parts)
            return {"parts": len(parts)}

        perform(instruction_id, "divide", change=change, seq=seq, actor=actor, at=at)
        whole = Instruction.objects.select_related("plan", "lead", "category", "controller").get(pk=instruction_id)
        Plan.objects.select_for_update(of=("self",)).get(pk=whole.plan_id)
        first = whole.children.count() + 1
        for number, part in enumerate(parts, first):
            made.append(_child(whole, part, f"{whole.number}.{number}", actor=actor, at=at))
        if whole.plan.published_at is not None:
            plans.check_ready(made)
            plans.give_all(made, actor=actor, at=at)
    return made


def child_ended(child_id: int, *, done: bool, at: datetime) -> Act | None:
    """The whole hears that a part left control; ``None``: it is no part."""
    return _tell_parent(child_id, open_by=-1, done_by=int(done), at=at)


def child_reopened(child_id: int, *, at: datetime) -> Act | None:
    """A part that was done is open again."""
    return _tell_parent(child_id, open_by=1, done_by=-1, at=at)


def _tell_parent(child_id: int, *, open_by: int, done_by: int, at: datetime) -> Act | None:
    child = Instruction.objects.get(pk=child_id)
    if child.parent_id is None:
        return None

    def change(whole: Instruction) -> dict:
        whole.open_children += open_by
        whole.children_done += done_by
        return {"part": child.ref, "done": whole.children_done, "of": whole.children_count}

    return perform(child.parent_id, "child_moved", change=change, actor=SYSTEM, at=at)


def _child(whole: Instruction, part: Part, number: str, *, actor: Actor, at: datetime) -> Instruction:
    language = whole.text_language
    words = judged(
        whole,
        lead=part.lead or (whole.lead.code if whole.lead else whole.lead_text),
        helpers="",
        term=part.term or whole.term_text,
        funding="",
        category=whole.category_id or "",
        **{f"text_{language}": part.text},
        question=whole.question,
        number=number,
    )
    place: dict[str, Any] = {
        "parent": whole,
        "district": whole.district,
        "point": whole.point,
        "address": whole.address,
    }
    place |= {"shown": [words for words in doubtful(whole.question) if words in whole.shown]}
    return draft(whole.plan, replace(words, more=place), actor=actor, at=at)
