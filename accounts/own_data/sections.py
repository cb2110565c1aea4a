"""What each app holds of a person: apps above this one say so in their ``apps.ready()``."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import User


@dataclass(frozen=True)
class Part:
    """What one app puts into a copy. ``data``: plain values. ``files``: name in the copy -> name in the storage."""

    data: Any
    files: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """``collect``: all that is held of this person, as the person may read it. ``open_cases``: public numbers of what
    the law keeps going and for which the person's address is needed. ``forget``: remove who the person is from
    everything that has ended; runs in the erasure's transaction, may run twice."""

    name: str
    collect: Callable[[User], Part]
    open_cases: Callable[[User], list[str]]
    forget: Callable[[User, datetime], None]


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    _sections[section.name] = section


def sections() -> list[Section]:
    return list(_sections.values())
