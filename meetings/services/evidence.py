"""Evidence of a report: photos with the place where they were taken, and documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.utils.translation import gettext as _

from accounts.pictures import Picture, harmless
from accounts.shelf import Shelf
from accounts.texts import one_line
from geo.distance import metres
from geo.points import point_of
from geo.refusals import PlaceRefused
from meetings.enums import EvidenceKind, PlaceSource
from meetings.models import Evidence, Instruction, Report
from meetings.rules.evidence import MOST_BYTES, MOST_DOCUMENTS, MOST_PHOTOS, PHOTO_DISTANCE_M, ending_of
from meetings.services.fields import NO_PLACE, Place
from workflow.refusals import Refused

FOLDER = "plans"


@dataclass(frozen=True)
class Document:
    name: str
    content: bytes
    ending: str


@dataclass(frozen=True)
class Proof:
    """Judged evidence, before anything is written. ``excuse``: why a photo was not taken at the place."""

    pictures: Sequence[Picture] = ()
    documents: Sequence[Document] = ()
    taken: Place = NO_PLACE
    source: str = PlaceSource.PIN.value
    excuse: str = ""


def judged(
    *, photos: Sequence[BinaryIO], documents: Sequence[BinaryIO], taken: Place, source: str, excuse: str
) -> Proof:
    """Refused: ``evidence_needed``; ``photos_too_many``; ``documents_too_many``; what ``pictures`` refuses;
    ``document_kind``; ``document_large``; ``document_empty``."""
    if not photos and not documents:
        sentence = _("Add a photo or a document that proves the work.")
        raise Refused(sentence, code="evidence_needed", field="photos")
    if len(photos) > MOST_PHOTOS:
        raise Refused(_("Add %(n)d photos at most.") % {"n": MOST_PHOTOS}, code="photos_too_many", field="photos")
    if len(documents) > MOST_DOCUMENTS:
        sentence = _("Add %(n)d documents at most.") % {"n": MOST_DOCUMENTS}
        raise Refused(sentence, code="documents_too_many", field="documents")
    return Proof(
        pictures=[harmless(file, position=number) for number, file in enumerate(photos, 1)],
        documents=[_document(file) for file in documents],
        taken=taken,
        source=source if source in PlaceSource.values else PlaceSource.PIN.value,
        excuse=one_line(excuse)[:300],
    )


def keep(proof: Proof, report: Report, shelf: Shelf, *, at: datetime) -> list[Evidence]:
    """Write the evidence of a report. Refused: ``photo_place_needed``; ``photo_far``; ``place_invalid``."""
    columns = _place_of(report.instruction, proof)
    rows: list[Evidence] = []
    for picture in proof.pictures:
        kept = shelf.keep(picture)
        place = len(rows) + 1
        rows.append(
            Evidence(
                report=report,
                kind=EvidenceKind.PHOTO,
                position=place,
                name=f"{place}.jpg",
                file=kept.file,
                thumb=kept.thumb,
                width=kept.width,
                height=kept.height,
                bytes=len(picture.full),
                added_at=at,
                **columns,
            )
        )
    for document in proof.documents:
        rows.append(
            Evidence(
                report=report,
                kind=EvidenceKind.DOCUMENT,
                position=len(rows) + 1,
                name=document.name,
                file=shelf.keep_document(document.content, ending=document.ending),
                bytes=len(document.content),
                added_at=at,
            )
        )
    return Evidence.objects.bulk_create(rows)


def _document(file: BinaryIO) -> Document:
    content = file.read(MOST_BYTES + 1)
    name = one_line(str(getattr(file, "name", "")).replace("\\", "/").rsplit("/", 1)[-1])[:200] or "document"
    if not content:
        raise Refused(_("“%(name)s” is empty.") % {"name": name}, code="document_empty", field="documents")
    if len(content) > MOST_BYTES:
        sentence = _("“%(name)s” is larger than %(mb)d MB.") % {"name": name, "mb": MOST_BYTES // 2**20}
        raise Refused(sentence, code="document_large", field="documents")
    ending = ending_of(content)
    if ending is None:
        sentence = _("“%(name)s” is no PDF, DOCX or XLSX. Save it as one of them.") % {"name": name}
        raise Refused(sentence, code="document_kind", field="documents")
    return Document(name, content, ending)


def _place_of(instruction: Instruction, proof: Proof) -> dict:
    """Where the photos were taken. Where the instruction has a place, they need one near it, or an excuse."""
    wanted = bool(proof.pictures) and instruction.point is not None and not proof.excuse
    if proof.taken.lon is None or proof.taken.lat is None:
        if wanted:
            sentence = _("Say where the photo was taken: use the position of the device, set a pin, or write why not.")
            raise Refused(sentence, code="photo_place_needed", field="photo_place")
        return {}
    try:
        point = point_of(proof.taken.lon, proof.taken.lat)
    except PlaceRefused as refusal:
        raise Refused(refusal.sentence, code="place_invalid", field="photo_place") from refusal
    pin = instruction.point
    distance = metres(point.x, point.y, pin.x, pin.y) if pin else None
    if wanted and distance is not None and distance > PHOTO_DISTANCE_M:
        sentence = _(
            "The photo was taken %(far)d m from the place of the instruction; %(most)d m is allowed. "
            "Take it there, or write why it could not be."
        )
        told = {"far": distance, "most": PHOTO_DISTANCE_M}
        raise Refused(sentence % told, code="photo_far", field="photo_place")
    return {"place": point, "place_source": proof.source, "distance_m": distance}
