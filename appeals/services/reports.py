"""The report of work done, on a whole appeal or on a part of it: the answer that is to go out, photos of the place."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import BinaryIO, NotRequired, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from accounts.pictures import Picture
from accounts.texts import one_line
from appeals.enums import Decision, PhotoMoment, PlaceSource
from appeals.models import Appeal, Part, Photo
from appeals.rules.report import Place
from appeals.services import answers, proof
from appeals.services.photos import Shelf, attach, drawn, shelf
from workflow.actor import Actor
from workflow.models import Act

REASON_LENGTH = 500


class Words(TypedDict):
    """What a doer says. ``text``: the answer; ``no_photo_reason``: why no photo shows the place after the work."""

    text: str
    decision: NotRequired[str]
    photos: NotRequired[Sequence[BinaryIO]]
    photo_place: NotRequired[Place | None]
    place_source: NotRequired[str]
    no_photo_reason: NotRequired[str]
    language: NotRequired[str]
    reasons: NotRequired[str]
    norm: NotRequired[str]
    seq: NotRequired[int | None]
    actor: Actor
    at: datetime


def bring(perform: Callable[..., Act], subject_id: int, **words: Unpack[Words]) -> Act:
    """Perform the act ``report`` on the appeal or the part that ``perform`` locks.

    Satisfied or satisfied in part: at least one photo taken within the set distance of the pin (``photo_place``, by
    ``device`` or ``pin``), or ``no_photo_reason``: why there is no such photo. The photos of before are kept.
    Refused: ``photo_needed``, ``photo_place_needed``, ``photo_far``; what ``photos``, ``pictures`` and
    ``answers.draw_up`` refuse; role, state, stale.
    """
    excuse = one_line(words.get("no_photo_reason", ""))[:REASON_LENGTH]
    words["no_photo_reason"] = excuse
    photos = words.get("photos", ())
    proof.check_photos(words.get("decision", Decision.SATISFIED), number=len(photos), excuse=excuse)
    pictures = drawn(photos)
    with shelf(words["at"]) as kept, transaction.atomic():

        def change(subject: Appeal | Part) -> dict:
            return _written(subject, words, pictures, kept)

        return perform(
            subject_id,
            "report",
            note=excuse,
            change=change,
            seq=words.get("seq"),
            actor=words["actor"],
            at=words["at"],
        )


def _written(subject: Appeal | Part, words: Words, pictures: Sequence[Picture], kept: Shelf) -> dict:
    """Write the answer and the photos of a locked appeal or part; returns what the journal keeps of them."""
    appeal, part = (subject.appeal, subject) if isinstance(subject, Part) else (subject, None)
    decision, at = words.get("decision", Decision.SATISFIED), words["at"]
    answer = answers.draw_up(
        appeal,
        text=words["text"],
        decision=decision,
        language=words.get("language", ""),
        reasons=words.get("reasons", ""),
        norm=words.get("norm", ""),
        no_photo_reason=words.get("no_photo_reason", ""),
        actor=words["actor"],
        at=at,
    )
    answer.part = part
    answer.save()
    columns = proof.place_of(
        appeal,
        words.get("photo_place"),
        source=words.get("place_source", PlaceSource.PIN),
        decision=decision,
        number=len(pictures),
        excuse=words.get("no_photo_reason", ""),
        on=timezone.localdate(at),
    )
    brought = attach(appeal, kept.keep_all(pictures), moment=PhotoMoment.AFTER, seq=appeal.seq + 1, at=at)
    keys = [photo.pk for photo in brought]
    if part is not None:
        Photo.objects.filter(pk__in=keys).update(part=part)
    return {"answer": answer.pk, "decision": decision, "photos": keys} | proof.mark(brought, columns)
