"""Finding and covering: ``mask`` is what a moderator starts from and what a machine may publish by itself."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from accounts.masking import numbers, places
from accounts.masking.fold import Folded, fold
from accounts.masking.mails import emails
from accounts.masking.marks import CARD, EMAIL, FLAT, IBAN, IIN, MARK_OF, NAME, PHONE, PLATE, STAND_IN
from accounts.masking.names import names

Stretch = tuple[int, int]


@dataclass(frozen=True)
class Span:
    """``kind``: one of ``KINDS``. ``start``, ``end``: half-open, in the text given. ``words``: as they stand there."""

    kind: str
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Masked:
    """``text`` with a mark in the place of each of ``spans``, which stand in the order of the text."""

    text: str
    spans: tuple[Span, ...]


# In this order: what is named by a word or adds up by a check digit counts before what only looks like a number.
_FINDERS: tuple[tuple[str, Callable[[Folded], Iterable[Stretch]]], ...] = (
    (EMAIL, lambda folded: emails(folded.text)),
    (IBAN, lambda folded: numbers.ibans(folded.text)),
    (CARD, lambda folded: numbers.cards(folded.text)),
    (IIN, lambda folded: numbers.iins(folded.text)),
    (PHONE, lambda folded: numbers.phones(folded.text)),
    (FLAT, lambda folded: places.flats(folded.text, folded.capital)),
    (PLATE, lambda folded: places.plates(folded.text, folded.capital)),
    (NAME, lambda folded: names(folded.text, folded.capital)),
)
# A covered word parts its neighbours, so that a second look may find what the first could not; three never mattered.
_LOOKS = 4


def mask(text: str) -> Masked:
    """Cover everything that looks like personal data.

    Kinds: IIN (twelve digits with a right control digit), phone, e-mail, plate, flat, bank card, IBAN of Kazakhstan,
    name of a person.
    Covering twice is covering once. The cost grows with the length of the text and nothing else.
    """
    spans = find(text)
    return Masked(cover(text, spans), spans)


def find(text: str) -> tuple[Span, ...]:
    """What ``mask`` covers, in the order of the text; no two overlap."""
    folded = fold(text)
    found: dict[Stretch, str] = {}
    for _look in range(_LOOKS):
        before = len(found)
        for kind, finder in _FINDERS:
            stretches = sorted(finder(folded), key=lambda one: (one[0], -one[1]))
            kept = list(_apart(folded.text, stretches))
            found |= dict.fromkeys(kept, kind)
            folded = _struck(folded, kept)
        if len(found) == before:
            break
    return tuple(
        Span(kind, *place, text[slice(*place)])
        for place, kind in sorted((folded.span(*stretch), kind) for stretch, kind in found.items())
    )


def cover(text: str, spans: Iterable[Span], *, but: Collection[int] = ()) -> str:
    """The text with a mark in the place of each span; ``but``: numbers of spans (from 0) that stay as they are."""
    parts: list[str] = []
    reached = 0
    for number, span in enumerate(spans):
        if number in but:
            continue
        parts += text[reached : span.start], MARK_OF[span.kind]
        reached = span.end
    return "".join([*parts, text[reached:]])


def _apart(text: str, stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Of stretches in order, those that do not begin inside an earlier one, nor touch what is covered already."""
    reached = 0
    for start, end in stretches:
        if start >= reached and STAND_IN not in text[start:end]:
            yield start, end
            reached = end


def _struck(folded: Folded, stretches: Iterable[Stretch]) -> Folded:
    """The same places in the text, the covered ones filled with what belongs to no pattern."""
    chars = list(folded.text)
    for start, end in stretches:
        chars[start:end] = STAND_IN * (end - start)
    return Folded("".join(chars), folded.at, folded.capital)
