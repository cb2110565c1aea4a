"""Meetings as iCalendar (RFC 5545): plain text with folded lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

OCTETS = 75


@dataclass(frozen=True)
class Event:
    """``uid``: the same for ever; ``sequence``: grows with each change; ``status``: TENTATIVE, CONFIRMED, CANCELLED."""

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    minutes: int
    title: str
    place: str
    words: str
    url: str
    status: str
    geo: tuple[float, float] | None = None


def feed(name: str, events: Iterable[Event]) -> str:
    """A calendar with these events. Times are UTC, so no time zone needs to be described."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Birge//Public meetings//KK", "METHOD:PUBLISH"]
    lines += [f"X-WR-CALNAME:{_text(name)}", "X-PUBLISHED-TTL:PT1H"]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(event: Event) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_moment(event.stamp)}",
        f"DTSTART:{_moment(event.starts_at)}",
        f"DTEND:{_moment(event.starts_at + timedelta(minutes=event.minutes))}",
        f"SUMMARY:{_text(event.title)}",
        f"LOCATION:{_text(event.place)}",
        f"DESCRIPTION:{_text(event.words)}",
        f"URL:{event.url}",
        f"STATUS:{event.status}",
    ]
    if event.geo:
        lines.append(f"GEO:{event.geo[1]:.6f};{event.geo[0]:.6f}")
    return [*lines, "END:VEVENT"]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """No line is longer than 75 octets, and no letter is cut in two."""
    parts, rest = [], line.encode()
    while len(rest) > OCTETS:
        cut = OCTETS
        while rest[cut] & 0xC0 == 0x80:
            cut -= 1
        parts.append(rest[:cut].decode())
        rest = b" " + rest[cut:]
    return "\r\n".join([*parts, rest.decode()])
