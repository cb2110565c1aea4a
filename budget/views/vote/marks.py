"""What the form of a ballot says, on the page of a voter and on that of a clerk who types paper."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict

from budget.rules import ballots
from budget.rules.box.envelope import Choice
from budget.services import casting
from workflow.refusals import Refused

TICK, WRITTEN = "choice", "mark-"


@dataclass(frozen=True)
class Marks:
    """``ticked``: the projects that are ticked; ``written``: number -> points or place as typed."""

    voting: str
    ticked: tuple[str, ...] = ()
    written: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, given: QueryDict, voting: str) -> "Marks":
        if voting not in ballots.WRITTEN:
            return cls(voting, ticked=tuple(given.getlist(TICK)))
        fields = ((name, str(given[name])) for name in given if name.startswith(WRITTEN))
        return cls(voting, written=tuple((name.removeprefix(WRITTEN), text) for name, text in fields if text.strip()))

    def __bool__(self) -> bool:
        return bool(self.ticked or self.written)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """The fields of the form, to send them along."""
        yield from ((TICK, number) for number in self.ticked)
        yield from ((WRITTEN + number, text) for number, text in self.written)

    def beside(self, number: str) -> str:
        """What stands beside a project."""
        return number if number in self.ticked else dict(self.written).get(number, "")

    def choice(self) -> Choice:
        """The choice. Refused: what is written is none (``places``, ``figures``)."""
        try:
            return ballots.read(self.voting, self.ticked, dict(self.written))
        except ballots.Unclear as unclear:
            raise Refused(casting.FAULTS[unclear.code], code=unclear.code, field="choices") from unclear
