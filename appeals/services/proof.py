"""Proof of work: a photo after it, taken near the pin, or a reason why not. What was there before is kept."""

from datetime import date

from django.utils.translation import gettext as _

from appeals.enums import Decision, LimitCode, PlaceSource
from appeals.models import Appeal, Photo
from appeals.rules.report import Place
from appeals.selectors import limits
from geo.distance import metres
from geo.points import point_of
from geo.refusals import PlaceRefused
from workflow.refusals import Refused

DONE = frozenset({Decision.SATISFIED, Decision.PARTLY})


def check_photos(decision: str, *, number: int, excuse: str) -> None:
    """Refused: ``photo_needed``: work said to be done has a photo of it, or a reason why there is none."""
    if decision in DONE and not number and not excuse:
        sentence = _("Add a photo taken after the work, or write why there is none.")
        raise Refused(sentence, code="photo_needed", field="photos")


def place_of(
    appeal: Appeal, taken: Place | None, *, source: str, decision: str, number: int, excuse: str, on: date
) -> dict:
    """The columns that tell where the photos were taken; empty where nobody said.

    Where the appeal has a pin, photos of work that is said to be done need a place within the distance of the table,
    or ``excuse``. Refused: ``photo_place_needed``; ``photo_far``; ``place_invalid``.
    """
    wanted = decision in DONE and number and appeal.point is not None and not excuse
    if taken is None or not taken.has_point:
        if wanted:
            sentence = _("Say where the photo was taken: use the position of the device, set a pin, or write why not.")
            raise Refused(sentence, code="photo_place_needed", field="photo_place")
        return {}
    try:
        point = point_of(taken.lon, taken.lat)
    except PlaceRefused as refusal:
        raise Refused(refusal.sentence, code="place_invalid", field="photo_place") from refusal
    distance = metres(point.x, point.y, appeal.point.x, appeal.point.y) if appeal.point else None
    allowed = limits.value(LimitCode.PHOTO_DISTANCE_M, category=appeal.category, on=on)
    if wanted and distance is not None and distance > allowed:
        sentence = _(
            "The photo was taken %(far)d m from the pin of the appeal; %(most)d m is allowed. "
            "Take it at the place, or write why it could not be taken there."
        )
        raise Refused(sentence % {"far": distance, "most": allowed}, code="photo_far", field="photo_place")
    source = source if source in PlaceSource.values else PlaceSource.PIN
    return {"place": point, "place_source": source, "distance_m": distance}


def mark(photos: list[Photo], columns: dict) -> dict:
    """Write the place to the photos; returns what the journal keeps of it."""
    if not columns:
        return {}
    Photo.objects.filter(pk__in=[photo.pk for photo in photos]).update(**columns)
    return {"distance_m": columns["distance_m"], "place_source": str(columns["place_source"])}
