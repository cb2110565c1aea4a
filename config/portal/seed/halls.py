"""Three years of public meetings: calendars, notices, questions in advance, lines, signed protocols."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Model
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Organisation
from config.portal.seed import plan, rows, words
from config.portal.seed.clock import CITY
from config.portal.seed.desk import Desk
from config.portal.seed.people import Person
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
from workflow.machine import Machine
from workflow.models import Act

NAMES = UUID("3c2f0f7a-98a4-4f0e-9d0c-0b6a6f0c5d11")
YEARS_BACK, MONTHS_AHEAD = 3, 2
QUESTIONS, FEWEST_MEETINGS = 40, 10
# Of the questions that were heard: 37 per cent were explained at once in 2017, the others became instructions.
EXPLAINED = 0.37
# Share of meetings whose notice came late, and of those whose hall was online too.
LATE_NOTICE, HYBRID = 0.06, 0.3
CATEGORIES = {
    "transport": "transport", "traffic": "traffic", "roads": "roads", "lighting": "yards", "water": "networks",
    "heat": "networks", "electricity": "networks", "gas": "networks", "cleaning": "cleaning", "greening": "greening",
    "housing": "housing", "yards": "yards", "people": "social", "animals": "order", "construction": "land",
    "ecology": "ecology", "order": "order", "land": "land",
}  # fmt: skip
WRITTEN: tuple[type[Model], ...] = (
    YearPlan, Meeting, Notice, Question, Support, Registration, Line, Protocol, ProtocolVersion, Act,
)  # fmt: skip


@dataclass
class Shelf:
    """Rows that wait to be written, and the keys that are free."""

    rows: dict[type[Model], list[Any]] = field(default_factory=lambda: {model: [] for model in WRITTEN})

    def __post_init__(self) -> None:
        self._keys = {model: count(rows.next_key(model)) for model in WRITTEN}

    def put(self, model: type[Model], **values: Any) -> Any:
        thing = model(pk=next(self._keys[model]), **values)
        self.rows[model].append(thing)
        return thing

    def do(self, machine: Machine, thing: Any, name: str, who: Person, role: str, at: datetime, **words_: Any) -> None:
        """Journal an act; the real table admits it, or the seeding stops."""
        if name in machine.initial:
            before, after, basis, public = "", machine.initial[name], "", words_.pop("public", False)
        else:
            step, before = machine[name], thing.status
            if before not in step.sources or role not in step.roles:
                raise ValueError(f"{role} may not {name} what is {before}.")
            after, basis, public = step.target or before, step.basis, step.public
        thing.seq += 1
        if after != before:
            thing.status, thing.status_since = after, at
        self.put(
            Act, kind=machine.kind, subject_id=thing.pk, seq=thing.seq, name=name, before=before, after=after, at=at,
            actor_id=who.pk, actor_name=who.name, actor_role=role, basis=basis, public=public,
            note=words_.get("note", ""), data=words_.get("data", {}),
        )  # fmt: skip

    def write(self) -> None:
        for model in WRITTEN:
            rows.copy(model, self.rows[model])
            rows.move_sequence_past(model)


@dataclass(frozen=True)
class Host:
    """An akimat with those who hold its meetings."""

    body: Organisation
    akim: Person
    secretary: Person
    checker: Person


class Halls:
    """Holds the meetings of a town; the same chance gives the same meetings."""

    def __init__(self, desk: Desk, until: datetime) -> None:
        self.desk, self.until = desk, until.astimezone(CITY)
        self.chance = Random(desk.chance.random())  # noqa: S311 - a town, not a secret
        self.shelf = Shelf()
        self.hosts = _hosts(desk)
        self.numbers: dict[int, Iterable[int]] = {}
        self.leaves = list(desk.leaves)
        self.shares = [desk.leaves[code].share for code in self.leaves]

    def hold(self, *, scale: float) -> int:
        """Write ``scale`` times three years of 48 meetings each, and those to come. Returns how many."""
        days = _days(self.until)
        past = [one for one in days if one[0] < self.until]
        wanted = max(FEWEST_MEETINGS, round(len(past) * min(scale, 1)))
        chosen = past[-wanted:] + [one for one in days if one[0] >= self.until]
        for starts_at, host, district in chosen:
            self._meeting(starts_at, self.hosts[host], district)
        self._calendars()
        self.shelf.write()
        return len(chosen)

    def _meeting(self, starts_at: datetime, host: Host, district: str) -> None:
        planned = max(datetime(starts_at.year, 1, 9, 10, tzinfo=CITY), starts_at - timedelta(days=300))
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
            values = self._words(str(meeting.district_id))
            question = self.shelf.put(
                Question, meeting=meeting, key=uuid5(NAMES, f"{meeting.number}:{number}"), number=number,
                author_id=author.pk, public_text=values["text"], asked_at=at, **values,
            )  # fmt: skip
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
        lines = [self._line(meeting, host, number, asked) for number in range(1, QUESTIONS + 1)]
        meeting.attended = self.chance.randint(80, 260)
        drafted = at + timedelta(days=1)
        if drafted + timedelta(days=2) < self.until:
            self._sign(meeting, host, lines, asked, drafted)

    def _line(self, meeting: Meeting, host: Host, number: int, asked: list[Question]) -> Line:
        at = meeting.starts_at + timedelta(minutes=3 * number)
        question = asked[number - 1] if number <= len(asked) else None
        values = self._words(str(meeting.district_id))
        if question is not None:
            values = {name: getattr(question, name) for name in values}
        explained = self.chance.random() < EXPLAINED
        told = words.phrase(self.chance, values["language"], "explained") if explained else ""
        line = self.shelf.put(
            Line, meeting=meeting, number=number, key=uuid5(NAMES, f"line:{meeting.number}:{number}"),
            speaker=self.chance.choice(self.desk.people.residents).name, question=question, written_at=at,
            result="explained" if explained else "instruction", explanation=told, written_by_id=host.secretary.pk,
            stamp=meeting.seq + 1, **values,
        )  # fmt: skip
        facts = {"line": number, "key": str(line.key), "result": line.result}
        self.shelf.do(MEETING, meeting, "write_line", host.secretary, Role.SECRETARY, at, data=facts)
        if question is not None:
            self.shelf.do(QUESTION, question, "hear", host.secretary, Role.SECRETARY, at, data={"line": number})
        return line

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
            told = {"lines": [{"line": line.number, "result": line.result, "appeal": ""}]}
            do(QUESTION, line.question, "settle", host.akim, Role.AKIM, signed_at, data=told)

    def _words(self, district: str) -> dict[str, Any]:
        """What somebody asks, about one spot of the district."""
        leaf = self.chance.choices(self.leaves, self.shares)[0]
        top = self.desk.leaves[leaf].top
        language = "kk" if self.chance.random() < plan.KAZAKH_SHARE else "ru"
        spot = self.desk.map.spot(self.chance, district)
        said = words.appeal(self.chance, language=language, leaf=leaf, top=top, place=spot.phrase(language))
        return {
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


def _days(until: datetime) -> list[tuple[datetime, str, str]]:
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
