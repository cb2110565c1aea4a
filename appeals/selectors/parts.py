"""The parts of a split appeal."""

from collections.abc import Sequence

from django.db.models import QuerySet

from appeals import policy
from appeals.enums import Status
from appeals.models import Answer, Appeal, Forwarding, Part
from workflow.actor import Actor
from workflow.kept import once


def living(appeal: Appeal) -> QuerySet[Part]:
    """The parts of the newest split, in their order; those of an undone split are left out. None if it was not split.

    Use it with ``part_count`` as it stands: parts are only ever added, so the newest rows are the living ones.
    """
    if not appeal.part_count:
        return Part.objects.none()
    newest = Part.objects.filter(appeal=appeal).order_by("-pk").values("pk")[: appeal.part_count]
    found = Part.objects.filter(pk__in=newest).select_related("organisation", "category", "executor", "team")
    return found.order_by("number")


@once
def listed(appeal: Appeal) -> list[Part]:
    """The living parts, read once for a page."""
    return list(living(appeal))


def by_number(appeal: Appeal, number: int) -> Part | None:
    """The part of this number of an appeal that the viewer may see; its ``appeal`` is the one given."""
    found = living(appeal).filter(number=number).first()
    if found is not None:
        found.appeal = appeal
    return found


def worked_parts(actor: Actor, appeals: Sequence[Appeal]) -> dict[int, list[Part]]:
    """Key of an appeal -> its living parts under the actor's posts. No query for no appeals, else one."""
    found: dict[int, list[Part]] = {}
    if not appeals:
        return found
    by_key = {appeal.pk: appeal for appeal in appeals}
    rows = policy.parts_worked_by(actor).filter(appeal__in=by_key).exclude(status=Status.WITHDRAWN)
    for part in rows.select_related("organisation", "category", "executor", "team").order_by("appeal", "number"):
        part.appeal = by_key[part.appeal_id]
        found.setdefault(part.appeal_id, []).append(part)
    return found


def with_an_asked_part(appeals: Sequence[Appeal]) -> set[int]:
    """Keys of the appeals of which a part waits for its author's reply. No query where none is split, else one."""
    split = [appeal.pk for appeal in appeals if appeal.status == Status.SPLIT]
    found = Part.objects.filter(appeal__in=split, status=Status.ASKED)
    return set(found.values_list("appeal_id", flat=True)) if split else set()


def sent_answers(appeal: Appeal) -> dict[int, Answer]:
    """Key of a part -> its newest answer that went out. One query."""
    found = Answer.objects.filter(appeal=appeal, part__isnull=False, sent_at__isnull=False)
    return {answer.part_id: answer for answer in found.order_by("sent_at") if answer.part_id}


def unsent_answer(part: Part) -> Answer | None:
    """The answer reported by the doer of this part that the controller has yet to accept or return."""
    return part.answers.filter(sent_at__isnull=True).order_by("-written_at").first()


def forwardings(appeal: Appeal) -> QuerySet[Forwarding]:
    """Where the appeal and its parts were forwarded, oldest first."""
    return appeal.forwardings.select_related("sender", "receiver").order_by("sent_at", "pk")
