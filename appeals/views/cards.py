"""An appeal as a card in a list."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from appeals.models import Appeal
from appeals.policy import Viewer
from appeals.selectors.faces import face
from appeals.views import words


@dataclass(frozen=True)
class Card:
    """All that ``appeals/item.html`` shows; ``language`` is set where it is not the page's."""

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


def card(appeal: Appeal, viewer: Viewer, *, at: datetime) -> Card:
    """The card of an appeal read by ``selectors.public.light``; no further query for strangers and authors."""
    seen = face(appeal, viewer)
    photo = appeal.shown_photos[0] if appeal.shown_photos else None
    return Card(
        number=appeal.number,
        url=reverse("appeals:detail", args=[appeal.number]),
        title=seen.title,
        language=appeal.language,
        photo=reverse("appeals:photo", args=[appeal.number, photo.pk, "thumb"]) if photo else "",
        district=appeal.district_id or "",
        district_name=appeal.district.name if appeal.district else "",
        place=seen.address,
        pill=words.pill(appeal, timezone.localdate(at)),
        at=appeal.published_at or appeal.received_at,
    )
