"""What an answer must have, how its parts are put together, and by what it is known again."""

import hashlib
from dataclasses import dataclass
from datetime import date

STATE_LANGUAGE = "kk"
PARTLY, REFUSED, EXPLAINED = "partly", "refused", "explained"
# What takes something from the author: a hearing comes before it (APPC art. 73), and reasons stand in it (art. 80).
ADVERSE = frozenset({PARTLY, REFUSED})
# Work that was done is proven and checked by somebody else; at first contact one can only explain.
AT_ONCE = frozenset({EXPLAINED})
CODE_SIGNS = 16


@dataclass(frozen=True)
class Parts:
    """The parts of an answer as they stand on paper; ``decision`` is its code."""

    number: str
    on: date
    decision: str
    text: str
    reasons: str
    norm: str
    remedy: str
    signatory: str
    post: str


def languages_for(appeal_language: str) -> frozenset[str]:
    """An answer goes out in the language of the appeal or in Kazakh (Law on Languages, art. 11)."""
    return frozenset({appeal_language, STATE_LANGUAGE})


def may_sign(*, controller_id: int | None, written_by_id: int | None) -> bool:
    """Two keys: whoever reported the work does not accept it."""
    return controller_id is None or controller_id != written_by_id


def missing(*, decision: str, reasons: str, norm: str) -> str | None:
    """The code of the first part that a decision like this must have and that is not there, or ``None``.

    A refusal names its norm; what takes something from the author gives reasons.
    """
    if decision == REFUSED and not norm:
        return "norm_needed"
    if decision in ADVERSE and not reasons:
        return "reasons_needed"
    return None


def digest(parts: Parts) -> str:
    """SHA-256 (hex) over all the words of an answer: a changed letter anywhere gives another one."""
    words = (
        parts.number,
        parts.on.isoformat(),
        parts.decision,
        parts.text,
        parts.reasons,
        parts.norm,
        parts.remedy,
        parts.signatory,
        parts.post,
    )
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()


def short(digest: str) -> str:
    """The first signs of a digest in groups of four, as they are printed on paper: ``3f2a 90bc 11de 77a0``."""
    signs = digest[:CODE_SIGNS]
    return " ".join(signs[start : start + 4] for start in range(0, len(signs), 4))
