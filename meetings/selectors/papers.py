"""Protocols as they were signed."""

from dataclasses import dataclass
from typing import Any

from meetings.models import Meeting, Protocol, ProtocolVersion
from meetings.rules import protocol as rules
from meetings.rules.protocol import Changed


@dataclass(frozen=True)
class Difference:
    """What a version changed against the one before."""

    head: dict[str, tuple[Any, Any]]
    lines: list[Changed]


def of(meeting: Meeting) -> Protocol | None:
    return Protocol.objects.filter(meeting=meeting).select_related("drafted_by", "checked_by", "signed_by").first()


def versions(meeting: Meeting) -> list[ProtocolVersion]:
    """The signed versions, the newest first. One query."""
    return list(ProtocolVersion.objects.filter(protocol__meeting=meeting).order_by("-number"))


def shown(found: list[ProtocolVersion], number: int | None = None) -> ProtocolVersion | None:
    """The version of this number, or the newest."""
    if number is None:
        return found[0] if found else None
    return next((version for version in found if version.number == number), None)


def difference(found: list[ProtocolVersion], version: ProtocolVersion) -> Difference | None:
    """Against the version before, in public words; ``None`` for the first."""
    before = shown(found, version.number - 1) if version.number > 1 else None
    if before is None:
        return None
    head, lines = rules.difference(rules.for_public(before.content), rules.for_public(version.content))
    return Difference(head, lines)
