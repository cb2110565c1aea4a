"""An appeal as a card in a list."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.marks import spoken
from appeals.models import Appeal
from appeals.policy import Viewer
from appeals.selectors.faces import face
from appeals.views import words


@dataclass(frozen=True)
class Card:
    """All that ``appeals/item.html`` shows; ``lon``, ``lat`` and ``state`` are for its twin on the map."""

    number: str
    url: str
    title: str
    language: str
    photo: str
    district: str
    district_name: str
    place: str
    pill: words.Pill
    at: datetime
    lon: str
    lat: str
    state: str


def card(appeal: Appeal, viewer: Viewer, *, at: datetime) -> Card:
    """The card of an appeal read by ``selectors.public.light``; no further query for strangers and authors."""
    seen = face(appeal, viewer)
    today = timezone.localdate(at)
    lon, lat = (f"{degrees:.6f}" for degrees in seen.point) if seen.point else ("", "")
    photo = next(iter(getattr(appeal, "shown_photos", ())), None)
    return Card(
        number=appeal.number,
        url=reverse("appeals:detail", args=[appeal.number]),
        title=spoken(seen.title),
        language=appeal.language,
        photo=reverse("appeals:photo", args=[appeal.number, photo.pk, "thumb"]) if photo else "",
        district=appeal.district_id or "",
        district_name=appeal.district.name if appeal.district else "",
        place=seen.address,
        pill=words.pill(appeal, today, at),
        at=appeal.published_at or appeal.received_at,
        lon=lon,
        lat=lat,
        state=words.mark(appeal, today, at),
    )
