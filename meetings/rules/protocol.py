"""The content of a protocol as plain values: its fingerprint, and what changed between two versions."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from meetings.rules.disclosure import public

# What a reader of a diff cares about, in the order of the table.
COMPARED = ("speaker", "district", "address", "category", "text", "result", "explanation", "appeal_number", "raises")
# Of the head of the protocol.
HEAD = ("starts_at", "held_at", "venue_kk", "venue_ru", "attended", "summary_kk", "summary_ru")


@dataclass(frozen=True)
class Changed:
    """One line in two versions. ``kind``: added, removed or changed; ``fields``: name -> (before, after)."""

    number: int
    kind: str
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)


def canonical(content: dict) -> str:
    """The same content always gives the same text."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(content: dict) -> str:
    """SHA-256 of the content, in hexadecimal: printed on the document, so that anybody can compare."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def for_public(content: dict) -> dict:
    """The content without the names of those who did not want to be named, and with personal data covered."""
    shown = content.get("shown", ())
    covered = {name: public(content[name], shown) for name in ("summary_kk", "summary_ru", "amendment")}
    return {**content, **covered, "lines": [_line_for_public(line) for line in content["lines"]]}


def _line_for_public(line: dict) -> dict:
    covered = {name: public(line[name], line.get("shown", ())) for name in ("text", "explanation", "address")}
    return {**line, **covered, "speaker": line["speaker"] if line["named"] else ""}


def difference(before: dict, after: dict) -> tuple[dict[str, tuple[Any, Any]], list[Changed]]:
    """What the later version changed: in the head, and line by line, in the order of numbers."""
    head = {name: (before.get(name), after.get(name)) for name in HEAD if before.get(name) != after.get(name)}
    old = {line["number"]: line for line in before["lines"]}
    new = {line["number"]: line for line in after["lines"]}
    found = []
    for number in sorted(old | new):
        if number not in old:
            found.append(Changed(number, "added", {name: ("", new[number].get(name)) for name in COMPARED}))
        elif number not in new:
            found.append(Changed(number, "removed", {name: (old[number].get(name), "") for name in COMPARED}))
        else:
            pairs = {name: (old[number].get(name, ""), new[number].get(name, "")) for name in COMPARED}
            altered = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
            if altered:
                found.append(Changed(number, "changed", altered))
    return head, found
