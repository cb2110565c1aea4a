"""Appeals, carried by the real use cases to the status that a test needs."""

import io
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from PIL import Image

from accounts.models import User
from appeals.enums import Status
from appeals.models import Appeal
from appeals.rules.report import Contact, Place
from appeals.services import author, bulk, complaints, forwarding, intake, parts, triage, work
from appeals.services.intake import Registered
from tests.factories import people
from workflow.actor import NOBODY, Actor

ALMATY = ZoneInfo("Asia/Almaty")
# A Monday morning with the 15 working days up to Monday 23 February before it.
AT = datetime(2026, 2, 2, 10, 0, tzinfo=ALMATY)
# By the control points of the city: the airport lies in Turksib, the city hall in Bostandyk.
AIRPORT = Place(lon=77.0405, lat=43.3521)
CITY_HALL = Place(lon=76.9455, lat=43.2363)
TEXT = "Райымбек даңғылында аялдаманың жанында терең шұңқыр бар, көліктер айналып өтеді."


def photo(colour: str = "grey", size: tuple[int, int] = (640, 480)) -> io.BytesIO:
    """A small honest photo."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    out.seek(0)
    return out


def register(**given) -> Registered:
    """File a pothole in Turksib, in Kazakh, with an e-mail and no account."""
    whole = {
        "key": uuid.uuid4(),
        "text": TEXT,
        "language": "kk",
        "category": "roads-pothole",
        "place": AIRPORT,
        "contact": Contact(email="aigul@example.kz"),
        "consent": "2026-01",
        "actor": NOBODY,
        "at": AT,
    }
    return intake.register(**{**whole, **given})


@dataclass
class Town:
    """One officer of each kind for an appeal in Turksib, and a resident."""

    @cached_property
    def resident(self) -> User:
        return people.resident(language="ru")

    @cached_property
    def operator(self) -> User:
        return people.officer("operator", "open-almaty")

    @cached_property
    def moderator(self) -> User:
        return people.officer("moderator", "open-almaty")

    @cached_property
    def executor(self) -> User:
        return people.officer("executor", "akimat-turksib")

    @cached_property
    def lights_executor(self) -> User:
        return people.officer("executor", "dept-traffic")

    @cached_property
    def head(self) -> User:
        return people.officer("head", "akimat-turksib")

    @cached_property
    def controller(self) -> User:
        return people.officer("controller", "city-akimat")

    def actor(self, name: str, at: datetime = AT) -> Actor:
        return people.acting(getattr(self, name), at)

    def appeal(self, status: str = Status.REGISTERED, **given) -> Appeal:
        """The resident's appeal in this status, each step an hour after the one before."""
        given = {"actor": self.actor("resident"), "contact": Contact(), **given}
        filed = register(**given).appeal
        for hours, step in enumerate(ROADS[status], 1):
            getattr(self, f"_{step}")(filed.pk, filed.received_at + timedelta(hours=hours))
        return Appeal.objects.get(pk=filed.pk)

    def _ask(self, pk: int, at: datetime) -> None:
        triage.ask(pk, question="Қай үйдің тұсында?", actor=self.actor("moderator"), at=at)

    def _route(self, pk: int, at: datetime) -> None:
        triage.route(pk, actor=self.actor("moderator"), at=at)

    def _accept(self, pk: int, at: datetime) -> None:
        work.accept(pk, actor=self.actor("executor"), at=at)

    def _report(self, pk: int, at: datetime) -> None:
        work.report(
            pk,
            text="Шұңқыр асфальтпен жамалды.",
            photos=[photo("black")],
            photo_place=AIRPORT,
            actor=self.actor("executor"),
            at=at,
        )

    def _answer(self, pk: int, at: datetime) -> None:
        work.answer(pk, actor=self.actor("controller"), at=at)

    def _confirm(self, pk: int, at: datetime) -> None:
        author.confirm(pk, actor=self.actor("resident"), at=at)

    def _reopen(self, pk: int, at: datetime) -> None:
        author.reopen(pk, reason="Қайта ойылып кетті.", actor=self.actor("resident"), at=at)

    def _withdraw(self, pk: int, at: datetime) -> None:
        author.withdraw(pk, actor=self.actor("resident"), at=at)

    def _split(self, pk: int, at: datetime) -> None:
        cuts = (
            parts.Wanted(title="Шұңқырды жамау", text="Аялдама жанындағы шұңқыр.", organisation="akimat-turksib"),
            parts.Wanted(title="Бағдаршамды жөндеу", category="traffic-lights"),
        )
        parts.split(pk, parts=cuts, actor=self.actor("moderator"), at=at)

    def _forward(self, pk: int, at: datetime) -> None:
        forwarding.forward(
            pk,
            outside="Алматы облысының Полиция департаменті",
            reason="Бұл мәселе біздің құзыретімізге жатпайды.",
            actor=self.actor("moderator"),
            at=at,
        )

    def _lodge(self, pk: int, at: datetime) -> None:
        complaints.lodge(pk, organisation="akimat-turksib", actor=self.actor("moderator"), at=at)

    def _merge(self, pk: int, at: datetime) -> None:
        """Into a public appeal about the same, filed a day before by somebody else."""
        before = Appeal.objects.get(pk=pk).received_at - timedelta(days=1)
        kept = register(contact=Contact(email="earlier@example.kz"), at=before).appeal
        moderator = self.actor("moderator")
        triage.publish(kept.pk, public_title=TEXT[:60], public_text=TEXT, actor=moderator, at=at)
        report = bulk.do(bulk.merge(kept=kept.number, at=at), seen={pk: 1}, actor=moderator, at=at)
        assert [row.pk for row in report.done] == [pk], report.skipped


_TO_ANSWER = ("route", "accept", "report", "answer")
ROADS: dict[str, tuple[str, ...]] = {
    Status.REGISTERED: (),
    Status.ASKED: ("ask",),
    Status.ROUTED: ("route",),
    Status.IN_WORK: _TO_ANSWER[:2],
    Status.REPORTED: _TO_ANSWER[:3],
    Status.ANSWERED: _TO_ANSWER,
    Status.REOPENED: (*_TO_ANSWER, "reopen"),
    Status.FIXED: (*_TO_ANSWER, "confirm"),
    Status.WITHDRAWN: ("withdraw",),
    Status.SPLIT: ("split",),
    Status.FORWARDED: ("forward",),
    Status.LODGED: ("lodge",),
    Status.MERGED: ("merge",),
}
