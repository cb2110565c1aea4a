"""What may be published of a text with personal data in it: what a machine may do alone, what a person must confirm."""

from collections.abc import Collection, Sequence

from accounts.masking import Span, find
from accounts.masking.marks import CARD, EMAIL, IBAN, IIN, KIND_OF_MARK, MARKS, PHONE, PLATE

# Covered by a pattern alone these leave nothing behind. A flat does: the words around it still tell of a home. Of
# names a pattern finds some only: where one stands, another may.
BY_MACHINE = frozenset({IIN, PHONE, EMAIL, PLATE, CARD, IBAN})


def may_go_unread(spans: Sequence[Span], *, in_housing: bool) -> bool:
    """Whether a covered text may be published with many others, unread: not where a home may be told from the rest."""
    return not spans or (not in_housing and {span.kind for span in spans} <= BY_MACHINE)


def unconfirmed(text: str, confirmed: Collection[str]) -> tuple[Span, ...]:
    """What looks like personal data in a text that is to be published, and that nobody has let through."""
    return tuple(span for span in find(text) if span.words not in confirmed)


def hidden(text: str) -> int:
    """How many words are covered in a text."""
    return sum(1 for _mark in MARKS.finditer(text))


def uncovered(written: str, spans: Sequence[Span], shown: Collection[str], *, is_title: bool = False) -> str | None:
    """A covered text in which the words in ``shown`` stand again.

    ``spans``: of the text before it was covered. ``None`` where the marks no longer agree with them, because somebody
    has removed or added some: then nobody can say which mark stands for which words. ``is_title``: it is the beginning
    of that text, so that only the first marks are in it.
    """
    marks = list(MARKS.finditer(written))
    unsaid = [span for span in spans if span.words not in written]
    if not shown or all(span.words not in shown for span in unsaid):
        return written
    if is_title:
        unsaid = unsaid[: len(marks)]
    if [KIND_OF_MARK[mark.group()] for mark in marks] != [span.kind for span in unsaid]:
        return None
    parts: list[str] = []
    reached = 0
    for mark, span in zip(marks, unsaid, strict=True):
        parts += written[reached : mark.start()], span.words if span.words in shown else mark.group()
        reached = mark.end()
    return "".join([*parts, written[reached:]])
