"""Counting after a disaster: what people were promised against what the books hold."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from accounts.models import Notice
from accounts.notices.letters import letter
from appeals.models import Appeal
from workflow.models import Act, Delivery

# Who hears of each act that the crowd does. Spelled out: taken from the registry, a lost handler would not be missed.
HEARD = {"register": ("letters", "repeats", "live"), "route": ("letters", "merged", "voices", "live")}
LETTERS = {"register": "appeal_registered", "route": "appeal_routed"}


@dataclass(frozen=True)
class Receipt:
    """What somebody was told: the appeal of this key has this number; ``acts``: what was acknowledged on it since."""

    key: UUID
    number: str
    channel: str
    acts: tuple[str, ...] = ()

    @property
    def letters(self) -> Counter[tuple[str, str]]:
        """The letters that the author is owed: (code, channel), each once. Not every letter goes by SMS."""
        codes = [LETTERS[act] for act in ("register", *self.acts)]
        return Counter((code, self.channel) for code in codes if self.channel in letter(code).channels)


@dataclass(frozen=True)
class Entry:
    """What the books hold of one appeal. ``unpaid``: deliveries that no handler has done yet."""

    key: UUID
    number: str
    acts: tuple[str, ...] = ()
    deliveries: Counter[tuple[str, str]] = field(default_factory=Counter)
    unpaid: int = 0
    letters: Counter[tuple[str, str]] = field(default_factory=Counter)


def deliveries_of(acts: Iterable[str]) -> Counter[tuple[str, str]]:
    """What these acts are owed to the handlers: (act, handler), each once."""
    return Counter((act, handler) for act in acts for handler in HEARD[act])


def read_books() -> list[Entry]:
    """Every appeal with its journal, its deliveries and the letters to its author."""
    entries = []
    for appeal in Appeal.objects.order_by("pk"):
        acts = Act.objects.filter(kind="appeal", subject_id=appeal.pk).order_by("seq")
        debts = Delivery.objects.filter(act__in=acts)
        letters = Notice.objects.filter(key__startswith=f"appeal:{appeal.pk}:", key__contains=":contact:")
        entries.append(
            Entry(
                key=appeal.intake_key,
                number=appeal.number,
                acts=tuple(acts.values_list("name", flat=True)),
                deliveries=Counter(debts.values_list("act__name", "handler")),
                unpaid=debts.filter(done_at=None).count(),
                letters=Counter(letters.values_list("code", "channel")),
            )
        )
    return entries


def audit(receipts: Iterable[Receipt], entries: Iterable[Entry]) -> dict[str, list[str]]:
    """What does not agree, by kind of fault, each with its numbers. Empty: every promise was kept, once."""
    faults: dict[str, list[str]] = {}

    def found(fault: str, number: str) -> None:
        faults.setdefault(fault, []).append(number)

    held: dict[UUID, list[Entry]] = {}
    for entry in entries:
        held.setdefault(entry.key, []).append(entry)
        _judge_entry(entry, found)
    for key, same in held.items():
        if len(same) > 1:
            found("made twice", str(key))
    for receipt in receipts:
        kept = [entry for entry in held.get(receipt.key, ()) if entry.number == receipt.number]
        if not kept:
            found("lost", receipt.number)
            continue
        _judge_promise(receipt, kept[0], found)
    return faults


def _judge_entry(entry: Entry, found) -> None:
    """What must hold of every appeal, promised or not."""
    if entry.acts[:1] != ("register",):
        found("without its first act", entry.number)
    if len(set(entry.acts)) != len(entry.acts):
        found("act done twice", entry.number)
    if entry.deliveries != deliveries_of(entry.acts):
        found("deliveries not one per act and handler", entry.number)
    if entry.unpaid:
        found("still owed", entry.number)
    if any(count > 1 for count in entry.letters.values()):
        found("told twice", entry.number)


def _judge_promise(receipt: Receipt, entry: Entry, found) -> None:
    if set(receipt.acts) - set(entry.acts):
        found("act lost", receipt.number)
    if receipt.letters - entry.letters:
        found("not told", receipt.number)
