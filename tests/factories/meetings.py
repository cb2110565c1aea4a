"""Meetings, carried by the real use cases to the state that a test needs."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from accounts.models import User
from meetings.models import Line, Meeting, Protocol, Question
from meetings.services import announcing, calendar, protocols, questions, sheet
from meetings.services.calendar import Planned
from meetings.services.fields import Place
from meetings.services.sheet import Words
from tests.factories import people
from workflow.actor import Actor

ALMATY = ZoneInfo("Asia/Almaty")
# Monday, ten days before the meeting.
AT = datetime(2026, 2, 2, 10, 0, tzinfo=ALMATY)
STARTS = datetime(2026, 2, 12, 18, 0, tzinfo=ALMATY)
OPENED = STARTS + timedelta(minutes=1)
TURKSIB = Place(lon=77.0405, lat=43.3521, address="Рихард Зорге көшесі, 12")
QUESTION = "Зорге көшесіндегі жаяу жүргінші жолы қашан жөнделеді?"


def planned_words(**given) -> Planned:
    whole = {
        "starts_at": STARTS,
        "title_kk": "Түрксіб ауданы тұрғындарымен кездесу",
        "title_ru": "Встреча с жителями Турксибского района",
        "topics_kk": "Жолдар, аулалар, көлік",
        "topics_ru": "Дороги, дворы, транспорт",
        "venue_kk": "Мәдениет үйі",
        "venue_ru": "Дом культуры",
        "place": TURKSIB,
        "capacity": 200,
    }
    return Planned(**{**whole, **given})


@dataclass
class Hall:
    """The people of a meeting of the city akim in Turksib."""

    @cached_property
    def secretary(self) -> User:
        return people.officer("secretary", "city-akimat")

    @cached_property
    def second_secretary(self) -> User:
        return people.officer("secretary", "city-akimat")

    @cached_property
    def akim(self) -> User:
        return people.officer("akim", "city-akimat")

    @cached_property
    def deputy(self) -> User:
        return people.officer("deputy_akim", "city-akimat")

    @cached_property
    def controller(self) -> User:
        return people.officer("controller", "city-akimat")

    @cached_property
    def district_secretary(self) -> User:
        return people.officer("secretary", "akimat-turksib", "turksib")

    @cached_property
    def district_akim(self) -> User:
        return people.officer("akim", "akimat-turksib", "turksib")

    @cached_property
    def resident(self) -> User:
        return people.resident(language="kk")

    @cached_property
    def neighbour(self) -> User:
        return people.resident(language="ru")

    def actor(self, name: str, at: datetime = AT) -> Actor:
        return people.acting(getattr(self, name), at)

    def planned(self, **given) -> Meeting:
        return calendar.plan("city-akimat", planned_words(**given), actor=self.actor("secretary"), at=AT)

    def announced(self, *, notice: bool = True, **given) -> Meeting:
        """Announced ten days ahead, with a notice in the newspaper on the same day."""
        meeting = self.planned(**given)
        announcing.announce(meeting.pk, actor=self.actor("secretary"), at=AT)
        if notice:
            self.notice(meeting)
        return Meeting.objects.get(pk=meeting.pk)

    def notice(self, meeting: Meeting, at: datetime = AT) -> None:
        announcing.give_notice(
            meeting.pk, channel="media", published_at=at, evidence="«Алматы ақшамы» № 12",
            actor=self.actor("secretary"), at=at,
        )  # fmt: skip

    def coming(self, now: datetime) -> Meeting:
        """A meeting that begins in a quarter of an hour, announced five days ago with a notice."""
        then = now - timedelta(days=5)
        hands = self.actor("secretary", then)
        words = planned_words(starts_at=now + timedelta(minutes=15))
        meeting = calendar.plan("city-akimat", words, actor=hands, at=then)
        announcing.announce(meeting.pk, actor=hands, at=then)
        announcing.give_notice(meeting.pk, channel="media", published_at=then, actor=hands, at=then)
        return Meeting.objects.get(pk=meeting.pk)

    def held(self, **given) -> Meeting:
        meeting = self.announced(**given)
        announcing.hold(meeting.pk, actor=self.actor("secretary"), at=OPENED)
        return Meeting.objects.get(pk=meeting.pk)

    def asked(
        self, meeting: Meeting, *, published: bool = True, by: str = "resident", at: datetime = AT, **given
    ) -> Question:
        whole = {"key": uuid.uuid4(), "text": QUESTION, "language": "kk", "category": "roads", **given}
        asked = questions.ask(meeting.pk, **whole, actor=self.actor(by, at), at=at)
        if published:
            questions.publish(asked.pk, actor=self.actor("secretary", at), at=at)
        return Question.objects.get(pk=asked.pk)

    def line(self, meeting: Meeting, *, by: str = "secretary", at: datetime = OPENED, key=None, **given) -> Line:
        words = Words(**{"text": "Ауладағы шам жанбайды", "category": "1", **given})
        return sheet.write(meeting.pk, key=key or uuid.uuid4(), words=words, actor=self.actor(by), at=at).line

    def settled(self, *, lines: int = 3, **given) -> Meeting:
        """A meeting whose lines are all explained."""
        meeting = self.held(**given)
        for number in range(1, lines + 1):
            self.line(meeting, text=f"{number}-сұрақ", result="explained", explanation="Жөнделеді.")
        return Meeting.objects.get(pk=meeting.pk)

    def drafted(self, meeting: Meeting, at: datetime = OPENED) -> Protocol:
        return protocols.draft(meeting.pk, attended=120, actor=self.actor("secretary"), at=at)

    def checked(self, meeting: Meeting, at: datetime = OPENED) -> Protocol:
        drafted = self.drafted(meeting, at)
        protocols.check(drafted.pk, actor=self.actor("controller"), at=at)
        return Protocol.objects.get(pk=drafted.pk)

    def signed(self, meeting: Meeting, at: datetime = OPENED + timedelta(days=2)) -> Protocol:
        checked = self.checked(meeting, at)
        protocols.sign(checked.pk, actor=self.actor("akim"), at=at)
        return Protocol.objects.get(pk=checked.pk)
