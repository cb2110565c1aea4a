"""Papers that go along with a letter by e-mail: made when it is sent, by the room that wrote it, never stored."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import Notice

logger = logging.getLogger(__name__)
# Mail servers take 10 MB and more; in transit a file grows by a third.
MOST_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True)
class Paper:
    """``name``: of the file, with its ending; ``mime``: its kind."""

    name: str
    content: bytes
    mime: str


_makers: dict[str, Callable[[Notice], Paper | None]] = {}


def register(code: str, make: Callable[[Notice], Paper | None]) -> None:
    """``make(notice)``: the paper of a letter of this code, or ``None`` where there is none any more."""
    _makers[code] = make


def of(notice: Notice) -> Paper | None:
    """The paper of this letter; one above ``MOST_BYTES`` stays behind, and the letter goes without it."""
    make = _makers.get(notice.code)
    paper = make(notice) if make else None
    if paper is not None and len(paper.content) > MOST_BYTES:
        logger.warning("The paper of letter %s is too large: %d bytes", notice.pk, len(paper.content))
        return None
    return paper
