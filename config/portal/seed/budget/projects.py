"""Applications of an edition with their journals, written in bulk; each obeys the table of a proposal's life."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from django.db import connection

from accounts.enums import Role
from budget.enums import ProposalStatus
from budget.models import BudgetCategory, CostLine, Edition, Proposal, ProposalPhoto
from budget.workflow import PROPOSAL
from config.portal.seed import rows
from config.portal.seed.budget import plan, words
from config.portal.seed.desk import Desk
from config.portal.seed.people import NOBODY, Person
from workflow.models import Act

# The road to each end: acts in order, with the role that does them.
ROADS: dict[str, tuple[tuple[str, str], ...]] = {
    "submitted": (("submit", Role.AUTHOR),),
    "departments": (("submit", Role.AUTHOR), ("pass_formal", Role.OPERATOR)),
    "admitted": (
        ("submit", Role.AUTHOR),
        ("pass_formal", Role.OPERATOR),
        ("go_to_council", Role.SYSTEM),
        ("admit", Role.SYSTEM),
    ),
    "refused": (
        ("submit", Role.AUTHOR),
        ("pass_formal", Role.OPERATOR),
        ("go_to_council", Role.SYSTEM),
        ("rework", Role.SYSTEM),
        ("lapse", Role.SYSTEM),
        ("refuse", Role.SYSTEM),
    ),
    "withdrawn": (("submit", Role.AUTHOR), ("withdraw", Role.AUTHOR)),
}


@dataclass
class Batch:
    """Rows of one kind each, waiting to be written."""

    proposals: list[Proposal] = field(default_factory=list)
    costs: list[CostLine] = field(default_factory=list)
    photos: list[ProposalPhoto] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)

    def write(self) -> None:
        first = rows.next_key(Act)
        for key, act in enumerate(self.acts, first):
            act.pk = key
        for model, found in (
            (Proposal, self.proposals),
            (CostLine, self.costs),
            (ProposalPhoto, self.photos),
            (Act, self.acts),
        ):
            rows.copy(model, found)
            rows.move_sequence_past(model)


class Applicants:
    """Files applications of one edition: ``begins`` and ``ends`` are those of its intake."""

    def __init__(self, desk: Desk, edition: Edition, begins: datetime, ends: datetime) -> None:
        self.desk, self.edition, self.begins, self.ends = desk, edition, begins, ends
        self.chance: Random = desk.chance
        self.categories = {row.code: row for row in BudgetCategory.objects.all()}
        # One person, one application (rule 29).
        self.authors = list(desk.people.residents)
        self.chance.shuffle(self.authors)
        self.keys = {model: count(rows.next_key(model)) for model in (Proposal, CostLine, ProposalPhoto)}
        self.batch = Batch()

    def file(self, numbers: Sequence[tuple[str, str]]) -> list[Proposal]:
        """``numbers``: (district, road) of each application. Returns the proposals, written."""
        numbers = numbers[: len(self.authors)]
        taken = _numbers(self.edition.year, len(numbers))
        made = [self._one(number, *each) for number, each in zip(taken, numbers, strict=True)]
        self.batch.write()
        return made

    def _one(self, number: str, district: str, road: str) -> Proposal:
        spot = self.desk.map.spot(self.chance, district)
        idea = words.idea(self.chance, place=spot.names, house=spot.house)
        language = "kk" if self.chance.random() < 0.6 else "ru"
        other = "ru" if language == "kk" else "kk"
        author = self.authors.pop()
        at = self._moment()
        proposal = Proposal(
            pk=next(self.keys[Proposal]), number=number, edition=self.edition, author_id=author.pk or 0,
            language=language, title=idea.title[language], description=idea.description[language],
            title_other=idea.title[other],
            description_other=idea.description[other], category=self.categories[idea.category], point=spot.point,
            district_id=district, address=spot.address(language), cost_tenge=self._cost(), saved_at=at,
            submitted_at=at, revision=1, status=ProposalStatus.DRAFT, seq=0, status_since=at,
        )  # fmt: skip
        self._live(proposal, author, road, at)
        self._costs(proposal)
        if road == "admitted":
            self._photo(proposal, at)
        self.batch.proposals.append(proposal)
        return proposal

    def _live(self, proposal: Proposal, author: Person, road: str, at: datetime) -> None:
        self._act(proposal, "draft", author, Role.AUTHOR, at - timedelta(hours=2))
        for step, (name, role) in enumerate(ROADS[road]):
            who = author if role == Role.AUTHOR else NOBODY
            if role == Role.OPERATOR:
                who = self.desk.people.one(self.chance, Role.OPERATOR)
            self._act(proposal, name, who, role, at + timedelta(days=2 * step))
        if proposal.status == ProposalStatus.ADMITTED:
            proposal.admitted_at = proposal.status_since
        if proposal.status == ProposalStatus.REFUSED:
            proposal.round = 2

    def _act(self, proposal: Proposal, name: str, who: Person, role: str, at: datetime) -> None:
        first = name == "draft"
        transition = None if first else PROPOSAL[name]
        target = ProposalStatus.SUBMITTED if name == "submit" else transition.target if transition else None
        before, proposal.seq = ("" if first else proposal.status), proposal.seq + 1
        if target and target != proposal.status:
            proposal.__dict__["status"], proposal.status_since = str(target), at
        self.batch.acts.append(
            Act(
                kind="proposal", subject_id=proposal.pk, seq=proposal.seq, name=name, before=before,
                after=proposal.status, at=at, actor_id=who.pk, actor_name=who.name, actor_role=str(role),
                basis=transition.basis if transition else "", data=self._data(name),
                public=transition.public if transition else False,
            )
        )  # fmt: skip

    def _data(self, name: str) -> dict[str, Any]:
        if name not in ("refuse", "rework"):
            return {}
        code = self.chance.choice(list(words.REFUSALS))
        text_kk, text_ru = words.REFUSALS[code]
        return {"code": code, "text_kk": text_kk, "text_ru": text_ru}

    def _costs(self, proposal: Proposal) -> None:
        things = round(proposal.cost_tenge * 0.6 / plan.STEP) * plan.STEP
        for position, (line, amount) in enumerate(
            zip(words.LINES, (things, proposal.cost_tenge - things), strict=True)
        ):
            title = line[0] if proposal.language == "kk" else line[1]
            self.batch.costs.append(
                CostLine(
                    pk=next(self.keys[CostLine]), proposal_id=proposal.pk, year=self.edition.year, title=title,
                    amount_tenge=amount, position=position,
                )
            )  # fmt: skip

    def _photo(self, proposal: Proposal, at: datetime) -> None:
        drawing = self.chance.choice(self.desk.drawings["yards", "before"])
        self.batch.photos.append(
            ProposalPhoto(
                pk=next(self.keys[ProposalPhoto]), proposal_id=proposal.pk, file=drawing.file, thumb=drawing.thumb,
                width=drawing.width, height=drawing.height, position=1, added_at=at,
            )
        )  # fmt: skip

    def _cost(self) -> int:
        return self.chance.randrange(plan.CHEAPEST, plan.DEAREST, plan.STEP)

    def _moment(self) -> datetime:
        """Two in five applications come in the last five days."""
        last = timedelta(days=5)
        late = self.chance.random() < 0.4
        begins, ends = (self.ends - last, self.ends) if late else (self.begins, self.ends - last)
        return begins + (ends - begins) * self.chance.random() * 0.999


def spread(total: int, shares: dict[str, float]) -> Iterator[tuple[str, int]]:
    """So many things over districts by their shares."""
    whole = sum(shares.values())
    for district, share in shares.items():
        yield district, round(total * share / whole)


def _numbers(year: int, number: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('budget_number') FROM generate_series(1, %s)", [number])
        return [f"P-{year}-{row[0]:06d}" for row in cursor.fetchall()]
