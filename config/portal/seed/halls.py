"""Three years of public meetings: calendars, notices, questions in advance, lines, signed protocols."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from accounts.enums import Role
from accounts.models import Organisation
from config.portal.seed import lives, plan, words
from config.portal.seed.clock import CITY
from config.portal.seed.desk import Desk
from config.portal.seed.people import NOBODY, Person
from config.portal.seed.shelf import Shelf
from config.portal.seed.story import Story
from meetings.models import (
    Line,
    Meeting,
    Notice,
    Protocol,
    ProtocolVersion,
    Question,
    Registration,
    Support,
    YearPlan,
)
from meetings.rules import protocol as rules
from meetings.services.protocols import content_from
from meetings.workflow import MEETING, PROTOCOL, QUESTION

NAMES = UUID("3c2f0f7a-98a4-4f0e-9d0c-0b6a6f0c5d11")
YEARS_BACK, MONTHS_AHEAD = 3, 2
FEWEST_MEETINGS = 6
# Of 40 questions that are heard about a third is explained at once (37 per cent in 2017); most become instructions.
RESULTS = {"explained": 12, "instruction": 26, "appeal": 2}
QUESTIONS = sum(RESULTS.values())
# Share of meetings whose notice came late, and of those whose hall was online too.
LATE_NOTICE, HYBRID = 0.06, 0.3
CATEGORIES = {
    "transport": "transport", "traffic": "traffic", "roads": "roads", "lighting": "yards", "water": "networks",
    "heat": "networks", "electricity": "networks", "gas": "networks", "cleaning": "cleaning", "greening": "greening",
    "housing": "housing", "yards": "yards", "people": "social", "animals": "order", "construction": "land",
    "ecology": "ecology", "order": "order", "land": "land",
}  # fmt: skip


@dataclass(frozen=True)
class Signed:
    """A meeting whose protocol is signed: its plan can be drawn up. ``tops``: what each line (by key) speaks of."""

    meeting_id: int
    at: datetime
    tops: dict[int, str]


@dataclass(frozen=True)
class Held:
    """How many meetings there are, those with a signed protocol, and the appeals that lines of theirs became."""

    meetings: int
    signed: list[Signed]
    passed_on: list[Story]


@dataclass(frozen=True)
class Host:
    """An akimat with those who hold its meetings."""

    body: Organisation
    akim: Person
    secretary: Person
    checker: Person


class Halls:
    """Holds the meetings of a town; the same chance gives the same meetings. ``number``: gives free ones to appeals."""

    def __init__(self, desk: Desk, until: datetime, number: Callable[[], int]) -> None:
        self.desk, self.until, self.number = desk, until.astimezone(CITY), number
        self.chance = Random(desk.chance.random())  # noqa: S311 - a town, not a secret
        self.shelf = Shelf()
        self.hosts = _hosts(desk)
        self.numbers: dict[int, Iterable[int]] = {}
        self.said: dict[int, str] = {}
        self.authors: dict[int | None, Person] = {}
        self.signed: list[Signed] = []
        self.passed_on: list[Story] = []

    def hold(self, *, scale: float) -> Held:
        """Write ``scale`` times three years of 48 meetings each, and those to come; the appeals are left to write."""
        known = days(self.until)
        past = [one for one in known if one[0] < self.until]
        wanted = max(FEWEST_MEETINGS, round(len(past) * min(scale, 1)))
        chosen = _spread(past, wanted) + [one for one in known if one[0] >= self.until]
        for starts_at, host, district in chosen:
            self._meeting(starts_at, self.hosts[host], district)
        self._calendars()
        self.shelf.write()
        return Held(len(chosen), self.signed, self.passed_on)

    def _meeting(self, starts_at: datetime, host: Host, district: str) -> None:
        planned = min(datetime(starts_at.year, 1, 9, 10, tzinfo=CITY), self.until - timedelta(days=10))
        spot = self.desk.map.spot(self.chance, district)
        names = self.desk.map.names(district)
        is_hybrid = self.chance.random() < HYBRID
        number = next(self.numbers.setdefault(starts_at.year, count(1)))  # type: ignore[call-overload]
        meeting = self.shelf.put(
            Meeting, number=f"M-{starts_at.year}-{number:04d}", organisation=host.body, district_id=district,
            title_kk=f"{names['kk']} тұрғындарымен кездесу", title_ru=f"Встреча с жителями: {names['ru']}",
            topics_kk="Абаттандыру, жолдар, коммуналдық желілер", topics_ru="Благоустройство, дороги, инженерные сети",
            venue_kk=self.chance.choice(VENUES)[0], venue_ru="", point=spot.point, address=spot.address("kk"),
            starts_at=starts_at, first_starts_at=starts_at, minutes=120, capacity=self.chance.choice((150, 200, 300)),
            way="hybrid" if is_hybrid else "hall", stream_url="https://example.kz/live" if is_hybrid else "",
        )  # fmt: skip
        meeting.venue_ru = dict(VENUES)[meeting.venue_kk]
        do, hands = self.shelf.do, host.secretary
        do(MEETING, meeting, "plan", hands, Role.SECRETARY, planned)
        approved = datetime(starts_at.year, 1, 14, 12, tzinfo=CITY)
        if approved >= self.until:
            return
        meeting.public_since = approved
        do(MEETING, meeting, "approve", host.akim, Role.AKIM, approved, data={"version": 1})
        late = self.chance.random() < LATE_NOTICE
        announced = starts_at - timedelta(days=2 if late else self.chance.randint(6, 12), hours=4)
        if announced >= self.until or announced < approved:
            return
        meeting.notice_days = 3
        do(MEETING, meeting, "announce", hands, Role.SECRETARY, announced, data={"off_calendar": False})
        self._notices(meeting, host, announced + timedelta(hours=1))
        asked = self._questions(meeting, host, announced)
        self._registrations(meeting, announced)
        if starts_at + timedelta(minutes=130) < self.until:
            self._hold(meeting, host, asked)

    def _notices(self, meeting: Meeting, host: Host, at: datetime) -> None:
        for place, channel in enumerate(("site", "media", "social")):
            moment = at + timedelta(hours=place)
            self.shelf.put(
                Notice, meeting=meeting, channel=channel, at=moment, for_start=meeting.starts_at,
                evidence=EVIDENCE[channel], recorded_at=moment, recorded_by_id=host.secretary.pk,
            )  # fmt: skip
            told = {"channel": channel, "published_at": moment.isoformat()}
            self.shelf.do(MEETING, meeting, "give_notice", host.secretary, Role.SECRETARY, moment, data=told)
        meeting.notice_since = at

    def _questions(self, meeting: Meeting, host: Host, since: datetime) -> list[Question]:
        open_s = (min(meeting.starts_at, self.until) - since).total_seconds()
        asked = []
        for number in range(1, round(QUESTIONS * 0.5) + 1):
            author = self.chance.choice(self.desk.people.residents)
            at = since + timedelta(seconds=open_s * (0.1 + 0.8 * number / QUESTIONS))
            leaf, values = self._words(str(meeting.district_id), at)
            question = self.shelf.put(
                Question, meeting=meeting, key=uuid5(NAMES, f"{meeting.number}:{number}"), number=number,
                author_id=author.pk, public_text=values["text"], asked_at=at, **values,
            )  # fmt: skip
            self.said[question.pk], self.authors[question.pk] = leaf, author
            self.shelf.do(QUESTION, question, "ask", author, Role.AUTHOR, at)
            checked = at + timedelta(hours=2)
            if checked < min(meeting.starts_at, self.until):
                told = {"edited": False}
                self.shelf.do(QUESTION, question, "publish", host.secretary, Role.SECRETARY, checked, data=told)
                self._support(question, checked)
            asked.append(question)
        return asked

    def _support(self, question: Question, at: datetime) -> None:
        people = self.chance.sample(self.desk.people.residents, self.chance.choice((0, 0, 1, 2, 3, 5, 8)))
        voices = [one for one in people if one.pk != question.author_id]
        for person in voices:
            self.shelf.put(Support, question=question, user_id=person.pk, at=at)
        question.support = len(voices)

    def _registrations(self, meeting: Meeting, since: datetime) -> None:
        people = self.chance.sample(self.desk.people.residents, min(20, len(self.desk.people.residents)))
        came = meeting.starts_at + timedelta(minutes=130) < self.until
        turn = count(1)
        for place, person in enumerate(people):
            speaks = self.chance.random() < 0.3
            self.shelf.put(
                Registration, meeting=meeting, user_id=person.pk, name=person.name, language="kk",
                wants_to_speak=speaks, subject="Аула, жол" if speaks else "", turn=next(turn) if speaks else None,
                token=uuid5(NAMES, f"ticket:{meeting.number}:{place}").hex, consent_version="2026-11",
                created_at=since + timedelta(hours=1 + place),
                checked_in_at=meeting.starts_at if came and self.chance.random() < 0.8 else None,
            )  # fmt: skip

    def _hold(self, meeting: Meeting, host: Host, asked: list[Question]) -> None:
        at, do = meeting.starts_at, self.shelf.do
        meeting.held_at = at
        do(MEETING, meeting, "hold", host.secretary, Role.SECRETARY, at, data={"notices": 3})
        results = [result for result, number in RESULTS.items() for _one in range(number)]
        self.chance.shuffle(results)
        leaves: dict[int, str] = {}
        lines = []
        for number, result in enumerate(results, 1):
            question = asked[number - 1] if number <= len(asked) else None
            line, leaf = self._line(meeting, host, number, question, result)
            leaves[line.pk] = leaf
            lines.append(line)
        for line in lines:
            if line.result == "appeal":
                self._pass_on(meeting, host, line, leaves[line.pk])
        meeting.attended = self.chance.randint(80, 260)
        drafted = at + timedelta(days=1)
        if drafted + timedelta(days=2) < self.until:
            self._sign(meeting, host, lines, asked, drafted)
            tops = {key: self.desk.leaves[leaf].top for key, leaf in leaves.items()}
            self.signed.append(Signed(meeting.pk, drafted + timedelta(days=1), tops))

    def _line(
        self, meeting: Meeting, host: Host, number: int, question: Question | None, result: str
    ) -> tuple[Line, str]:
        at = meeting.starts_at + timedelta(minutes=3 * number)
        leaf, values = self._words(str(meeting.district_id), at)
        if question is not None:
            leaf, values = self.said[question.pk], {name: getattr(question, name) for name in values}
        told = words.phrase(self.chance, values["language"], "explained") if result == "explained" else ""
        line = self.shelf.put(
            Line, meeting=meeting, number=number, key=uuid5(NAMES, f"line:{meeting.number}:{number}"),
            speaker=self.chance.choice(self.desk.people.residents).name, question=question, written_at=at,
            result=result, is_written=result == "appeal", explanation=told, written_by_id=host.secretary.pk,
            stamp=meeting.seq + 1, **values,
        )  # fmt: skip
        facts = {"line": number, "key": str(line.key), "result": line.result}
        name = "pass_on" if result == "appeal" else "write_line"
        self.shelf.do(MEETING, meeting, name, host.secretary, Role.SECRETARY, at, data=facts)
        if question is not None:
            self.shelf.do(QUESTION, question, "hear", host.secretary, Role.SECRETARY, at, data={"line": number})
        return line, leaf

    def _pass_on(self, meeting: Meeting, host: Host, line: Line, leaf: str) -> None:
        """The line becomes an appeal and learns its number, an hour after the last line was written."""
        author = self.authors.get(line.question_id, NOBODY)
        number = f"{self.number():06d}"
        story = lives.passed_on(self.desk, number, line, leaf, author=author, clerk=host.secretary)
        self.passed_on.append(story)
        line.appeal_number, line.version, line.stamp = story.appeal.number, line.version + 1, meeting.seq + 1
        facts = {"line": line.number, "key": str(line.key), "result": line.result, "appeal": line.appeal_number}
        at = meeting.starts_at + timedelta(minutes=3 * QUESTIONS + 1)
        self.shelf.do(MEETING, meeting, "link_appeal", NOBODY, Role.SYSTEM, at, data=facts)

    def _sign(self, meeting: Meeting, host: Host, lines: list[Line], asked: list[Question], at: datetime) -> None:
        do, signed_at = self.shelf.do, at + timedelta(days=1)
        paper = self.shelf.put(
            Protocol, meeting=meeting, drafted_by_id=host.secretary.pk, checked_by_id=host.checker.pk,
            signed_by_id=host.akim.pk, signed_at=signed_at,
        )  # fmt: skip
        do(PROTOCOL, paper, "draft", host.secretary, Role.SECRETARY, at)
        do(PROTOCOL, paper, "check", host.checker, Role.CONTROLLER, at + timedelta(hours=5))
        content = content_from(paper, meeting, lines, asked=len(asked), secretary=host.secretary.name)
        content |= {"signed_name": host.akim.name, "signed_at": timezone.localtime(signed_at).isoformat()}
        paper.content, mark = content, rules.digest(content)
        do(PROTOCOL, paper, "sign", host.akim, Role.AKIM, signed_at, data={"version": 1, "digest": mark})
        self.shelf.put(
            ProtocolVersion, protocol=paper, number=1, content=content, digest=mark, signed_at=signed_at,
            signed_by_id=host.akim.pk, signed_name=host.akim.name,
        )  # fmt: skip
        meeting.closed_at = signed_at
        do(MEETING, meeting, "close", host.akim, Role.AKIM, signed_at)
        for line in lines[: len(asked)]:
            told = {"lines": [{"line": line.number, "result": line.result, "appeal": line.appeal_number}]}
            do(QUESTION, line.question, "settle", host.akim, Role.AKIM, signed_at, data=told)

    def _words(self, district: str, at: datetime) -> tuple[str, dict[str, Any]]:
        """What somebody asks, about one spot of the district: the leaf of the tree of appeals, and the columns."""
        leaf = self.desk.leaf_of(self.chance, at.month)
        top = self.desk.leaves[leaf].top
        language = "kk" if self.chance.random() < plan.KAZAKH_SHARE else "ru"
        spot = self.desk.map.spot(self.chance, district)
        said = words.appeal(self.chance, language=language, leaf=leaf, top=top, place=spot.phrase(language))
        return leaf, {
            "text": said.text, "language": language, "category_id": CATEGORIES[top], "point": spot.point,
            "district_id": district, "address": spot.address(language),
        }  # fmt: skip

    def _calendars(self) -> None:
        """The approved version of each akim and year, from the meetings as they were planned."""
        planned: dict[tuple[int, int], list[Meeting]] = {}
        for meeting in self.shelf.rows[Meeting]:
            if meeting.public_since:
                planned.setdefault((meeting.starts_at.year, meeting.organisation_id), []).append(meeting)
        akims = {host.body.pk: host for host in self.hosts.values()}
        for (year, body), meetings in sorted(planned.items()):
            host = akims[body]
            self.shelf.put(
                YearPlan, year=year, district_id=host.body.district_id, version=1, approved_on=date(year, 1, 14),
                approved_by_id=host.akim.pk, approved_name=host.akim.name, meetings=[_row(one) for one in meetings],
            )  # fmt: skip


VENUES = (
    ("Мәдениет үйі", "Дом культуры"),
    ("№ 15 мектептің мәжіліс залы", "Актовый зал школы № 15"),
    ("Достық үйі", "Дом дружбы"),
    ("Университеттің үлкен залы", "Большой зал университета"),
)
EVIDENCE = {
    "site": "https://example.kz/news",
    "media": "«Алматы ақшамы» газеті",
    "social": "https://example.kz/akimat",
}


def _row(meeting: Meeting) -> dict[str, Any]:
    return {
        "number": meeting.number,
        "starts_at": timezone.localtime(meeting.starts_at).isoformat(timespec="minutes"),
        "district": meeting.district_id,
        "title_kk": meeting.title_kk,
        "title_ru": meeting.title_ru,
        "way": meeting.way,
        "cancelled": False,
    }


def _hosts(desk: Desk) -> dict[str, Host]:
    people = desk.people.demo
    bodies = {body.code: body for body in desk.bodies.values()}
    found = {"": Host(bodies["city-akimat"], people["akim"], people["secretary"], people["controller"])}
    for code in sorted(desk.map.outlines):
        akim, secretary = people[f"akimat-{code}"], people[f"secretary-{code}"]
        found[code] = Host(bodies[f"akimat-{code}"], akim, secretary, people["controller"])
    return found


def _spread(past: Sequence[tuple[datetime, str, str]], wanted: int) -> list[tuple[datetime, str, str]]:
    """So many of the past meetings, in their order: half of them the newest, the others over all the years."""
    newest = min(wanted, len(past)) // 2
    earlier, last = past[: len(past) - newest], list(past[len(past) - newest :])
    rest = wanted - newest
    return [earlier[place * len(earlier) // rest] for place in range(rest)] + last


def days(until: datetime) -> list[tuple[datetime, str, str]]:
    """When, whose (``""`` is the city akim) and in which district: four a month, the districts in turn."""
    districts = ("bostandyk", "almaly", "alatau", "auezov", "zhetysu", "medeu", "nauryzbay", "turksib")
    found, city, local = [], count(), count()
    for month in range(-12 * YEARS_BACK, MONTHS_AHEAD + 1):
        year, place = divmod(until.year * 12 + until.month - 1 + month, 12)
        for day, host in ((8, "city"), (13, "district"), (20, "city"), (26, "district")):
            starts_at = datetime.combine(date(year, place + 1, day), time(18), CITY)
            while starts_at.weekday() > 4:
                starts_at += timedelta(days=1)
            if host == "city":
                found.append((starts_at, "", districts[next(city) % 8]))
            else:
                code = districts[next(local) % 8]
                found.append((starts_at, code, code))
    return sorted(found)
