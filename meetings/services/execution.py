"""The doer's part and the controller's: two keys for every instruction."""

from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.shelf import shelf
from accounts.texts import clean
from meetings import policy
from meetings.enums import InstructionOutcome, PlaceSource
from meetings.models import CoDoer, Instruction, Report
from meetings.rules.plan.rhythm import Rhythm, next_day
from meetings.selectors.bodies import Directory
from meetings.services import evidence, families, fields
from meetings.services.fields import NO_PLACE, Place
from meetings.services.plan_rows import find_lead
from meetings.services.steps import perform
from workflow import acts
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused


def take_up(instruction_id: int, *, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """The body begins. Refused: role, state, stale."""
    return perform(instruction_id, "take_up", seq=seq, actor=actor, at=at)


def report(
    instruction_id: int,
    *,
    text: str,
    photos: Sequence[BinaryIO] = (),
    documents: Sequence[BinaryIO] = (),
    photo_place: Place = NO_PLACE,
    place_source: str = PlaceSource.PIN,
    no_place_reason: str = "",
    seq: int | None = None,
    actor: Actor,
    at: datetime,
) -> Act:
    """Report what was done, with at least one photo or document.

    Photos are made harmless; where the instruction has a place, they are taken near it, or a reason is given. Refused:
    ``text_short``; what ``evidence`` refuses; ``children_open``; role, state, stale.
    """
    told = fields.text(text, least=10)
    proof = evidence.judged(
        photos=photos, documents=documents, taken=photo_place, source=place_source, excuse=no_place_reason
    )
    with shelf(at, folder=evidence.FOLDER) as kept, transaction.atomic():

        def change(row: Instruction) -> dict:
            written = Report.objects.create(
                instruction=row,
                organisation=row.lead,
                text=told,
                act_seq=row.seq + 1,
                reported_at=at,
                reported_by_id=actor.user_id,
            )
            brought = evidence.keep(proof, written, kept, at=at)
            row.reported_on = timezone.localdate(at)
            return {
                "report": written.pk,
                "reported_on": row.reported_on.isoformat(),
                "evidence": [one.pk for one in brought],
                "no_place_reason": proof.excuse,
            }

        return perform(instruction_id, "report", change=change, seq=seq, actor=actor, at=at)


def do_part(instruction_id: int, *, part: int, text: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """A co-doer says that its part is done. ``part``: its place among the co-doers, from 1.

    For a third party the leading body says so. Refused: ``not_found``; ``part_done``; ``text_short``; role, state,
    stale.
    """
    told = fields.text(text, least=3)

    def roles(row: Instruction) -> frozenset[str]:
        return policy.roles_on_part(actor, _part(row, part))

    def change(row: Instruction) -> dict:
        one = _part(row, part)
        if one.done_at is not None:
            raise Refused(_("This part is done already."), code="part_done", conflict=True)
        CoDoer.objects.filter(pk=one.pk).update(told=told, done_at=at, done_by_id=actor.user_id)
        return {"part": part, "name": one.name, "organisation": one.organisation.code if one.organisation else None}

    return perform(instruction_id, "do_part", note=told, change=change, roles=roles, seq=seq, actor=actor, at=at)


def refuse(instruction_id: int, *, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Say that it is not this body's duty: the controller decides. Refused: ``reason_needed``; role, state, stale."""
    return perform(instruction_id, "refuse", note=fields.reason(reason), seq=seq, actor=actor, at=at)


def redirect(instruction_id: int, *, lead: str, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Give it to another body; the term stays. ``lead``: its code or name.

    Refused: ``reason_needed``; ``body_unknown``, ``body_ended``, ``body_same`` (field ``lead``); role, state, stale.
    """
    why = fields.reason(reason)
    body, _text = find_lead(Directory(timezone.localdate(at)), lead)
    if body is None:
        raise Refused(_("Choose a body from the list."), code="body_unknown", field="lead")

    def change(row: Instruction) -> dict:
        if row.lead_id == body.pk:
            raise Refused(_("It lies with this body already."), code="body_same", field="lead")
        before = row.lead.code if row.lead else None
        row.lead, row.lead_text = body, ""
        return {"organisation": body.code, "organisation_before": before}

    return perform(instruction_id, "redirect", note=why, change=change, seq=seq, actor=actor, at=at)


def insist(instruction_id: int, *, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """The refusal is not accepted: the body does it. Refused: ``reason_needed``; role, state, stale."""
    return perform(instruction_id, "insist", note=fields.reason(reason), seq=seq, actor=actor, at=at)


def return_(instruction_id: int, *, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Send a report back. Refused: ``reason_needed``; role, state, stale."""
    why = fields.reason(reason)

    def change(row: Instruction) -> dict:
        newest = _newest_report(row)
        newest.returned_at, newest.reason = at, why
        newest.save(update_fields=["returned_at", "reason"])
        row.returns += 1
        return {"report": newest.pk}

    return perform(instruction_id, "return", note=why, change=change, seq=seq, actor=actor, at=at)


def accept(instruction_id: int, *, note: str = "", seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Accept the report and take the instruction off control: it is done.

    Refused: ``same_person``: who reported does not accept it; ``children_open``; ``still_recurs``; role, state, stale.
    """

    def change(row: Instruction) -> dict:
        newest = _accept_report(row, actor, at)
        row.outcome, row.done_on, row.closed_at = InstructionOutcome.DONE.value, row.reported_on, at
        return {"report": newest.pk, **_done(row)}

    with transaction.atomic():
        act = perform(instruction_id, "accept", note=clean(note), change=change, seq=seq, actor=actor, at=at)
        families.child_ended(instruction_id, done=True, at=at)
    return act


def next_stage(instruction_id: int, *, note: str = "", seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Accept the report of one stage of what comes again; the term of the next one begins.

    Refused: ``same_person``; ``not_recurring``: the last stage is accepted for good; role, state, stale.
    """

    def change(row: Instruction) -> dict:
        newest = _accept_report(row, actor, at)
        before = row.due_to
        if row.stage_months and row.due_to:
            row.due_to = next_day(Rhythm(row.stage_months, row.stage_day or 31), row.due_to)
        row.overdue_on = None
        days = {"due_before": before, "due_to": row.due_to}
        return {"report": newest.pk} | {name: day.isoformat() if day else None for name, day in days.items()}

    return perform(instruction_id, "next_stage", note=clean(note), change=change, seq=seq, actor=actor, at=at)


def close(instruction_id: int, *, outcome: str, reason: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Take it off control though it was not done; never counted as done.

    Refused: ``outcome_unknown``; ``reason_needed``; ``children_open``; role, state, stale.
    """
    why = fields.reason(reason)
    allowed = {InstructionOutcome.EXPLAINED, InstructionOutcome.NOT_SUPPORTED, InstructionOutcome.NOT_NEEDED}
    if outcome not in allowed:
        raise Refused(_("Choose why it is taken off control."), code="outcome_unknown", field="outcome")

    def change(row: Instruction) -> dict:
        row.outcome, row.closed_at, row.done_on = str(outcome), at, None
        return {"outcome": str(outcome), "done_on": None}

    with transaction.atomic():
        act = perform(instruction_id, "close", note=why, change=change, seq=seq, actor=actor, at=at)
        families.child_ended(instruction_id, done=False, at=at)
    return act


def _part(row: Instruction, place: int) -> CoDoer:
    found = row.co_doers.select_related("organisation", "instruction__plan").filter(position=place).first()
    if found is None:
        raise Refused(acts.NOT_FOUND, code="not_found")
    return found


def _newest_report(row: Instruction) -> Report:
    return row.reports.order_by("-act_seq").first() or _no_report()


def _no_report() -> Report:
    raise Refused(acts.NOT_NOW, code="state", conflict=True)


def _accept_report(row: Instruction, actor: Actor, at: datetime) -> Report:
    newest = _newest_report(row)
    if newest.reported_by_id is not None and newest.reported_by_id == actor.user_id:
        sentence = _("You wrote this report yourself: another controller accepts it.")
        raise Refused(sentence, code="same_person")
    newest.accepted_at = at
    newest.save(update_fields=["accepted_at"])
    return newest


def _done(row: Instruction) -> dict:
    return {"outcome": InstructionOutcome.DONE.value, "done_on": row.done_on.isoformat() if row.done_on else None}
