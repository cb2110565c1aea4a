"""Bringing in a plan that was read of a file: written all or not at all, and run again without doubles."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from meetings import policy
from meetings.enums import InstructionStatus
from meetings.models import CoDoer, Instruction, Plan
from meetings.rules.plan.states import state_of
from meetings.services import plans
from meetings.services.plan_reading import Entry, Reading
from meetings.services.plan_rows import apply, set_helpers
from meetings.workflow import INSTRUCTION
from workflow import acts
from workflow.actor import Actor
from workflow.acts import Order
from workflow.refusals import Refused


def write(reading: Reading, plan: Plan, *, actor: Actor, at: datetime) -> Plan:
    """Write what was read: new rows, changed ones; all of it or nothing. The rest is left as it stands.

    Refused: ``role``; ``rows_stop``: a row has to be mended first; what an amendment is refused for.
    """
    if reading.stops:
        first = reading.stops[0]
        sentence = _("Nothing was written. Row %(row)d: %(why)s") % {"row": first.row, "why": first.sentence}
        raise Refused(sentence, code="rows_stop", field="file")
    if not actor.is_system and not policy.keeps_plans_of(actor, plan.akimat_id):
        raise Refused(acts.NOT_YOURS, code="role")
    with transaction.atomic():
        plan = Plan.objects.select_for_update(of=("self",)).select_related("akimat", "district").get(pk=plan.pk)
        fresh = _write_new(plan, [entry for entry in reading.entries if entry.change == "new"], actor=actor, at=at)
        for entry in reading.entries:
            if entry.change == "changed" and entry.instruction is not None:
                _amend(entry, entry.instruction, actor=actor, at=at)
        if plan.published_at is not None:
            release(plan, fresh, actor=actor, at=at)
    return plan


def publish(plan_id: int, *, actor: Actor, at: datetime) -> Plan:
    """Publish a plan whose rows may have ended before: those are carried over, the others given.

    Refused: what ``plans.publish`` refuses.
    """
    with transaction.atomic():
        plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan_id)
        drafts = plan.instructions.filter(status=InstructionStatus.DRAFT).select_related("lead", "plan")
        ended = [row for row in drafts if state_of(row.state_text) != "open"]
        plans.check_ready(ended)
        _carry_over(ended, actor=actor, at=at)
        if len(ended) < len(drafts) or not ended:
            return plans.publish(plan_id, actor=actor, at=at)
        if plan.published_at is None:
            plan.published_at = at
            plan.save(update_fields=["published_at"])
    return plan


def release(plan: Plan, rows: Sequence[Instruction], *, actor: Actor, at: datetime) -> None:
    """Give new rows of a published plan, and carry over those that ended before."""
    ended = [row for row in rows if state_of(row.state_text) != "open"]
    open_ = [row for row in rows if state_of(row.state_text) == "open"]
    plans.check_ready(rows)
    _carry_over(ended, actor=actor, at=at)
    if open_:
        plans.give_all(open_, actor=actor, at=at)


def _write_new(plan: Plan, entries: Sequence[Entry], *, actor: Actor, at: datetime) -> list[Instruction]:
    """New rows in few questions; they are drafts."""
    last = plan.instructions.aggregate(last=Max("position"))["last"] or 0
    made = []
    for place, entry in enumerate(entries, last + 1):
        columns = {"district": plan.district} | entry.words.columns()
        number = entry.words.number or str(place)
        made.append(
            Instruction(
                plan=plan, position=place, ref=f"{plan.code}-{place}", number=number, given_on=plan.given_on, **columns
            )
        )
    role = "system" if actor.is_system else next(post.role for post in actor.posts if post.role in policy.KEEPERS)
    starts = [acts.Start(row, role, at) for row in made]
    acts.begin_many(INSTRUCTION, starts, "draft", actor=actor, public=False)
    helpers = [
        CoDoer(
            instruction=row,
            position=place,
            organisation=helper.organisation,
            name=helper.name[:300],
            by_agreement=helper.by_agreement,
            part=helper.part,
        )
        for row, entry in zip(made, entries, strict=True)
        for place, helper in enumerate(entry.words.helpers, 1)
    ]
    CoDoer.objects.bulk_create(helpers, batch_size=500)
    return made


def _amend(entry: Entry, row: Instruction, *, actor: Actor, at: datetime) -> None:
    words = replace(
        entry.words, category=row.category, sdg=entry.words.sdg or row.goal, controller=row.controller, more={}
    )
    if words.question == row.public_question:
        words = replace(words, question=row.question)
    if words.text_kk == "" and row.text_kk and row.text_ru:
        words = replace(words, text_kk=row.text_kk)
    if words.text_ru == "" and row.text_kk and row.text_ru:
        words = replace(words, text_ru=row.text_ru)

    def change(fresh: Instruction) -> dict:
        changed = apply(fresh, words)
        set_helpers(fresh, words.helpers)
        return {"changed": changed, "row": entry.row}

    acts.perform(
        INSTRUCTION,
        Instruction,
        row.pk,
        "amend",
        actor=actor,
        roles=lambda thing: policy.roles_on_instruction(actor, thing),
        at=at,
        change=change,
        seq=row.seq,
    )


def _carry_over(rows: Sequence[Instruction], *, actor: Actor, at: datetime) -> None:
    orders = [_carried(row, at) for row in rows]
    outcomes = acts.perform_many(
        INSTRUCTION,
        Instruction,
        orders,
        "carry_over",
        actor=actor,
        roles=lambda thing: policy.roles_on_instruction(actor, thing),
        at=at,
        related=("plan",),
    )
    refusal = next((outcome.refusal for outcome in outcomes if outcome.refusal), None)
    if refusal:
        raise refusal


def _carried(row: Instruction, at: datetime) -> Order:
    outcome = state_of(row.state_text)

    def change(thing: Instruction) -> dict:
        thing.outcome, thing.closed_at = outcome, at
        return {"outcome": outcome, "done_on": None}

    return Order(row.pk, data=plans.facts(row), change=change, writes=False)
