"""Photos of the place and sketches of the idea."""

from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.pictures import harmless
from accounts.shelf import remove_files_on_commit, shelf
from budget import policy
from budget.enums import PictureKind, ProposalStatus
from budget.models import Proposal, ProposalPhoto
from budget.workflow import WRITERS
from workflow import acts
from workflow.actor import Actor
from workflow.refusals import Refused

FOLDER = "proposals"
MOST = 8


def add(pk: int, *, files: Sequence[BinaryIO], kind: str, actor: Actor, at: datetime) -> list[ProposalPhoto]:
    """Add pictures to a draft. Refused, and none added: ``photos_too_many``; what ``pictures`` refuses; role, state."""
    _check_count(len(files))
    pictures = [harmless(file, position=number) for number, file in enumerate(files, 1)]
    with shelf(at, folder=FOLDER) as kept, transaction.atomic():
        proposal = _writable(Proposal.objects.select_for_update(of=("self",)).filter(pk=pk).first(), actor)
        there = proposal.photos.count()
        _check_count(there + len(files))
        return ProposalPhoto.objects.bulk_create(
            ProposalPhoto(
                proposal=proposal,
                kind=PictureKind(kind),
                file=one.file,
                thumb=one.thumb,
                width=one.width,
                height=one.height,
                position=position,
                added_at=at,
            )
            for position, one in enumerate(kept.keep_all(pictures), there + 1)
        )


def remove(pk: int, *, photo_id: int, actor: Actor, at: datetime) -> None:
    """Take a picture out of a draft; taking it out twice is no fault. Refused: role, state."""
    with transaction.atomic():
        proposal = _writable(Proposal.objects.select_for_update(of=("self",)).filter(pk=pk).first(), actor)
        for photo in proposal.photos.filter(pk=photo_id):
            remove_files_on_commit([str(photo.file), str(photo.thumb)])
            photo.delete()


def _check_count(number: int) -> None:
    if number > MOST:
        sentence = _("You can add %(n)d photos at most. Remove some of them.") % {"n": MOST}
        raise Refused(sentence, code="photos_too_many", field="photos")


def _writable(proposal: Proposal | None, actor: Actor) -> Proposal:
    if proposal is None:
        raise Refused(acts.NOT_FOUND, code="not_found")
    if not policy.roles_on(actor, proposal) & WRITERS:
        raise Refused(acts.NOT_YOURS, code="role")
    if proposal.status not in (ProposalStatus.DRAFT, ProposalStatus.REWORK):
        raise Refused(acts.NOT_NOW, code="state", conflict=True)
    return proposal
