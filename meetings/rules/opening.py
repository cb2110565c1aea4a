"""When a meeting may be opened, whether people were told of it in time, and whether its date was changed."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from meetings.enums import MeetingStatus

CITY = ZoneInfo("Asia/Almaty")
NO_NOTICE, TOO_EARLY, NO_REASON = "no_notice", "too_early", "no_reason"
# A hall that is full may begin a little before the hour.
EARLIEST = timedelta(minutes=30)


def obstacle(meeting: Any, at: datetime) -> str | None:
    """What keeps a meeting from being opened: nobody was told of it, or its hour has not come."""
    if meeting.notice_since is None:
        return NO_NOTICE
    if at < meeting.starts_at - EARLIEST:
        return TOO_EARLY
    return None


def unmoved(meeting: Any, at: datetime) -> str | None:
    """Nothing was reasoned of a meeting that stands as it was first planned: there is nothing to let through."""
    as_planned = meeting.status != MeetingStatus.CANCELLED and meeting.starts_at == meeting.first_starts_at
    return NO_REASON if as_planned else None


def last_day_of_notice(starts_at: datetime, *, days: int) -> date:
    """The last day on which a notice is in time: so many whole calendar days lie between it and the meeting."""
    return starts_at.astimezone(CITY).date() - timedelta(days=days)


def breach(
    *, starts_at: datetime, notice_since: datetime | None, days: int, took_place: bool, at: datetime
) -> str | None:
    """How the duty to give notice was broken: ``late_notice``, ``missing_notice`` or not at all.

    Missing is said once the last day has passed without a notice, whether or not the meeting took place.
    """
    last = last_day_of_notice(starts_at, days=days)
    if notice_since is None:
        over = took_place or at.astimezone(CITY).date() > last
        return "missing_notice" if over else None
    return "late_notice" if notice_since.astimezone(CITY).date() > last else None
