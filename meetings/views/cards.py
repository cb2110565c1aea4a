"""A meeting as a card in a list."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from meetings.models import Meeting
from meetings.views import words


@dataclass(frozen=True)
class Card:
    """All that ``meetings/item.html`` shows."""

    number: str
    url: str
    title: str
    host: str
    district: str
    district_name: str
    place: str
    at: datetime
    way: str
    pill: words.Pill
    breach: str
    off_calendar: bool
    lines: int | None
    questions: int | None


def card(meeting: Meeting, *, at: datetime) -> Card:
    """Asks the database nothing, where the meeting was read by ``selectors.lists``."""
    return Card(
        number=meeting.number,
        url=reverse("meetings:detail", args=[meeting.number]),
        title=meeting.title,
        host=words.host(meeting),
        district=meeting.district_id or "",
        district_name=meeting.district.name if meeting.district else "",
        place=", ".join(filter(None, (meeting.venue, meeting.address))),
        at=meeting.starts_at,
        way=str(meeting.get_way_display()),
        pill=words.pill(meeting),
        breach=words.breach(meeting, at),
        off_calendar=meeting.off_calendar,
        lines=getattr(meeting, "line_count", None),
        questions=getattr(meeting, "question_count", None),
    )
