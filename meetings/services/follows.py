"""Following an instruction, or all of a district or of a body; and what an instruction stands together with."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.texts import one_line
from geo.models import District
from meetings import policy
from meetings.enums import LinkKind
from meetings.models import Follow, Instruction, InstructionLink
from meetings.policy import Viewer
from meetings.services.steps import perform
from workflow import references
from workflow.actor import SYSTEM, Actor
from workflow.models import Act
from workflow.refusals import Refused

MOST_PER_PERSON = 200


def follow(*, instruction: str = "", district: str = "", organisation: str = "", actor: Actor, at: datetime) -> Follow:
    """Hear of each public step of one instruction (``ref``), of those of a district, or of a body (codes).

    The same wish twice is one. Who follows a district or an akimat hears of its announced meetings too. Refused:
    ``sign_in``; ``nothing_chosen``; ``not_found``; ``too_many``.
    """
    if actor.user_id is None:
        raise Refused(_("Sign in to subscribe; the feed may be read without an account."), code="sign_in")
    wish = _wish(instruction, district, organisation, actor)
    with transaction.atomic():
        mine = Follow.objects.select_for_update().filter(user_id=actor.user_id)
        if found := mine.filter(**wish).first():
            return found
        if mine.count() >= MOST_PER_PERSON:
            sentence = _("You have %(n)d subscriptions. Leave one before you add another.") % {"n": MOST_PER_PERSON}
            raise Refused(sentence, code="too_many")
        return Follow.objects.create(user_id=actor.user_id, created_at=at, **wish)


def leave(follow_id: int, *, actor: Actor) -> bool:
    """Leave one's own subscription; whether there was one."""
    return bool(Follow.objects.filter(pk=follow_id, user_id=actor.user_id or 0).delete()[0])


def leave_instruction(ref: str, *, actor: Actor) -> bool:
    return bool(Follow.objects.filter(instruction__ref=ref, user_id=actor.user_id or 0).delete()[0])


def link(instruction_id: int, *, kind: str, number: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Name an appeal or a budget project with it.

    Refused: ``kind_unknown``; ``number_needed``; ``number_unknown``: there is no such thing; ``linked``.
    """
    if kind not in LinkKind.values:
        raise Refused(_("Choose an appeal or a budget project."), code="kind_unknown", field="kind")
    typed = one_line(number)[:40]
    if not typed:
        raise Refused(_("Write the number."), code="number_needed", field="number")
    name = references.find(kind, typed)
    if not name:
        sentences = {
            LinkKind.APPEAL: _("There is no appeal with the number %(n)s. Check it and try again."),
            LinkKind.BUDGET: _("There is no project of the participatory budget with the number %(n)s. Check it."),
        }
        raise Refused(sentences[LinkKind(kind)] % {"n": typed}, code="number_unknown", field="number")

    def change(row: Instruction) -> dict:
        _found, made = InstructionLink.objects.get_or_create(instruction=row, kind=kind, number=name)
        if not made:
            raise Refused(_("It is linked already."), code="linked", field="number", conflict=True)
        return {"kind": str(kind), "number": name}

    return perform(instruction_id, "link", change=change, seq=seq, actor=actor, at=at)


def unlink(instruction_id: int, *, kind: str, number: str, seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Take a link away. Refused: ``not_found``."""

    def change(row: Instruction) -> dict:
        if not InstructionLink.objects.filter(instruction=row, kind=kind, number=number).delete()[0]:
            raise Refused(_("It is not linked."), code="not_found")
        return {"kind": str(kind), "number": number}

    return perform(instruction_id, "unlink", change=change, seq=seq, actor=actor, at=at)


def heard(kind: str, number: str, *, told: str, at: datetime) -> int:
    """Another room says that what is linked has moved; ``told``: a code of its vocabulary. Returns how many heard.

    Called by whoever wires the rooms. The same news twice is one act.
    """
    rows = InstructionLink.objects.filter(kind=kind, number=number).exclude(told=told).order_by("pk")
    return sum(_heard_by(row.pk, told, at) for row in rows)


def _heard_by(link_id: int, told: str, at: datetime) -> bool:
    with transaction.atomic():
        row = InstructionLink.objects.select_for_update().get(pk=link_id)
        if row.told == told:
            return False
        row.told, row.told_at = told, at
        row.save(update_fields=["told", "told_at"])
        data = {"kind": row.kind, "number": row.number, "told": told}
        perform(row.instruction_id, "link_moved", data=data, actor=SYSTEM, at=at)
    return True


def _wish(instruction: str, district: str, organisation: str, actor: Actor) -> dict:
    empty = {"instruction": None, "district": None, "organisation": None}
    found: Instruction | District | Organisation | None = None
    name = "instruction"
    if instruction:
        found = policy.instructions_visible_to(Viewer(actor)).filter(ref=instruction).first()
    elif district:
        name, found = "district", District.objects.defer("outline").filter(code=district).first()
    elif organisation:
        name, found = "organisation", Organisation.objects.filter(code=organisation).first()
    if not (instruction or district or organisation):
        raise Refused(_("Choose a district or a body."), code="nothing_chosen", field="district")
    if found is None:
        raise Refused(_("It was not found. Check the number and try again."), code="not_found")
    return empty | {name: found}
